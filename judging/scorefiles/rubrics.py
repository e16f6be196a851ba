"""The rubric of a file of scores: an edition's, or a few ``[[group]]`` tables. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Any, Final

from hackathon.editions.parsing import RulesError
from hackathon.editions.reading import (
    INVALID,
    Invalid,
    Maybe,
    Place,
    kind_of,
    list_of,
    matching,
    one_of,
    points,
    record,
)
from hackathon.editions.rules import (
    AbsentGroup,
    Criterion,
    EditionRules,
    Method,
    Rubric,
    RubricGroup,
    Text,
    TieRules,
)
from judging.aggregate import boundaries, exact

TABLES: Final = "group"
MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class FileRubric:
    """How scores in a file become points. A criterion's scale begins at ``low[criterion]`` and has ``steps[criterion]``; what is
    given to ``rubric`` are steps above the low end, so its own scale begins at 0.

    ``always``: groups that apply to every project; the others, where somebody scored them. ``method``, ``ties`` and
    ``boundaries`` (where a place decides something) are the edition's, where there is one. ``by_track``: it ranks each track apart,
    which a file of scores cannot: it does not say whose track is which.
    """

    rubric: Rubric
    low: Mapping[str, Fraction]
    steps: Mapping[str, Fraction]
    always: frozenset[str] = frozenset()
    method: Method = Method.MODEL
    ties: TieRules = field(default_factory=TieRules)
    boundaries: tuple[int, ...] = ()
    by_track: bool = False


def of_edition(rules: EditionRules) -> FileRubric:
    """An edition's rubric. Groups that judge no artefact apply to every project."""
    rubric = rules.rubric
    return FileRubric(
        rubric=rubric,
        low={criterion.key: Fraction(rubric.scale_min) for criterion in rubric.criteria},
        steps={criterion.key: Fraction(rubric.top(criterion) - rubric.scale_min) for criterion in rubric.criteria},
        always=frozenset(group.key for group in rubric.groups if group.artefact is None and not group.tracks),
        method=rules.jury.method,
        ties=rules.jury.ties,
        boundaries=boundaries(rules),
        by_track=rules.jury.by_track,
    )


def group_tables(tree: Mapping[str, Any]) -> bool:
    """Whether the tree is a file of ``[[group]]`` tables, and no edition."""
    return TABLES in tree


def of_tables(tree: Mapping[str, Any]) -> FileRubric:
    """The rubric in ``[[group]]`` tables with ``id``, ``points``, ``criteria`` and ``scale``. Raises ``RulesError``.

    ``absent_group`` beside them says what a group is worth for a project that nobody scored in it: "rescale" (the others
    are worth as much as all; so it is where nothing is said) or "zero".

    >>> found = of_tables({"group": [{"id": "demo", "points": 2, "criteria": ["clear", "works"], "scale": [1, 5]}]})
    >>> found.rubric.max_points, found.low["clear"], found.steps["works"]
    (2.0, Fraction(1, 1), Fraction(4, 1))
    """
    place = Place()
    found = _file(tree, place)
    if found is INVALID or place.problems:
        raise RulesError(place.problems)
    tables, absent = found
    groups = tuple(
        RubricGroup(
            table.id, _text(table.id), table.points, None, tuple(_criterion(table, key) for key in table.criteria)
        )
        for table in tables
    )
    return FileRubric(
        rubric=Rubric(0, 1, groups, absent),
        low={key: table.scale[0] for table in tables for key in table.criteria},
        steps={key: table.scale[1] - table.scale[0] for table in tables for key in table.criteria},
    )


@dataclass(frozen=True, slots=True)
class _Table:
    id: str
    points: float
    criteria: tuple[str, ...]
    scale: tuple[Fraction, Fraction]


def _criterion(table: _Table, key: str) -> Criterion:
    steps: Any = table.scale[1] - table.scale[0]  # may be 1.5, where panels give quarters
    return Criterion(key, _text(key), scale_max=steps)


def _text(words: str) -> Text:
    return Text((("es", words),))


def _scale(value: Any, place: Place) -> tuple[Fraction, Fraction] | Invalid:
    ends = list_of(_number)(value, place)
    if ends is INVALID:
        return INVALID
    if len(ends) != 2 or ends[0] >= ends[1]:
        return place.refuse("debe ser [mínimo, máximo], con el mínimo menor que el máximo")
    return ends


def _number(value: Any, place: Place) -> Fraction | Invalid:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return place.refuse(f"debe ser un número, no {kind_of(value)}")
    if not isfinite(value) or abs(value) > MOST:
        return place.refuse(f"debe estar entre -{MOST} y {MOST}")
    return exact(value)


def _criteria_are_different(tables: tuple[_Table, ...], place: Place) -> None:
    seen: dict[str, int] = {}
    for index, table in enumerate(tables):
        for key in table.criteria:
            if seen.setdefault(key, index) != index:
                here = place.key(TABLES).item(index).key("criteria")
                here.refuse(f"«{key}» ya está en el grupo «{tables[seen[key]].id}»")


def _both(tables: tuple[_Table, ...], absent: AbsentGroup) -> tuple[tuple[_Table, ...], AbsentGroup]:
    return tables, absent


_name = matching(r"[^\s](.*[^\s])?", "un nombre de una línea, sin espacios alrededor")
_table = record(
    _Table,
    {
        "id": _name,
        "points": points(),
        "criteria": list_of(_name, distinct=True, at_least=1),
        "scale": _scale,
    },
)
_file = record(
    lambda group, absent_group: _both(group, absent_group),
    {
        TABLES: list_of(_table, unique="id", at_least=1),
        "absent_group": Maybe(one_of(AbsentGroup, "regla desconocida"), AbsentGroup.RESCALE),
    },
    [lambda made, place: _criteria_are_different(made[0], place)],
)
