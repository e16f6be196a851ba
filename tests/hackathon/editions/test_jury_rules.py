"""What an edition says about what is scored, how the jury works and what can be won: read, kept, refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from hackathon.editions.inheritance import inherit
from hackathon.editions.loading import shipped_rules, shipped_slugs
from hackathon.editions.parsing import digest, dump_rules, parse_rules
from hackathon.editions.rules import (
    Activity,
    Benefit,
    ConflictKind,
    FinalsRules,
    JuryRules,
    Level,
    MentionBy,
    Method,
    ResultsDetail,
    Share,
    Text,
    TieRules,
    Track,
)
from tests.hackathon.editions.tiny import REMOVED, changed, problems, tiny_tree
from tests.hackathon.editions.varied import DATA_KEYS, OWN_SCALES, varied_tree

RULES = parse_rules(varied_tree())
GROUPS = {group.key: group for group in RULES.rubric.groups}


def es(text: str) -> Text:
    return Text((("es", text),))


# --- what is scored --------------------------------------------------------------------------------------------------
def test_criteria_have_scales_of_their_own_where_they_say_so_and_else_the_rubrics():
    criteria = {criterion.key: criterion for criterion in RULES.rubric.criteria}
    assert tuple(RULES.rubric.top(criteria[key]) for key in DATA_KEYS) == OWN_SCALES
    assert [RULES.rubric.top(criteria[key]) for key in ("app-use", "idea", "goals")] == [5, 5, 4]


def test_anchors_and_descriptions_are_read_with_their_languages():
    first = RULES.rubric.criteria[0]
    assert first.description == es("Lo que se ve en las primeras filas")
    assert first.levels == (
        Level(0, es("No se ve")),
        Level(3, Text((("es", "Se ve siempre"), ("en", "Seen throughout")))),
    )


def test_groups_are_of_tracks_or_beside_the_total():
    assert [(key, group.tracks, group.in_total) for key, group in GROUPS.items()] == [
        ("data", {"datos"}, True),
        ("app", {"apps"}, True),
        ("both", frozenset(), True),
        ("sdg", frozenset(), False),
    ]


def test_activities_the_jurors_point_and_the_stated_maximum_are_read():
    assert RULES.rubric.activities == (
        Activity("prompts", es("Prompts escritos"), step=50, points=0.5, most=2.0),
        Activity("checks", es("Traducciones validadas"), step=10, points=0.25, most=1.5),
    )
    assert (RULES.rubric.juror_point, RULES.rubric.maximum, RULES.rubric.max_points) == (1.0, 10.0, 10.0)


def test_without_a_stated_maximum_the_most_is_what_the_groups_of_the_total_add_up_to_in_a_track():
    rubric = replace(RULES.rubric, maximum=None)
    assert (rubric.most("datos"), rubric.most("apps"), rubric.most(""), rubric.max_points) == (8.0, 8.0, 2.0, 8.0)


# --- how the jury works ----------------------------------------------------------------------------------------------
def test_everything_that_can_be_said_about_the_jury_is_read():
    assert RULES.jury == JuryRules(
        method=Method.TRIMMED,
        reviews=5,
        reviews_per_judge=6,
        finals=FinalsRules(projects=4, reviews=2),
        ties=TieRules(probability=0.8, fresh_reviews=1, order=("total", "both", "median")),
        blind=True,
        anonymous_comments=False,
        detected=(ConflictKind.TEAM, ConflictKind.MENTOR),
        free_email_domains=("correo.example",),
        signatures=3,
        published=ResultsDetail.TOTALS,
        tracks=(Track("datos", Text((("es", "Datos"), ("en", "Data")))), Track("apps", es("Apps"))),
        by_track=True,
    )


def test_an_edition_that_says_nothing_of_the_jury_has_the_defaults():
    assert parse_rules(tiny_tree()).jury == JuryRules()


def test_a_track_is_found_by_its_key():
    assert RULES.jury.track("apps") == Track("apps", es("Apps"))
    assert RULES.jury.track("") is None


# --- what can be won -------------------------------------------------------------------------------------------------
def test_a_benefit_is_a_text_that_is_told_or_a_table_that_is_kept():
    assert RULES.prizes[0].benefits == (
        Benefit(es("300 €"), key="money", per=Share.TEAM, claim=True, sponsor="Banco Ejemplo"),
        Benefit(es("Entrada"), key="ticket", codes=True, opt_in="news"),
        Benefit(es("Fama")),
    )


def test_mentions_say_who_decides_them():
    assert [(prize.by, prize.group) for prize in RULES.prizes[1:]] == [
        (MentionBy.GROUP, "sdg"),
        (MentionBy.LIKES, ""),
        (MentionBy.JURY, ""),
    ]


# --- kept ------------------------------------------------------------------------------------------------------------
def test_it_survives_a_trip_through_json_and_keeps_its_digest():
    there = json.loads(json.dumps(dump_rules(RULES)))
    assert parse_rules(there) == RULES
    assert digest(parse_rules(there)) == digest(RULES)


def test_what_goes_without_saying_is_left_out():
    dumped = dump_rules(RULES)["rubric"]["groups"][2]
    assert dumped == {
        "key": "both",
        "title": {"es": "Proyecto"},
        "points": 2.0,
        "criteria": [{"key": "idea", "title": {"es": "Idea"}}],
    }


def test_who_extends_an_edition_changes_a_word_of_the_jury_and_keeps_the_rest():
    parent, child = varied_tree(), {"slug": "later", "extends": "varied", "jury": {"blind": False}}
    assert parse_rules(inherit(child, {"varied": parent}.get)).jury == replace(RULES.jury, blind=False)


def test_the_final_rules_of_2024_keep_the_anchors_and_change_how_points_are_given():
    seed, final = shipped_rules("somos600m-2024"), shipped_rules("somos600m-2024-final")
    assert final.rubric.groups == seed.rubric.groups
    assert (seed.rubric.juror_point, seed.rubric.caps) == (0.0, ())
    assert (final.rubric.juror_point, final.rubric.caps[0].points) == (1.0, 7.0)


@pytest.mark.parametrize("slug", shipped_slugs())
def test_every_step_of_every_criterion_is_described_in_both_languages(slug: str):
    rubric = shipped_rules(slug).rubric
    for criterion in rubric.criteria:
        assert [level.value for level in criterion.levels] == list(range(rubric.scale_min, rubric.top(criterion) + 1))
        assert {code for level in criterion.levels for code, _text in level.text.translations} == {"es", "en"}
        texts = [text for level in criterion.levels for _code, text in level.text.translations]
        assert len(set(texts)) == len(texts)
        assert max(map(len, texts)) <= 140


# --- refused ---------------------------------------------------------------------------------------------------------
CRITERION = ("rubric", "groups", 0, "criteria", 0)
IN_WORDS = "rubric.groups[0].criteria[0]"
WRONG: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    ((*CRITERION, "scale_max"), 0, f"{IN_WORDS}.scale_max", "debe estar entre 1 y 100"),
    ((*CRITERION, "levels", 1, "value"), 4, f"{IN_WORDS}.levels[1].value", "no está en la escala"),
    ((*CRITERION, "levels", 1, "value"), 0, f"{IN_WORDS}.levels[1].value", "repetido: ya está en la posición [0]"),
    ((*CRITERION, "levels"), list(reversed([{"value": 0, "text": "a"}, {"value": 3, "text": "b"}])), f"{IN_WORDS}.levels",
     "deben ir del valor más bajo al más alto"),
    ((*CRITERION, "levels", 0, "text"), REMOVED, f"{IN_WORDS}.levels[0].text", "falta esta clave"),
    (("rubric", "groups", 0, "tracks"), ["datos", "otra"], "rubric.groups[0].tracks", "nombra líneas que no están en jury.tracks"),
    (("rubric", "groups", 0, "tracks"), [], "rubric.groups[0].tracks", "no puede estar vacía"),
    (("rubric", "groups", 3, "in_total"), "no", "rubric.groups[3].in_total", "debe ser true o false, no un texto"),
    (("rubric", "activities", 0, "step"), 0, "rubric.activities[0].step", "debe estar entre 1 y 1000000"),
    (("rubric", "activities", 0, "most"), 0, "rubric.activities[0].most", "debe ser mayor que 0"),
    (("rubric", "activities", 1, "key"), "prompts", "rubric.activities[1].key", "repetido: ya está en la posición [0]"),
    (("rubric", "maximum"), 4, "rubric.caps[0].points", "es más que el total, 4"),
    (("rubric", "maximun"), 4, "rubric.maximun", "clave desconocida; ¿quisiste decir «maximum»?"),
    (("jury", "ties", "order"), ["total", "nada"], "jury.ties.order[1]", "no es «total», «median» ni un grupo de la rúbrica"),
    (("jury", "ties", "order"), ["total", "total"], "jury.ties.order[1]", "repetido: ya está en la posición [0]"),
    (("jury", "ties", "probability"), 0.5, "jury.ties.probability", "debe ser más que 0,5 y menos que 1"),
    (("jury", "method"), "moda", "jury.method", "método desconocido: debe ser «mean» o «trimmed» o «model»; ¿quisiste decir «model»?"),
    (("jury", "detected"), ["amistad"], "jury.detected[0]",
     "conflicto desconocido: debe ser «declared» o «team» o «mentor» o «organisation» o «coauthor» o «email_domain»"),
    (("jury", "free_email_domains"), ["correo"], "jury.free_email_domains[0]", "debe ser un dominio, como «universidad.edu»"),
    (("jury", "signatures"), 0, "jury.signatures", "debe estar entre 1 y 10"),
    (("jury", "reviews"), True, "jury.reviews", "debe ser un número entero, no un sí o no"),
    (("jury", "revews"), 3, "jury.revews", "clave desconocida; ¿quisiste decir «reviews»?"),
    (("prizes", 0, "benefits", 0, "key"), REMOVED, "prizes[0].benefits[0].key", "falta esta clave"),
    (("prizes", 0, "benefits", 1, "key"), "money", "prizes[0].benefits[1].key", "repetido: ya está en la posición [0]"),
    (("prizes", 0, "benefits", 1, "opt_in"), "otra", "prizes[0].benefits[1].opt_in", "no está en submission.opt_ins"),
    (("prizes", 0, "benefits", 1, "code"), True, "prizes[0].benefits[1].code", "clave desconocida; ¿quisiste decir «codes»?"),
    (("prizes", 0, "by"), "likes", "prizes[0].by", "solo tiene sentido con audience = «mention»"),
    (("prizes", 1, "group"), REMOVED, "prizes[1].group", "falta el grupo de la rúbrica que decide la mención"),
    (("prizes", 1, "group"), "nada", "prizes[1].group", "no es un grupo de la rúbrica"),
    (("prizes", 2, "group"), "sdg", "prizes[2].group", "solo tiene sentido con by = «group»"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "where", "why"), WRONG)
def test_a_wrong_key_is_named_with_the_reason(path, value, where, why):
    assert problems(changed(varied_tree(), path, value)) == [(where, why)]


def test_tracks_that_nothing_judges_are_named():
    tree = varied_tree()
    tree["rubric"]["groups"][2]["tracks"] = ["datos"]
    tree["jury"]["tracks"].append({"key": "libre", "title": "Libre"})
    assert problems(tree) == [
        ("jury.tracks[2]", "ningún grupo de la rúbrica que cuente en el total la evalúa"),
    ]


def test_a_ranking_by_track_wants_tracks():
    assert problems(tiny_tree(jury={"by_track": True})) == [
        ("jury.by_track", "no hay líneas: faltan en jury.tracks"),
    ]
