"""The forms in which an organiser decides otherwise than the evidence, or takes that back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.actions.overruling import SHORTEST_REASON
from submissions.deadline import wording
from submissions.deadline.revisions import KnownRevision
from submissions.deadline.verdict import VerdictState
from submissions.models import RepoVerdict
from submissions.queries import verdicts

OFFERED: Final = 200
"""So many revisions are offered, the ones seen last first; nobody reads a longer list."""
LONGEST_REASON: Final = 2000
FROM_THE_LIST: Final = gettext_lazy("Elige una opción de la lista.")


class ReasonForm(forms.Form):
    """Why. ``seen`` remembers what the page showed, so that nobody decides about something else than they were looking at."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        help_text=gettext_lazy("Lo leerán el equipo y el jurado, y llegará por correo al equipo."),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Escribe el motivo: el equipo lo va a leer."),
            "min_length": gettext_lazy("Explica el motivo en una frase: el equipo lo va a leer."),
            "max_length": gettext_lazy("El motivo es demasiado largo: caben 2000 caracteres."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, verdict: RepoVerdict) -> None:
        super().__init__(data, initial={"seen": verdicts.stand(verdict)})
        self.verdict = verdict

    def look_again(self) -> None:
        """From here on it is about the verdict as it is now; what was typed stays."""
        self.data = self.data | {"seen": verdicts.stand(self.verdict)}


class DecisionForm(ReasonForm):
    """Which state holds, and which revision counts."""

    state = forms.ChoiceField(
        label=gettext_lazy("Veredicto"), error_messages={"invalid_choice": FROM_THE_LIST, "required": FROM_THE_LIST}
    )
    sha = forms.ChoiceField(
        label=gettext_lazy("Revisión que cuenta"), required=False, error_messages={"invalid_choice": FROM_THE_LIST}
    )
    field_order = ("state", "sha", "reason")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        verdict: RepoVerdict,
        revisions: Sequence[KnownRevision],
    ) -> None:
        super().__init__(data, verdict=verdict)
        self.fields["state"].choices = [
            ("", _("Elige…")),
            *(
                (state.value, wording.in_words(state).capitalize())
                for state in VerdictState
                if state != VerdictState.NOT_YET
            ),
        ]
        self.fields["sha"].choices = [("", _frozen(verdict)), *map(_choice, revisions[:OFFERED])]
        if verdict.is_overruled:
            self.initial |= {"state": verdict.overruled_state, "sha": verdict.overruled_sha}


def _frozen(verdict: RepoVerdict) -> str:
    if not verdict.frozen_sha:
        return _("La que digan las pruebas (por ahora, ninguna)")
    return _("La de las pruebas: %(sha)s") % {"sha": verdict.frozen_sha[:8]}


def _choice(revision: KnownRevision) -> tuple[str, str]:
    seen = formats.date_format(revision.first_seen_at, "DATETIME_FORMAT")
    words = {"sha": revision.sha[:8], "title": revision.title[:60] or "…", "seen": seen}
    return revision.sha, _("%(sha)s · %(title)s · visto el %(seen)s") % words
