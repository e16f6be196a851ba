"""The form in which an organiser puts a project into another track."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hackathon.editions.rules import EditionRules
from submissions.actions.tracks import SHORTEST_REASON
from submissions.forms.deciding import FROM_THE_LIST, LONGEST_REASON
from submissions.forms.fields import track_choices
from submissions.models import SubmissionVersion


class TrackForm(forms.Form):
    """Which track, and why. ``seen`` remembers which version the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    track = forms.ChoiceField(
        label=gettext_lazy("Línea"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": FROM_THE_LIST, "required": FROM_THE_LIST},
    )
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        help_text=gettext_lazy("Llegará por correo al equipo."),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Escribe el motivo: el equipo lo va a leer."),
            "min_length": gettext_lazy("Explica el motivo en una frase: el equipo lo va a leer."),
            "max_length": gettext_lazy("El motivo es demasiado largo: caben 2000 caracteres."),
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rules: EditionRules, current: SubmissionVersion
    ) -> None:
        super().__init__(data, initial={"seen": current.number, "track": current.track})
        self.fields["track"].choices = track_choices(rules)
