"""What an error's report keeps to itself."""

import re

from django.views.debug import SafeExceptionReporterFilter


class ReportFilter(SafeExceptionReporterFilter):
    """Django hides what is called a password, a key or a token; some addresses are all that as well."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|WEBHOOK|REDIS_URL|BROKER_URL", flags=re.IGNORECASE
    )
