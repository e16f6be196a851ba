import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hackathon.editions.loading import shipped_rules, shipped_slugs
from hackathon.editions.parsing import TAKEN_SLUGS, digest, dump_rules, parse_rules
from hackathon.editions.reading import RulesError
from hackathon.editions.rules import ArtefactKind, Text
from tests.hackathon.editions.tiny import REMOVED, Path, changed, problems, tiny_tree

TINY_DIGEST = "1e8ab0e888e153f5e6b7e771a3bd557b71eaaaa4356e48fc32a9c21ba49a9737"


def nodes(tree: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every node of a tree, the root included."""
    yield path
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, child in children:
        yield from nodes(child, (*path, key))


def shuffled(tree: Any, order: random.Random) -> Any:
    """The same tree with the keys of every table in another order."""
    if isinstance(tree, list):
        return [shuffled(item, order) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: shuffled(tree[key], order) for key in order.sample(list(tree), len(tree))}


# --- what is right ---------------------------------------------------------------------------------------------------
def test_the_smallest_rules_are_read() -> None:
    rules = parse_rules(tiny_tree())
    assert rules.title == Text((("es", "Pequeña"),))
    assert rules.description == Text((("es", "La más pequeña"), ("en", "The smallest")))
    assert rules.notice is None
    assert rules.submission.complete == frozenset({ArtefactKind.CORPUS})
    assert rules.submission.artefacts[0].max_count == 1
    assert rules.rubric.groups[0].points == 5.0
    assert [criterion.weight for criterion in rules.rubric.criteria] == [1, 2]
    assert rules.dataset.columns[0].required is True


def test_spanish_comes_first_however_the_languages_are_ordered() -> None:
    rules = parse_rules(tiny_tree(title={"pt": "Pequena", "en": "Tiny", "es": "Pequeña"}))
    assert rules.title.translations == (("es", "Pequeña"), ("en", "Tiny"), ("pt", "Pequena"))


def test_milestones_are_put_in_order_with_those_to_be_announced_last() -> None:
    rules = parse_rules(
        tiny_tree(
            milestones=[
                {"key": "later", "title": "Ya se dirá"},
                {"key": "second", "title": "Segundo", "at": "2030-03-01"},
                {"key": "first", "title": "Primero", "at": "2030-02-01T10:00:00+00:00"},
            ]
        )
    )
    assert [(each.key, each.at, each.whole_day) for each in rules.milestones] == [
        ("first", datetime(2030, 2, 1, 10, tzinfo=UTC), False),
        ("second", datetime(2030, 3, 1, 12, tzinfo=UTC), True),
        ("later", None, False),
    ]


def test_without_a_window_of_its_own_judging_lasts_from_the_close_of_submissions_to_the_results() -> None:
    windows = parse_rules(tiny_tree()).windows
    assert (windows.judging.opens_at, windows.judging.closes_at) == (windows.submission.closes_at, windows.results_at)


def test_points_may_be_written_as_whole_numbers_or_not() -> None:
    whole, broken = tiny_tree(), tiny_tree()
    broken["rubric"]["groups"][0]["points"] = 5.0
    assert digest(parse_rules(whole)) == digest(parse_rules(broken))


# --- there and back --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", shipped_slugs())
def test_shipped_rules_survive_a_trip_through_json(slug: str) -> None:
    rules = shipped_rules(slug)
    assert parse_rules(json.loads(json.dumps(dump_rules(rules)))) == rules


def test_dumped_rules_leave_out_what_goes_without_saying() -> None:
    dumped = dump_rules(parse_rules(tiny_tree()))
    assert dumped["dataset"]["columns"] == [
        {"name": "texto", "description": {"es": "El texto"}},
        {"name": "tono", "description": {"es": "El tono"}, "values": ["serio", "jocoso"], "open": True},
    ]
    assert dumped["windows"]["submission"] == {
        "opens_at": "2030-01-05T12:00:00+00:00",
        "closes_at": "2030-01-21T12:00:00+00:00",
    }
    assert "notice" not in dumped


def test_the_digest_is_the_same_for_ever() -> None:
    assert digest(parse_rules(tiny_tree())) == TINY_DIGEST


def test_the_digest_is_the_same_after_dump_and_parse() -> None:
    assert digest(parse_rules(dump_rules(parse_rules(tiny_tree())))) == TINY_DIGEST


@pytest.mark.parametrize("seed", range(5))
def test_the_digest_does_not_depend_on_the_order_of_keys(seed: int) -> None:
    assert digest(parse_rules(shuffled(tiny_tree(), random.Random(seed)))) == TINY_DIGEST


def test_the_digest_does_not_depend_on_how_a_date_is_written() -> None:
    windows = tiny_tree()["windows"]
    windows["submission"] = {"opens_at": "2030-01-05T13:00:00+01:00", "closes_at": "2030-01-21T12:00:00Z"}
    windows["teams"] = {"opens": date(2030, 1, 1), "until": datetime(2030, 1, 12, 23, 59)}  # noqa: DTZ001 local to the edition
    assert digest(parse_rules(tiny_tree(windows=windows))) == TINY_DIGEST


def test_the_digest_changes_with_any_word() -> None:
    assert digest(parse_rules(tiny_tree(title="Pequeñita"))) != TINY_DIGEST


# --- what is wrong ---------------------------------------------------------------------------------------------------
MISSING, UNKNOWN = "falta esta clave", "clave desconocida"
WRONG: list[tuple[Path, object, str, str]] = [
    (("team",), REMOVED, "team", MISSING),
    (("rubric", "groups", 0, "criteria", 1, "key"), REMOVED, "rubric.groups[0].criteria[1].key", MISSING),
    (("tema",), {}, "tema", "clave desconocida; ¿quisiste decir «team»?"),
    (("zzz",), 1, "zzz", UNKNOWN),
    (("extends",), "tiny", "extends", UNKNOWN),
    (("team", "max-size"), 3, "team.max-size", "clave desconocida; ¿quisiste decir «max_size»?"),
    (("team", "a key\n"), 3, "team.'a key\\n'", UNKNOWN),
    (("team", 7), 3, "team.(un número entero)", UNKNOWN),
    (("team",), [], "team", "debe ser una tabla de claves, no una lista"),
    (("team", "min_size"), "1", "team.min_size", "debe ser un número entero, no un texto"),
    (("team", "min_size"), True, "team.min_size", "debe ser un número entero, no un sí o no"),
    (("team", "min_size"), 0, "team.min_size", "debe estar entre 1 y 1000"),
    (("team", "min_size"), 3, "team.min_size", "es mayor que max_size"),
    (("slug",), "Con Espacios", "slug", "debe ser un identificador como «hackathon-2030»"),
    (("title",), " ", "title", "no puede estar vacío"),
    (("title",), "x" * 201, "title", "es demasiado largo (como mucho 200 caracteres)"),
    (("title",), 5, "title", "debe ser un texto o una tabla de idiomas, no un número entero"),
    (("title",), {"en": "Tiny"}, "title.es", "falta el texto en español"),
    (("title",), {"es": "Hola", "english": "Hi"}, "title.english", "no es un código de idioma"),
    (("title",), {"es": "Hola", "en": None}, "title.en", "debe ser un texto, no nada"),
    (("title",), "nul\x00", "title", "contiene caracteres que no se pueden guardar"),
    (
        ("timezone",),
        "AoE",
        "timezone",
        "no es una zona horaria conocida (por ejemplo, «Etc/GMT+12» o «Europe/Madrid»)",
    ),
    (("timezone",), 12, "timezone", "debe ser el nombre de una zona horaria, no un número entero"),
    (("windows", "teams", "until"), "2029-01-01", "windows.teams.until", "termina antes de empezar"),
    (("windows", "teams", "until"), "2030-01-25", "windows.teams", "termina después que la entrega (submission)"),
    (
        ("windows", "submission", "opens"),
        "2029-12-01",
        "windows.submission",
        "empieza antes que la inscripción (registration)",
    ),
    (
        ("windows", "results_at"),
        "2030-01-20",
        "windows.results_at",
        "debe ser posterior al cierre de la entrega (submission)",
    ),
    (
        ("windows", "judging"),
        {"opens": "2030-01-19", "until": "2030-01-22"},
        "windows.judging",
        "empieza antes de que cierre la entrega (submission)",
    ),
    (
        ("windows", "judging"),
        {"opens": "2030-01-22", "until": "2030-02-01"},
        "windows.judging",
        "termina después de publicar los resultados (results_at)",
    ),
    (
        ("windows", "teams"),
        {"opens": "2030-01-01", "closes_at": "2030-01-12T00:00:00Z"},
        "windows.teams",
        "usa opens y until, o bien opens_at y closes_at, pero no una mezcla",
    ),
    (
        ("windows", "teams"),
        {"opens_at": "2030-01-01", "closes_at": "2030-01-12T00:00:00Z"},
        "windows.teams.opens_at",
        "debe ser un instante exacto, con su desfase: 2030-03-30T12:00:00+00:00",
    ),
    (("windows", "teams", "until"), REMOVED, "windows.teams.until", MISSING),
    (
        ("windows", "results_at"),
        "el lunes",
        "windows.results_at",
        "debe ser una fecha, con o sin hora (2030-03-29 o 2030-03-29T23:59:00), no un texto",
    ),
    (("windows", "results_at"), "0001-01-01", "windows.results_at", "el año debe estar entre 2000 y 2100"),
    (("milestones", 1, "key"), "show", "milestones[1].key", "repetido: ya está en la posición [0]"),
    (
        ("submission", "artefacts", 0, "kind"),
        "corpsu",
        "submission.artefacts[0].kind",
        "artefacto desconocido: debe ser «corpus» o «model» o «demo»; ¿quisiste decir «corpus»?",
    ),
    (
        ("submission", "artefacts", 0, "repo_type"),
        "notebook",
        "submission.artefacts[0].repo_type",
        "tipo de repositorio desconocido: debe ser «dataset» o «model» o «space»",
    ),
    (("submission", "complete"), [], "submission.complete", "no puede estar vacía"),
    (
        ("submission", "complete"),
        ["corpus", "demo"],
        "submission.complete",
        "nombra artefactos que no están en submission.artefacts: demo",
    ),
    (
        ("submission", "accepted"),
        [["corpus"], ["corpus", "model"]],
        "submission.accepted[1]",
        "nombra artefactos que no están en submission.artefacts: model",
    ),
    (
        ("submission", "accepted"),
        [["corpus"], ["corpus"]],
        "submission.accepted[1]",
        "repetido: ya está en la posición [0]",
    ),
    (
        ("submission", "complete"),
        ["corpus", "corpus"],
        "submission.complete[1]",
        "repetido: ya está en la posición [0]",
    ),
    (("dataset", "columns", 1, "name"), "texto", "dataset.columns[1].name", "repetido: ya está en la posición [0]"),
    (
        ("dataset", "columns", 0, "open"),
        True,
        "dataset.columns[0].open",
        "solo tiene sentido con una lista de values",
    ),
    (
        ("dataset", "columns", 1, "pattern"),
        "x",
        "dataset.columns[1].pattern",
        "una columna tiene values o pattern, no los dos",
    ),
    (
        ("dataset", "columns", 0, "pattern"),
        "(",
        "dataset.columns[0].pattern",
        "no es una expresión regular válida: missing ), unterminated subpattern at position 0",
    ),
    (
        ("dataset", "columns", 0, "nullable"),
        "no",
        "dataset.columns[0].nullable",
        "debe ser true o false, no un texto",
    ),
    (
        ("dataset", "languages", 0),
        "Spanish",
        "dataset.languages[0]",
        "debe ser un código de idioma ISO 639, como «es» o «ca»",
    ),
    (
        ("dataset", "script_suffixes", 0),
        "py",
        "dataset.script_suffixes[0]",
        "debe ser un sufijo de archivo que empieza por un punto, como «.py»",
    ),
    (("dataset", "columns"), {}, "dataset.columns", "debe ser una lista, no una tabla"),
    (("model", "max_parameters"), 10**400, "model.max_parameters", "debe estar entre 1 y 1000000000000000"),
    (
        ("demo", "healthy_stages", 0),
        "running",
        "demo.healthy_stages[0]",
        "debe ser una etapa de un Space, como «RUNNING»",
    ),
    (("rubric", "scale_min"), 4, "rubric.scale_min", "debe ser menor que scale_max"),
    (
        ("rubric", "absent_group"),
        "none",
        "rubric.absent_group",
        "regla desconocida: debe ser «zero» o «rescale»",
    ),
    (("rubric", "groups"), [], "rubric.groups", "no puede estar vacía"),
    (("rubric", "groups", 0, "points"), 0, "rubric.groups[0].points", "debe ser mayor que 0"),
    (("rubric", "groups", 0, "points"), float("nan"), "rubric.groups[0].points", "debe ser un número finito"),
    (("rubric", "groups", 0, "points"), 10**400, "rubric.groups[0].points", "debe ser como mucho 1000"),
    (
        ("rubric", "groups", 0, "artefact"),
        "demo",
        "rubric.groups[0].artefact",
        "nombra artefactos que no están en submission.artefacts: demo",
    ),
    (
        ("rubric", "groups", 0, "criteria", 1, "key"),
        "good",
        "rubric.groups[0].criteria[1].key",
        "repetido: ya está en rubric.groups[0].criteria[0].key",
    ),
    (
        ("rubric", "groups", 0, "criteria", 1, "weight"),
        0,
        "rubric.groups[0].criteria[1].weight",
        "debe estar entre 1 y 100",
    ),
    (("rubric", "caps", 0, "points"), 6, "rubric.caps[0].points", "es más que el total, 5"),
    (("rubric", "juror_point"), -1, "rubric.juror_point", "no puede ser menor que 0"),
    (("prizes", 0, "place"), REMOVED, "prizes[0].place", "falta el puesto al que corresponde"),
    (("prizes", 0, "audience"), "mention", "prizes[0].place", "solo tiene sentido con audience = «place»"),
    (
        ("presentations", 0, "format"),
        "vídeo",
        "presentations[0].format",
        "formato desconocido: debe ser «live» o «video»; ¿quisiste decir «video»?",
    ),
]


@pytest.mark.parametrize(("path", "value", "where", "why"), WRONG, ids=[f"{row[2]}: {row[3]}"[:70] for row in WRONG])
def test_a_wrong_key_is_named_with_the_reason(path: Path, value: object, where: str, why: str) -> None:
    assert problems(changed(tiny_tree(), path, value)) == [(where, why)]


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_rules() -> None:
    tree = tiny_tree(timezone="AoE", slug="X", hub={"organizations": ["home"]})
    tree["rubric"]["groups"][0]["points"] = -1
    assert [path for path, _ in problems(tree)] == [
        "slug",
        "timezone",
        "hub.organizations",
        "hub.organisations",
        "rubric.groups[0].points",
    ]


def test_two_prizes_for_one_place_are_refused() -> None:
    prize = tiny_tree()["prizes"][0]
    tree = tiny_tree(prizes=[prize, {**prize, "key": "also-first"}])
    assert problems(tree) == [("prizes[1].place", "repetido: ya está en la posición [0]")]


def test_two_groups_may_not_share_a_criterion() -> None:
    tree = tiny_tree()
    tree["rubric"]["groups"].append({**tree["rubric"]["groups"][0], "key": "again"})
    assert problems(tree) == [
        ("rubric.groups[1].criteria[0].key", "repetido: ya está en rubric.groups[0].criteria[0].key"),
        ("rubric.groups[1].criteria[1].key", "repetido: ya está en rubric.groups[0].criteria[1].key"),
    ]


@pytest.mark.parametrize("junk", [None, [], "rules", 3, {}])
def test_something_else_than_rules_is_refused(junk: object) -> None:
    assert problems(junk)


def test_the_message_lists_path_and_reason_line_by_line() -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(tiny_tree(team={"min_size": 0, "max_size": None}))
    assert str(caught.value) == (
        "team.min_size: debe estar entre 1 y 1000\nteam.max_size: debe ser un número entero, no nada"
    )


# --- junk in, words out ----------------------------------------------------------------------------------------------
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.binary(max_size=3),
        st.dates(),
        st.datetimes(),
        st.just(time(1)),
        st.sampled_from(["2030-01-01", "9999-12-31T23:59", "America", "", "../x", "corpus", "es", "\ud800", 10**400]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3),
    max_leaves=5,
)
PATHS = list(nodes(tiny_tree()))


def reads_or_refuses(tree: object) -> bool:
    """Read the tree, and back again, or find that it was refused with at least one problem; anything else raises."""
    try:
        rules = parse_rules(tree)
    except RulesError as error:
        return bool(error.problems)
    return parse_rules(json.loads(json.dumps(dump_rules(rules)))) == rules


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(PATHS), value=JUNK)
def test_whatever_stands_in_whatever_place_is_read_or_refused_in_words(path: Path, value: object) -> None:
    assert reads_or_refuses(changed(tiny_tree(), path, value))


@pytest.mark.parametrize("path", PATHS[1:], ids=str)
def test_whatever_is_missing_the_rest_is_read_or_refused_in_words(path: Path) -> None:
    assert reads_or_refuses(changed(tiny_tree(), path, REMOVED))


@settings(max_examples=100)
@given(tree=JUNK)
def test_any_tree_at_all_is_read_or_refused_in_words(tree: object) -> None:
    assert reads_or_refuses(tree)


@pytest.mark.parametrize("slug", sorted(TAKEN_SLUGS))
def test_an_edition_cannot_be_called_like_an_address_of_the_site(slug: str) -> None:
    assert problems(tiny_tree(slug=slug)) == [("slug", "es una dirección del propio sitio; elige otro")]


def test_every_address_of_the_site_that_could_be_an_edition_s_is_taken() -> None:
    firsts = {str(pattern.pattern).split("/")[0] for pattern in get_resolver().url_patterns}
    inner = {
        str(pattern.pattern).split("/")[0]
        for resolver in get_resolver().url_patterns
        if not str(resolver.pattern)
        for pattern in getattr(resolver, "url_patterns", ())
    }

    assert {first for first in firsts | inner if first and "<" not in first} - TAKEN_SLUGS == set()


def test_no_edition_shows_smaller_groups_than_people_were_promised() -> None:
    assert problems(tiny_tree(registration={"smallest_group": 4})) == [
        ("registration.smallest_group", "debe estar entre 5 y 1000")
    ]
