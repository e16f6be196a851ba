"""The scoring form, built from the edition's rubric and the parts that the project has; and the organisers' assigning form."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from judging.queries import Artefacts
from submissions.models import Submission

PREFIX = "score-"


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion as the page shows it: its field, and the hidden input that remembers what the page started from."""

    criterion: Criterion
    field: forms.BoundField
    initial: SafeString


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
        scores: Mapping[str, int],
        comment: str = "",
        juror_point: bool = False,
        read_only: bool = False,
    ) -> None:
        given = {f"{PREFIX}{key}": str(value) for key, value in scores.items()}
        super().__init__(data, initial={**given, "comment": comment, "juror_point": juror_point})
        self.rubric = rubric
        self.artefacts = artefacts
        for criterion in aggregate.applicable_criteria(rubric, artefacts):
            self.fields[f"{PREFIX}{criterion.key}"] = _score_field(criterion, rubric)
        self.fields["comment"] = forms.CharField(
            label=_("Comentario para el equipo"),
            help_text=_("El equipo lo leerá cuando se publiquen los resultados."),
            required=False,
            max_length=5000,
            show_hidden_initial=True,
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        )
        if rubric.juror_point:
            self.fields["juror_point"] = forms.BooleanField(
                label=_("Dar mi punto extra a este proyecto"), required=False, show_hidden_initial=True
            )
        for field in self.fields.values():
            field.disabled = read_only

    @property
    def changed_scores(self) -> dict[str, int | None]:
        """Criterion → value (None: erased) of what this page changed; for a valid form."""
        changed = (name for name in self.changed_data if name.startswith(PREFIX))
        return {name.removeprefix(PREFIX): self.cleaned_data[name] for name in changed}

    def changed_value(self, name: str) -> Any:
        """The new value of ``comment`` or ``juror_point``, or None when this page did not change it."""
        return self.cleaned_data[name] if name in self.changed_data else None

    @property
    def groups(self) -> tuple[GroupRows, ...]:
        """The whole rubric, the groups that do not apply included."""
        worth = aggregate.group_points(self.rubric, self.artefacts)
        return tuple(self._group_rows(group, worth) for group in self.rubric.groups)

    def _group_rows(self, group: RubricGroup, worth: Mapping[str, Fraction]) -> GroupRows:
        applies = group.key in worth
        points = worth.get(group.key, aggregate.exact(group.points))
        rows = tuple(self._row(criterion) for criterion in group.criteria) if applies else ()
        return GroupRows(group=group, points=points, applies=applies, rows=rows)

    def _row(self, criterion: Criterion) -> CriterionRow:
        field = self[f"{PREFIX}{criterion.key}"]
        return CriterionRow(criterion=criterion, field=field, initial=field.as_hidden(only_initial=True))


def _score_field(criterion: Criterion, rubric: Rubric) -> forms.TypedChoiceField:
    steps = [(str(step), str(step)) for step in range(rubric.scale_min, rubric.scale_max + 1)]
    return forms.TypedChoiceField(
        label=in_words(criterion.title),
        choices=[*steps, ("", _("Sin puntuar"))],
        coerce=int,
        empty_value=None,
        required=False,
        show_hidden_initial=True,
        widget=forms.RadioSelect,
    )


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
