"""The forms in which organisers count activities: a table, cell by cell, and a list from a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.editions.rules import Rubric
from hackathon.editions.wording import in_words
from hackathon.imports import sentences as file_sentences
from hackathon.imports.reading import MAX_BYTES, Reason, Sheet, Unreadable, read
from judging.activities import MOST, Fault, Problem, Read, Unusable, read_counts
from judging.queries.activities import Row, activity_names, names_of

TOLD = 10
"""So many wrong rows are told at once."""
NO_COUNT = gettext_lazy("Escribe un número entero, o déjalo en blanco.")


class CountsForm(forms.Form):
    """A field per project and activity. Each remembers what the page was drawn with: two people overwrite nothing unseen."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, rows: Sequence[Row]) -> None:
        super().__init__(data)
        self.rows = rows
        for row in rows:
            for cell in row.cells:
                self.fields[_name(row.submission_id, cell.activity.key)] = forms.IntegerField(
                    label=f"{in_words(cell.activity.title)}: {row.title}",
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    initial=cell.count,
                    show_hidden_initial=True,
                    widget=forms.NumberInput(attrs={"class": "form-control form-control-sm", "inputmode": "numeric"}),
                    error_messages={"invalid": NO_COUNT, "min_value": NO_COUNT, "max_value": NO_COUNT},
                )

    @property
    def table(self) -> list[tuple[Row, list[forms.BoundField]]]:
        """Each project with its fields, in the order of the rules."""
        return [(row, [self[_name(row.submission_id, cell.activity.key)] for cell in row.cells]) for row in self.rows]

    @property
    def changed_counts(self) -> dict[tuple[int, str], int | None]:
        """(project, activity) → count of what this page changed; for a valid form."""
        places = {
            _name(row.submission_id, cell.activity.key): (row.submission_id, cell.activity.key)
            for row in self.rows
            for cell in row.cells
        }
        return {places[name]: self.cleaned_data[name] for name in self.changed_data}


class ListForm(forms.Form):
    """A list pasted from a spreadsheet, or its CSV file."""

    text = forms.CharField(
        label=gettext_lazy("Pega aquí las celdas, con su fila de encabezados"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("O sube el archivo CSV"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, rows: Sequence[Row], rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.rubric = rows, rubric

    def clean(self) -> dict[str, Any]:
        """Everything that is wrong with the list, in sentences; ``cleaned_data["read"]`` is what it says."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            cleaned["read"] = self._read(_sheet(cleaned))
        except Unreadable as error:
            raise forms.ValidationError(file_sentences.of_file(error)) from error
        except Unusable as error:
            raise forms.ValidationError(self._no_activity()) from error
        problems = cleaned["read"].problems
        if problems:
            raise forms.ValidationError([_sentence(problem) for problem in problems[:TOLD]] + _more(problems))
        return cleaned

    def _read(self, sheet: Sheet) -> Read:
        return read_counts(sheet, projects=names_of(self.rows), activities=activity_names(self.rubric))

    def _no_activity(self) -> str:
        titles = ", ".join(f"«{in_words(each.title)}»" for each in self.rubric.activities)
        return _("Ninguna columna lleva el nombre de una actividad: se esperaba alguna de estas: %(titles)s.") % {
            "titles": titles
        }


def _name(project: int, activity: str) -> str:
    return f"count-{project}-{activity}"


def _sheet(cleaned: Mapping[str, Any]) -> Sheet:
    file = cleaned.get("file")
    if file is not None and file.size > MAX_BYTES:
        raise Unreadable(Reason.TOO_BIG, most=MAX_BYTES // 1_000_000)
    return read(file.read() if file is not None else cleaned["text"].encode("utf-8", "replace"))


def _sentence(problem: Problem) -> str:
    facts = {"row": problem.row, "value": problem.value[:60], "heading": problem.heading[:60]}
    return _SENTENCES[problem.fault] % facts


_SENTENCES: Mapping[Fault, Any] = {
    Fault.UNKNOWN: gettext_lazy("Fila %(row)s: no hay ningún proyecto entregado que sea «%(value)s»."),
    Fault.AMBIGUOUS: gettext_lazy("Fila %(row)s: hay varios proyectos que son «%(value)s»; escribe su número."),
    Fault.REPEATED: gettext_lazy("Fila %(row)s: «%(value)s» ya está más arriba."),
    Fault.NO_COUNT: gettext_lazy("Fila %(row)s, «%(heading)s»: «%(value)s» no es un número entero."),
    Fault.TOO_MANY: gettext_lazy("Fila %(row)s, «%(heading)s»: %(value)s es demasiado."),
}


def _more(problems: Sequence[Problem]) -> list[str]:
    left = len(problems) - TOLD
    text = ngettext("Y %(n)s problema más.", "Y %(n)s problemas más.", left)
    return [text % {"n": left}] if left > 0 else []
