"""What the jury scores. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, Place, boolean, integer, list_of, one_of, points, record, set_of
from hackathon.editions.rules import AbsentGroup, Activity, Cap, Criterion, Level, Rubric, RubricGroup


def _rubric_makes_sense(rubric: Rubric, place: Place) -> None:
    if rubric.scale_min >= rubric.scale_max:
        place.key("scale_min").refuse("debe ser menor que scale_max")
    for index, cap in enumerate(rubric.caps):
        if cap.points > rubric.max_points:
            place.key("caps").item(index).key("points").refuse(f"es más que el total, {rubric.max_points:g}")
    if not any(group.in_total for group in rubric.groups):
        place.key("groups").refuse("ningún grupo cuenta en el total")
    _refuse_shared_criteria(rubric, place)
    _refuse_impossible_scales(rubric, place)


def _refuse_shared_criteria(rubric: Rubric, place: Place) -> None:
    """Scores are kept by the criterion's key alone, so no two groups may share one."""
    first: dict[str, str] = {}
    for group_index, group in enumerate(rubric.groups):
        for index, criterion in enumerate(group.criteria):
            here = place.key("groups").item(group_index).key("criteria").item(index).key("key")
            if criterion.key in first:
                here.refuse(f"repetido: ya está en {first[criterion.key]}")
            first.setdefault(criterion.key, here.path)


def _refuse_impossible_scales(rubric: Rubric, place: Place) -> None:
    """A criterion's own scale has steps, and its anchors lie on it, from the lowest to the highest."""
    for group_index, group in enumerate(rubric.groups):
        for index, criterion in enumerate(group.criteria):
            here = place.key("groups").item(group_index).key("criteria").item(index)
            if criterion.scale_max is not None and criterion.scale_max <= rubric.scale_min:
                here.key("scale_max").refuse(f"debe ser mayor que scale_min, {rubric.scale_min}")
            for level_index, level in enumerate(criterion.levels):
                if not rubric.scale_min <= level.value <= rubric.top(criterion):
                    here.key("levels").item(level_index).key("value").refuse("no está en la escala")
            if list(criterion.levels) != sorted(criterion.levels, key=lambda level: level.value):
                here.key("levels").refuse("deben ir del valor más bajo al más alto")


_criterion = record(
    Criterion,
    {
        "key": words.key,
        "title": words.text,
        "weight": Maybe(integer(1, 100), 1),
        "checks": Maybe(list_of(words.check_id, distinct=True), ()),
        "description": Maybe(words.text),
        "scale_max": Maybe(integer(1, 100)),
        "levels": Maybe(list_of(record(Level, {"value": integer(0, 100), "text": words.text}), unique="value"), ()),
    },
)
_group = record(
    RubricGroup,
    {
        "key": words.key,
        "title": words.text,
        "points": points(),
        "artefact": Maybe(words.kind),
        "criteria": list_of(_criterion, at_least=1),
        "tracks": Maybe(set_of(words.key), frozenset()),
        "in_total": Maybe(boolean, True),
    },
)
_activity = record(
    Activity,
    {"key": words.key, "title": words.text, "step": integer(1, 1_000_000), "points": points(), "most": points()},
)
rubric_rules = record(
    Rubric,
    {
        "scale_min": integer(0, 100),
        "scale_max": integer(1, 100),
        "groups": list_of(_group, unique="key", at_least=1),
        "absent_group": one_of(AbsentGroup, "regla desconocida"),
        "caps": Maybe(
            list_of(record(Cap, {"artefacts": set_of(words.kind), "points": points()}), unique="artefacts"), ()
        ),
        "juror_point": Maybe(points(zero=True), 0.0),
        "activities": Maybe(list_of(_activity, unique="key"), ()),
        "maximum": Maybe(points()),
    },
    [_rubric_makes_sense],
)
