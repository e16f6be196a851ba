"""Words for states that lists, pages and exports all show, and the tone of their badges."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.audit.findings import Outcome
from submissions.deadline.verdict import VerdictState

VERDICTS: Final[Mapping[str, str | Promise]] = {
    VerdictState.NOTHING_ON_TIME: _("nada a tiempo"),
    VerdictState.CHANGED_AFTER: _("cambiado después del plazo"),
    VerdictState.UNKNOWN: _("sin comprobar"),
    VerdictState.ON_TIME: _("a tiempo"),
    VerdictState.NOT_YET: _("plazo abierto"),
}
WORST_FIRST: Final = tuple(VERDICTS)

VERDICT_TONES: Final[Mapping[str, str]] = {
    VerdictState.NOTHING_ON_TIME: "danger",
    VerdictState.CHANGED_AFTER: "warning",
    VerdictState.UNKNOWN: "secondary",
    VerdictState.ON_TIME: "success",
    VerdictState.NOT_YET: "info",
}

OUTCOMES: Final[Mapping[str, str | Promise]] = {
    Outcome.PASS: _("correctas"),
    Outcome.WARN: _("avisos"),
    Outcome.FAIL: _("fallos"),
    Outcome.UNKNOWN: _("sin comprobar"),
    Outcome.NOT_APPLICABLE: _("no aplicables"),
}


def verdict(state: str) -> str:
    """The state of a repo at the deadline in the reader's language; nothing for none."""
    return str(VERDICTS[VerdictState(state)]) if state else ""
