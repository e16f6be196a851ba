"""Deadline verdicts in words, and the tone of their badges, for every page, panel and export."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.deadline.verdict import VerdictState

_WORDS: Final[Mapping[str, tuple[Promise, str]]] = {
    VerdictState.NOTHING_ON_TIME: (_("sin commits a tiempo"), "danger"),
    VerdictState.CHANGED_AFTER: (_("con cambios después"), "warning"),
    VerdictState.UNKNOWN: (_("no se sabe"), "secondary"),
    VerdictState.NOT_YET: (_("aún no ha cerrado"), "info"),
    VerdictState.ON_TIME: (_("en plazo"), "success"),
}


def in_words(state: str | None) -> str:
    """A repo's or project's state at the deadline in the reader's language; nothing for none."""
    return str(_WORDS[VerdictState(state)][0]) if state else ""


def tone(state: str | None) -> str:
    """The tone of its badge: success, warning, danger, info or secondary."""
    return _WORDS[VerdictState(state)][1] if state else "secondary"
