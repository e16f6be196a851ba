"""Who stands where on a board."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import Exists, FloatField, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, NullIf

from hackathon.editions.models import Edition
from hackathon.editions.rules import SuiteRules
from submissions.evaluation.leaderboard import Mean, Row, counted, less_is_better, standing, tasks_in
from submissions.evaluation.leaderboard.choosing import BoardRow, Facets
from submissions.models import Entry, EvaluationRun

_READ: Final = (
    "pk",
    "name",
    "revision",
    "parameters",
    "license",
    "model_type",
    "base_model",
    "spoken",
    "baseline",
    "submission_id",
    "source",
    "repo_id",
    "partial",
    "mean",
    "stderr",
    "known",
    "whole",
)
"""As tuples: a board reads thousands of them, and each object more is one that the garbage collector goes through."""
_NAME, _REPO, _PARTIAL = (_READ.index(column) for column in ("name", "repo_id", "partial"))
_IMPORT: Final = EvaluationRun.Source.IMPORT.value


@dataclass(frozen=True, slots=True)
class Options:
    """What the models of a board are, each value once: what there is to choose from."""

    licences: tuple[str, ...]
    kinds: tuple[str, ...]
    bases: tuple[str, ...]
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """A board's rows in their order, those that are not ranked last."""

    rows: tuple[BoardRow, ...]

    @property
    def options(self) -> Options:
        """What can be chosen from."""
        models = [row.model for row in self.rows]
        spoken = {model.languages for model in models}
        return Options(
            licences=_each(model.license for model in models),
            kinds=_each(model.model_type for model in models),
            bases=_each(model.base_model for model in models),
            spoken=_each(language for languages in spoken for language in languages),
        )

    def of(self, key: int) -> BoardRow | None:
        """The row of a run."""
        return next((row for row in self.rows if row.model.key == key), None)

    def named(self) -> Mapping[str, BoardRow]:
        """The rows by the name of their model, in small letters: models name their base so. The best of a name comes first."""
        found: dict[str, BoardRow] = {}
        for row in self.rows:
            found.setdefault(row.model.name.casefold(), row)
        return found


def runs_of(edition: Edition, suite: SuiteRules) -> QuerySet[EvaluationRun]:
    """The runs on this version of a suite of models that take part: baselines, files that organisers imported, and what projects
    that are not withdrawn deliver now."""
    delivered = Entry.objects.filter(version=OuterRef("submission__current"), repo=OuterRef("repo"))
    takes_part = Q(submission=None) | Q(submission__withdrawn_at=None) & Exists(delivered)
    return EvaluationRun.objects.filter(takes_part, edition=edition, suite=suite.key, suite_version=suite.version)


def standings(edition: Edition, suite: SuiteRules, *, language: str = "") -> Standings:
    """Everybody on the board, or on that of one of the suite's languages. One query.

    A model stands there once: with its last run that is whole, else with its last. What was measured of a revision that does not
    count is history.
    """
    runs = runs_of(edition, suite).filter(superseded=False)
    told = _with_means(runs, language).order_by("-pk").values_list(*_READ)
    less = less_is_better(counted(suite, tasks_in(suite, language)))
    rows = [_row(run, suite) for run in _one_each(told)]
    return Standings(standing(rows, less_is_better=less))


def _with_means(runs: QuerySet[EvaluationRun], language: str) -> QuerySet[EvaluationRun]:
    """With the kept mean as three numbers: to read thousands of little trees takes longer than all the rest."""
    kept = KeyTransform(language, "means")
    # SQLite says "null" where a tree has none, which would be 0 as a number.
    texts = (NullIf(KeyTextTransform(place, kept), Value("null")) for place in (0, 1, 2))
    mean, stderr, known = (Cast(text, FloatField()) for text in texts)
    whole = KeyTextTransform(0, KeyTransform("", "means"))
    return runs.annotate(mean=mean, stderr=stderr, known=known, whole=whole, spoken=Cast("languages", TextField()))


def _row(run: tuple[Any, ...], suite: SuiteRules) -> BoardRow:
    pk, name, revision, parameters, licence, kind, base, spoken, baseline, submission, source, *measured = run
    imported = source == _IMPORT
    facets = Facets(
        pk, name, revision, parameters, licence, kind, base, _spoken(spoken), baseline, submission, imported
    )
    _, partial, value, stderr, known, whole = measured
    mean = None if value is None else Mean(value, stderr, known or stderr or 0.0)
    # Where the rules have got another task since, a run that was whole is so no more.
    return Row(facets, mean, partial or suite.limit is not None or whole is None)


def _one_each(runs: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Of each model the first run that is whole, else its first."""
    found: dict[object, tuple[Any, ...]] = {}
    for run in runs:
        model = run[_REPO] or run[_NAME].casefold()
        known = found.get(model)
        if known is None or (known[_PARTIAL] and not run[_PARTIAL]):
            found[model] = run
    return found.values()


@lru_cache(maxsize=1024)
def _spoken(tree: str) -> tuple[str, ...]:
    """A list as the database keeps it; thousands of models speak one of a few lists of languages."""
    return tuple(json.loads(tree))


def kept_mean(kept: Sequence[float | None]) -> Mean:
    """As it was kept: value, error, error as far as it is known."""
    value, stderr, known = (*kept, None, None)[:3]
    return Mean(value or 0.0, stderr, known if known is not None else stderr or 0.0)


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
