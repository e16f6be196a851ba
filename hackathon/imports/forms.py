"""The forms of a list: the file, and what its columns are."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.imports.mapping import Field
from hackathon.imports.reading import MAX_BYTES, Reason, Unreadable
from hackathon.imports.sentences import FIELD_LABELS, of_file

LONGEST_HEADING = 60
HELP = {
    Field.NAME: gettext_lazy("Si el nombre y los apellidos van en columnas separadas, deja esta en blanco."),
    Field.TEAM: gettext_lazy("Cada persona entrará en ese equipo cuando inicie sesión, si queda sitio."),
    Field.STATUS: gettext_lazy("Las entradas anuladas o devueltas no se importan."),
}


class UploadForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(
        label=gettext_lazy("Archivo CSV"),
        help_text=gettext_lazy("Como lo descargas de Eventbrite, o guardado como CSV desde cualquier hoja de cálculo."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        allow_empty_file=True,
        max_length=None,
        error_messages={
            "required": gettext_lazy("Elige un archivo."),
            "missing": gettext_lazy("Elige un archivo."),
            "invalid": gettext_lazy("El archivo no ha llegado. Súbelo otra vez."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """The file, if it is not too big to be read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(of_file(Unreadable(Reason.TOO_BIG, most=MAX_BYTES // 1_000_000)), "too_big")
        return file


class MappingForm(forms.Form):
    """Which column holds what: one choice among the file's columns for each thing that we can use."""

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [
            (str(at), f"{_letters(at)} · {heading[:LONGEST_HEADING] or _('(sin título)')}")
            for at, heading in enumerate(headings)
        ]
        for each in Field:
            self.fields[each.value] = forms.TypedChoiceField(
                label=FIELD_LABELS[each],
                help_text=HELP.get(each, ""),
                choices=[("", _("— ninguna —")), *columns],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.fields[Field.EMAIL.value].required = True
        self.fields[Field.EMAIL.value].error_messages["required"] = _("Di en qué columna está el correo.")

    def clean(self) -> dict[str, Any]:
        """A name there has to be, and no column is two things."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get(Field.NAME) is None and cleaned.get(Field.FIRST_NAME) is None:
            self.add_error(Field.NAME, _("Di en qué columna está el nombre."))
        taken: dict[int, str] = {}
        for each in Field:
            column = cleaned.get(each)
            if column is not None and taken.setdefault(column, each) != each:
                twice = _("Esta columna ya es «%(other)s».") % {"other": FIELD_LABELS[Field(taken[column])]}
                self.add_error(each, twice)
        return cleaned

    def to_mapping(self) -> Mapping[Field, int]:
        """What was chosen."""
        return {each: self.cleaned_data[each] for each in Field if self.cleaned_data.get(each) is not None}


def _letters(column: int) -> str:
    """What a spreadsheet calls the column.

    >>> _letters(0), _letters(25), _letters(26), _letters(99)
    ('A', 'Z', 'AA', 'CV')
    """
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
