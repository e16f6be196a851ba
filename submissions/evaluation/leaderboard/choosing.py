"""Which models of a board somebody wants to see, and in which order. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from submissions.evaluation.leaderboard.boards import Row

SIZES: Final = (1_500_000_000, 4_000_000_000, 9_000_000_000)
"""Where one size ends and the next begins, in weights: what fits a telephone, a laptop, one small GPU, more than that."""
UNKNOWN_SIZE: Final = "?"
BY_RANK, BY_NAME, BY_SIZE, BY_MEAN = "puesto", "modelo", "tamano", "media"
COLUMNS: Final = (BY_RANK, BY_NAME, BY_SIZE, BY_MEAN)


class Facets(NamedTuple):
    """A run on a board and what its model's repo said of it, by which people look for it. ``key`` is the caller's.

    ``languages``: of the model. ``submission``: the project's key, None for a model of nobody's. ``imported``: measured elsewhere.
    """

    key: int
    name: str
    revision: str = ""
    parameters: int | None = None
    license: str = ""
    model_type: str = ""
    base_model: str = ""
    languages: tuple[str, ...] = ()
    baseline: bool = False
    submission: int | None = None
    imported: bool = False

    def __str__(self) -> str:
        return self.name


BoardRow = Row[Facets]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty: anything. ``order``: one of ``COLUMNS`` or a task, with "-" before it for the other way round."""

    search: str = ""
    size: str = ""
    licence: str = ""
    kind: str = ""
    base: str = ""
    spoken: str = ""
    order: str = BY_RANK

    @property
    def filters(self) -> bool:
        """Whether anything is left out."""
        return any((self.search, self.size, self.licence, self.kind, self.base, self.spoken))


def size_of(parameters: int | None) -> str:
    """The size that a model is filed under: how many of the limits it exceeds.

    >>> [size_of(number) for number in (None, 270_000_000, 1_500_000_000, 7_000_000_000, 70_000_000_000)]
    ['?', '0', '0', '2', '3']
    """
    if parameters is None:
        return UNKNOWN_SIZE
    return str(sum(parameters > limit for limit in SIZES))


def chosen(rows: Iterable[BoardRow], wanted: Wanted) -> list[BoardRow]:
    """The rows that somebody looks for, in the order in which they were. The rank of each is that among all.

    >>> rows = [Row(Facets(1, "org/Gemma-ES", license="mit"), None), Row(Facets(2, "org/b", base_model="google/gemma-2b"), None)]
    >>> [[row.model.key for row in chosen(rows, wanted)] for wanted in (Wanted("gemma"), Wanted("GEMMA", licence="mit"))]
    [[1, 2], [1]]
    """
    words = wanted.search.casefold().split()
    tests: list[tuple[str, Callable[[Facets], Any]]] = [
        (wanted.size, lambda model: size_of(model.parameters)),
        (wanted.licence, lambda model: model.license),
        (wanted.kind, lambda model: model.model_type),
        (wanted.base, lambda model: model.base_model),
    ]
    asked = [(value, facet) for value, facet in tests if value]
    return [
        row
        for row in rows
        if all(facet(row.model) == value for value, facet in asked)
        and (not wanted.spoken or wanted.spoken in row.model.languages)
        and _found(row.model, words)
    ]


def ordered(rows: Sequence[BoardRow], order: str, *, scores: Mapping[int, float] | None = None) -> list[BoardRow]:
    """The rows by a column; those that have nothing there come last, and those that are not ranked after all others.

    ``scores``: of the task that ``order`` names, by the model's key. Numbers begin with the largest and names with A; "-" turns that
    round. Equal ones stay in the order in which they were.

    >>> rows = [Row(Facets(1, "b", parameters=7), None), Row(Facets(2, "A", parameters=9), None), Row(Facets(3, "c"), None)]
    >>> [[row.model.key for row in ordered(rows, order)] for order in ("modelo", "-modelo", "tamano", "-tamano", "puesto")]
    [[2, 1, 3], [3, 1, 2], [2, 1, 3], [1, 2, 3], [1, 2, 3]]
    """
    column = order.removeprefix("-")
    turned = order.startswith("-")
    if column == BY_NAME:
        by_name = sorted(rows, key=lambda row: row.model.name.casefold(), reverse=turned)
        return _ranked_first(by_name)
    value = _value(column, scores or {})
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    known.sort(key=lambda row: value(row) or 0.0, reverse=turned == (column == BY_RANK))
    return _ranked_first([*known, *unknown])


def _value(column: str, scores: Mapping[int, float]) -> Callable[[BoardRow], float | None]:
    if column == BY_RANK:
        return lambda row: row.rank.rank if row.rank else None
    if column == BY_SIZE:
        return lambda row: row.model.parameters
    if column == BY_MEAN:
        return lambda row: row.mean.value if row.mean else None
    return lambda row: scores.get(row.model.key)


def _ranked_first(rows: Sequence[BoardRow]) -> list[BoardRow]:
    return sorted(rows, key=lambda row: row.rank is None)


def _found(model: Facets, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = f"{model.name} {model.base_model}".casefold()
    return all(word in text for word in words)
