"""Which models of a board somebody wants to see, and in which order."""

import pytest

from submissions.evaluation.leaderboard import Mean, Rank, Row
from submissions.evaluation.leaderboard.choosing import BoardRow, Facets, Wanted, chosen, ordered, size_of


def row(key: int, name: str = "org/m", place: int | None = 1, mean: float | None = 0.5, **facets: object) -> BoardRow:
    rank = Rank(place, place, place) if place else None
    return Row(Facets(key, name, **facets), None if mean is None else Mean(mean, 0.01, 0.01), place is None, (), rank)


def keys(rows: list[BoardRow]) -> list[int]:
    return [one.model.key for one in rows]


@pytest.mark.parametrize(
    ("parameters", "size"),
    [(None, "?"), (1, "0"), (1_500_000_000, "0"), (1_500_000_001, "1"), (4_000_000_000, "1"), (4_000_000_001, "2"),
     (9_000_000_000, "2"), (9_000_000_001, "3")],
)  # fmt: skip
def test_sizes_end_where_they_say(parameters, size):
    assert size_of(parameters) == size


ROWS = [
    row(
        1,
        "org/Recetas",
        parameters=10**9,
        license="mit",
        model_type="chat",
        base_model="google/gemma",
        languages=("es",),
    ),
    row(2, "org/cuentos", parameters=10**10, license="gemma", model_type="base", base_model="", languages=("es", "gl")),
    row(3, "otra/refranes", license="mit", model_type="chat", base_model="google/gemma"),
]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [1, 2, 3]),
        (Wanted(search="  "), [1, 2, 3]),
        (Wanted(search="GEMMA"), [1, 3]),
        (Wanted(search="org re"), [1]),
        (Wanted(search="re org"), [1]),
        (Wanted(size="0"), [1]),
        (Wanted(size="?"), [3]),
        (Wanted(licence="mit"), [1, 3]),
        (Wanted(kind="base"), [2]),
        (Wanted(base="google/gemma"), [1, 3]),
        (Wanted(spoken="gl"), [2]),
        (Wanted(spoken="es", licence="mit"), [1]),
    ],
)
def test_rows_are_found_by_all_that_is_wanted(wanted, expected):
    assert keys(chosen(ROWS, wanted)) == expected


@pytest.mark.parametrize("name", ["search", "size", "licence", "kind", "base", "spoken"])
def test_anything_wanted_is_a_filter_and_an_order_is_none(name):
    assert (Wanted(**{name: "x"}).filters, Wanted(order="modelo").filters) == (True, False)


RANKED = [
    row(1, "b", place=1, mean=0.9, parameters=5),
    row(2, "C", place=1, mean=0.8),
    row(3, "a", place=3, mean=0.7, parameters=9),
    row(4, "d", place=None, mean=None, parameters=7),
    row(5, "A2", place=None, mean=0.99),
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("puesto", [1, 2, 3, 4, 5]),
        ("-puesto", [3, 1, 2, 4, 5]),
        ("modelo", [3, 1, 2, 5, 4]),
        ("-modelo", [2, 1, 3, 4, 5]),
        ("tamano", [3, 1, 2, 4, 5]),
        ("-tamano", [1, 3, 2, 4, 5]),
        ("media", [1, 2, 3, 5, 4]),
        ("-media", [3, 2, 1, 5, 4]),
        ("arc_es", [2, 3, 1, 4, 5]),
        ("-arc_es", [3, 2, 1, 4, 5]),
    ],
)
def test_rows_stand_by_any_column_those_without_it_last_and_the_unranked_after_all(order, expected):
    assert keys(ordered(RANKED, order, scores={2: 0.4, 3: 0.0, 4: 0.9})) == expected


def test_equal_values_leave_rows_as_they_were():
    rows = [row(1, parameters=3), row(2, parameters=3), row(3, parameters=3)]
    assert [keys(ordered(rows, order)) for order in ("tamano", "-tamano", "media")] == [[1, 2, 3]] * 3
