"""The scoring form, built from the edition's rubric and the parts that the project has; and the organisers' assigning form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Criterion, Rubric, RubricGroup
from hackathon.editions.wording import in_words
from judging import aggregate, queries
from judging.models import Assignment
from judging.queries import Artefacts
from submissions.models import Submission

PREFIX, REMARK = "score-", "remark-"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a review holds when its page is drawn."""

    scores: Mapping[str, int]
    remarks: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    note: str = ""
    confidence: int | None = None
    juror_point: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as the page shows it: its fields, and the hidden input that remembers which score the page started from."""

    criterion: Criterion
    field: forms.BoundField
    initial: SafeString
    remark: forms.BoundField
    top: int

    @property
    def given(self) -> str:
        """The step that is chosen, as the form has it; empty for none."""
        value = self.field.value()
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A rubric group as the page shows it. ``points`` is what it is worth here; a group that does not apply has no rows."""

    group: RubricGroup
    points: Fraction
    applies: bool
    rows: tuple[CriterionRow, ...]


class ReviewForm(forms.Form):
    """One row of radios per criterion that applies; all may stay blank, for a draft is never refused.

    Every field remembers what the page was rendered with, so two open tabs only overwrite what each of them changed.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        rubric: Rubric,
        artefacts: Artefacts,
        track: str = "",
        filled: Filled,
        sent: bool = False,
        read_only: bool = False,
    ) -> None:
        super().__init__(data, initial=_initial(filled))
        self.rubric, self.artefacts, self.track = rubric, artefacts, track
        for criterion in aggregate.applicable_criteria(rubric, artefacts, track):
            self.fields[f"{PREFIX}{criterion.key}"] = _score_field(criterion, rubric)
            self.fields[f"{REMARK}{criterion.key}"] = _text(
                _("Comentario sobre «%(criterion)s»") % {"criterion": in_words(criterion.title)},
                2000,
                rows=2,
                help_text=_("Lo leen la organización y, al deliberar, el jurado. El equipo no."),
            )
        self.fields |= _extras(rubric)
        if sent:
            self.fields["reason"] = _reason()
        for name, each in self.fields.items():
            each.disabled = read_only
            each.show_hidden_initial = name != "reason"

    @property
    def changed_scores(self) -> dict[str, int | None]:
        """Criterion → value (None: erased) of what this page changed; for a valid form."""
        return self._changed(PREFIX)

    @property
    def changed_remarks(self) -> dict[str, str]:
        """Criterion → remark of what this page changed; for a valid form."""
        return self._changed(REMARK)

    def changed_value(self, name: str) -> Any:
        """The new value of a field, or None when this page did not change it; a confidence that was taken back is 0."""
        if name not in self.changed_data:
            return None
        value = self.cleaned_data[name]
        return value or 0 if name == "confidence" else value

    @property
    def groups(self) -> tuple[GroupRows, ...]:
        """The whole rubric of the project's track, the groups that do not apply included."""
        worth = aggregate.group_points(self.rubric, self.artefacts, self.track)
        groups = aggregate.groups_of_track(self.rubric, self.track)
        return tuple(self._group_rows(group, worth) for group in groups)

    @property
    def texts(self) -> tuple[forms.BoundField, ...]:
        """The texts about the whole project."""
        return self["comment"], self["note"]

    @property
    def confidence_initial(self) -> SafeString:
        """The hidden input that remembers which confidence the page started from."""
        return self["confidence"].as_hidden(only_initial=True)

    def _changed(self, prefix: str) -> dict[str, Any]:
        changed = (name for name in self.changed_data if name.startswith(prefix))
        return {name.removeprefix(prefix): self.cleaned_data[name] for name in changed}

    def _group_rows(self, group: RubricGroup, worth: Mapping[str, Fraction]) -> GroupRows:
        applies = group.key in worth
        points = worth.get(group.key, aggregate.exact(group.points))
        rows = tuple(self._row(criterion) for criterion in group.criteria) if applies else ()
        return GroupRows(group=group, points=points, applies=applies, rows=rows)

    def _row(self, criterion: Criterion) -> CriterionRow:
        score, remark = self[f"{PREFIX}{criterion.key}"], self[f"{REMARK}{criterion.key}"]
        return CriterionRow(
            criterion=criterion,
            field=score,
            initial=score.as_hidden(only_initial=True),
            remark=remark,
            top=self.rubric.top(criterion),
        )


def _initial(filled: Filled) -> dict[str, Any]:
    scores = {f"{PREFIX}{key}": str(value) for key, value in filled.scores.items()}
    remarks = {f"{REMARK}{key}": text for key, text in filled.remarks.items()}
    extras = {"comment": filled.comment, "note": filled.note, "juror_point": filled.juror_point}
    return {**scores, **remarks, **extras, "confidence": filled.confidence or "", "reason": filled.reason}


def _score_field(criterion: Criterion, rubric: Rubric) -> forms.TypedChoiceField:
    steps = [(str(step), str(step)) for step in range(rubric.scale_min, rubric.top(criterion) + 1)]
    return forms.TypedChoiceField(
        label=in_words(criterion.title),
        choices=[*steps, ("", _("Sin puntuar"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class _Lines(forms.CharField):
    """A text with the ends of its lines as scripts have them: a page that saves itself and a form that is sent mean the same."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), self.to_python(data))


def _text(label: str, most: int, *, rows: int, help_text: str = "") -> _Lines:
    """A text that a review may have. What is typed is kept to the last blank, as a page that saves itself keeps it."""
    return _Lines(
        label=label,
        help_text=help_text,
        required=False,
        max_length=most,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}),
    )


def _extras(rubric: Rubric) -> dict[str, forms.Field]:
    """What a review has beside its criteria."""
    told = _("El equipo lo leerá cuando se publiquen los resultados.")
    kept = _("La leen la organización y, al deliberar, el jurado. El equipo no.")
    levels = [(str(value), label) for value, label in Assignment.Confidence.choices]
    fields: dict[str, forms.Field] = {
        "comment": _text(_("Comentario para el equipo"), 5000, rows=5, help_text=told),
        "note": _text(_("Nota para el jurado"), 5000, rows=3, help_text=kept),
        "confidence": forms.TypedChoiceField(
            label=_("Seguridad"),
            help_text=_("Cuánta seguridad tienes en tus notas de este proyecto. No cambia los puntos."),
            choices=[*levels, ("", _("Sin decir"))],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
        ),
    }
    if rubric.juror_point:
        fields["juror_point"] = forms.BooleanField(label=_("Dar mi punto extra a este proyecto"), required=False)
    return fields


def _reason() -> forms.CharField:
    told = _("Ya está enviada: para cambiar algo, escribe antes por qué. Queda en el registro junto a lo que había.")
    return _text(_("Motivo de la corrección"), 1000, rows=1, help_text=told)


class AssignForm(forms.Form):
    """Which judges review which projects of one edition."""

    submissions = forms.ModelMultipleChoiceField(
        Submission.objects.none(), label=gettext_lazy("Proyectos"), widget=forms.CheckboxSelectMultiple
    )
    judges = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Personas del jurado"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["submissions"].queryset = _delivered(edition)
        self.fields["judges"].queryset = queries.judges_of(edition)


def _delivered(edition: Edition) -> QuerySet[Submission]:
    return Submission.objects.delivered().filter(edition=edition).select_related("current", "team")
