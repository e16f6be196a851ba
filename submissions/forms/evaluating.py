"""The forms with which organisers deal with evaluations: reasons, requests, files of results."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.rules import SuiteRules
from hackathon.editions.wording import in_words
from submissions.actions.evaluation_sets import SHORTEST_REASON
from submissions.models import Entry

MOST_FILES = 50
MOST_TOGETHER = 50_000_000
"""Bytes of all the files that are sent at once."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        help_text=gettext_lazy("Queda en el registro de cambios."),
        min_length=SHORTEST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Escribe el motivo."),
            "min_length": gettext_lazy("Explica el motivo en una frase."),
            "max_length": gettext_lazy("El motivo es demasiado largo: caben 500 caracteres."),
        },
    )


class RequestForm(forms.Form):
    """Which model, on which suite, at which revision."""

    entry = forms.ModelChoiceField(
        Entry.objects.none(),
        label=gettext_lazy("Modelo"),
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Ningún proyecto entrega ya ese modelo. Recarga la página.")},
    )
    suite = forms.ChoiceField(label=gettext_lazy("Batería"))
    revision = forms.RegexField(
        r"^[0-9a-fA-F]{40}$",
        label=gettext_lazy("Revisión"),
        help_text=gettext_lazy("El SHA entero de un commit. En blanco, la última."),
        required=False,
        error_messages={"invalid": gettext_lazy("Una revisión son 40 cifras hexadecimales, como las da Hugging Face.")},
    )

    def __init__(self, *args: Any, entries: Any, suites: Sequence[SuiteRules], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = entries
        self.fields["entry"].label_from_instance = _entry_label
        self.fields["suite"].choices = [(suite.key, in_words(suite.title)) for suite in suites]

    def clean_revision(self) -> str:
        """As git writes it."""
        return str(self.cleaned_data["revision"]).lower()


def _entry_label(entry: Entry) -> str:
    return f"{entry.repo.repo_id} · {entry.version.submission.team.name}"


class ManyFiles(forms.ClearableFileInput):
    """An input for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, as a list."""

    widget = ManyFiles(attrs={"accept": ".json,application/json"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Raises ValidationError for none, too many, or too large ones together."""
        files = list(data) if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(_("Elige uno o varios ficheros."), "required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Son demasiados ficheros: caben %(n)s a la vez.") % {"n": MOST_FILES}, "many")
        if sum(file.size for file in files) > MOST_TOGETHER:
            most = {"n": MOST_TOGETHER // 1_000_000}
            raise forms.ValidationError(_("Pesan demasiado juntos: caben %(n)s MB a la vez.") % most, "large")
        return files


class ResultsForm(forms.Form):
    """Result files of the harness, and on whose board they go."""

    files = FilesField(
        label=gettext_lazy("Ficheros de resultados"),
        help_text=gettext_lazy("Los results_….json que escribe lm-evaluation-harness, de cualquier versión."),
    )
    suite = forms.ChoiceField(label=gettext_lazy("Clasificación"), required=False)

    def __init__(self, *args: Any, suites: Sequence[SuiteRules], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(suite.key, in_words(suite.title)) for suite in suites]
        self.fields["suite"].choices = [("", _("En ninguna")), *choices]
