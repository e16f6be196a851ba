"""Words for the deadline verdicts that pages and exports show, the worst first, and the tone of their badges."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.deadline.verdict import VerdictState

VERDICTS: Final[Mapping[str, str | Promise]] = {
    VerdictState.NOTHING_ON_TIME: _("sin commits a tiempo"),
    VerdictState.CHANGED_AFTER: _("con cambios después"),
    VerdictState.UNKNOWN: _("no se sabe"),
    VerdictState.NOT_YET: _("aún no ha cerrado"),
    VerdictState.ON_TIME: _("en plazo"),
}
WORST_FIRST: Final = tuple(VERDICTS)

VERDICT_TONES: Final[Mapping[str, str]] = {
    VerdictState.NOTHING_ON_TIME: "danger",
    VerdictState.CHANGED_AFTER: "warning",
    VerdictState.UNKNOWN: "secondary",
    VerdictState.ON_TIME: "success",
    VerdictState.NOT_YET: "info",
}


def verdict(state: str) -> str:
    """The state of a repo at the deadline in the reader's language; nothing for none."""
    return str(VERDICTS[VerdictState(state)]) if state else ""
