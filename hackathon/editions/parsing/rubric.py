"""What the jury scores, and what can be won. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, Place, integer, list_of, one_of, points, record, set_of
from hackathon.editions.rules import AbsentGroup, Cap, Criterion, Presentation, Prize, Rubric, RubricGroup


def _rubric_makes_sense(rubric: Rubric, place: Place) -> None:
    if rubric.scale_min >= rubric.scale_max:
        place.key("scale_min").refuse("debe ser menor que scale_max")
    for index, cap in enumerate(rubric.caps):
        if cap.points > rubric.max_points:
            place.key("caps").item(index).key("points").refuse(f"es más que el total, {rubric.max_points:g}")
    _refuse_shared_criteria(rubric, place)


def _refuse_shared_criteria(rubric: Rubric, place: Place) -> None:
    """Scores are kept by the criterion's key alone, so no two groups may share one."""
    first: dict[str, str] = {}
    for group_index, group in enumerate(rubric.groups):
        for index, criterion in enumerate(group.criteria):
            here = place.key("groups").item(group_index).key("criteria").item(index).key("key")
            if criterion.key in first:
                here.refuse(f"repetido: ya está en {first[criterion.key]}")
            first.setdefault(criterion.key, here.path)


_criterion = record(
    Criterion,
    {
        "key": words.key,
        "title": words.text,
        "weight": Maybe(integer(1, 100), 1),
        "checks": Maybe(list_of(words.check_id, distinct=True), ()),
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
    },
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
    },
    [_rubric_makes_sense],
)


def _place_goes_with_audience(prize: Prize, place: Place) -> None:
    if prize.audience == "place" and prize.place is None:
        place.key("place").refuse("falta el puesto al que corresponde")
    if prize.audience != "place" and prize.place is not None:
        place.key("place").refuse("solo tiene sentido con audience = «place»")


prize = record(
    Prize,
    {
        "key": words.key,
        "title": words.text,
        "audience": one_of(("participants", "submitters", "place", "mention"), "destinatario desconocido"),
        "place": Maybe(integer(1, words.MANY)),
        "benefits": Maybe(list_of(words.text), ()),
    },
    [_place_goes_with_audience],
)
presentation = record(
    Presentation,
    {
        "key": words.key,
        "title": words.text,
        "minutes": integer(1, 24 * 60),
        "format": one_of(("live", "video"), "formato desconocido"),
    },
)
