"""Filters for reports of audits: what changed, shares, where the evidence lies."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.rules import EditionRules
from hackathon.hub.addresses import web_address
from submissions import speaking
from submissions.audit.changes import Change
from submissions.audit.reports import Place, SeenRepo, Shown
from submissions.audit.statistics import statistics

register = template.Library()

CHANGES: dict[str, tuple[Promise, str]] = {
    Change.MENDED.value: (gettext_lazy("Arreglado"), "success"),
    Change.BETTER.value: (gettext_lazy("Mejor que antes"), "success"),
    Change.NEW.value: (gettext_lazy("Nuevo"), "info"),
    Change.WORSE.value: (gettext_lazy("Peor que antes"), "danger"),
    Change.UNSEEN.value: (gettext_lazy("Ahora no se ha podido ver"), "secondary"),
}


@register.filter
def change_name(change: str) -> Promise:
    """What became of a finding since the audit before."""
    return CHANGES[change][0]


@register.filter
def change_tone(change: str) -> str:
    """The colour of its badge."""
    return CHANGES[change][1]


@register.filter
def finding_title(shown: Shown, rules: EditionRules) -> str:
    """What a finding is about, in one line."""
    return speaking.title(shown.finding, rules=rules)


@register.filter
def numbers(repo: SeenRepo) -> Mapping[str, Any]:
    """What was seen of a repo, in numbers."""
    return statistics(repo.evidence) if repo.evidence else {}


@register.filter
def percent(share: int) -> str:
    """A share of a hundred as the reader writes it."""
    return _("%(n)s %%") % {"n": share}


@register.filter
def place_url(repo: SeenRepo, place: Place) -> str:
    """The file that a finding speaks of, on the Hub, at the revision that was looked at."""
    page = web_address(repo_id=repo.repo_id, repo_type=repo.repo_type, endpoint=settings.HF_ENDPOINT)
    line = f"#L{place.line}" if place.line else ""
    return f"{page}/blob/{repo.sha}/{quote(place.path)}{line}"
