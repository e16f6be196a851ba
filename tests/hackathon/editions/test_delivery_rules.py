"""What an edition says about its close and its form: grace, late ones, fields, questions; read, kept, refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hackathon.editions.inheritance import inherit
from hackathon.editions.loading import shipped_rules, shipped_slugs
from hackathon.editions.parsing import digest, dump_rules, parse_rules
from hackathon.editions.rules import (
    AnswerType,
    AskedField,
    DeadlineRules,
    Delivery,
    ProjectField,
    SubmissionQuestion,
    Text,
    Window,
)
from hackathon.editions.shifting import shift
from tests.hackathon.editions.tiny import changed, problems, tiny_tree

CLOSE = datetime(2030, 1, 21, 12, tzinfo=UTC)
OPENS = datetime(2030, 1, 5, 12, tzinfo=UTC)
TICK, MINUTE, DAY = timedelta(microseconds=1), timedelta(minutes=1), timedelta(days=1)
QUESTION = {"key": "gpu", "title": "¿Qué GPU?", "answer": "choice", "options": [{"key": "t4", "label": "T4"}]}
TEXT = {"key": "why", "title": "¿Por qué?", "answer": "text"}
FULL = {
    "deadline": {"grace_minutes": 15, "late_minutes": 120},
    "windows": {
        **tiny_tree()["windows"],
        "video": {"opens": "2030-01-05", "until": "2030-01-22"},
        "likes_at": "2030-01-25T18:00",
    },
    "hub": {"organisations": ["home"], "bots": ["librarian-bot"], "organisers": ["olga"]},
    "submission": {
        **tiny_tree()["submission"],
        "artefacts": [{"kind": "corpus", "repo_type": "dataset", "title": "Corpus", "elsewhere": True}],
        "fields": [{"key": "impact", "required": True}, {"key": "video"}],
        "questions": [QUESTION, {**TEXT, "required": True, "help": "Una frase"}],
        "languages": ["ca", "es_MX"],
    },
}


def deliveries(rules):
    """How what arrives is taken, right before and at each moment at which that may change."""
    edges = (OPENS, CLOSE, rules.counts_until, rules.taken_until)
    return [(rules.delivery(edge - TICK).value, rules.delivery(edge).value) for edge in edges]


# --- how a delivery is taken -----------------------------------------------------------------------------------------
def test_without_grace_it_is_closed_at_the_close_and_open_right_before():
    assert deliveries(parse_rules(tiny_tree())) == [("early", "open"), *[("open", "closed")] * 3]


def test_with_grace_and_late_ones_each_begins_where_the_one_before_ends():
    rules = parse_rules(tiny_tree(**FULL))
    assert (rules.counts_until, rules.taken_until) == (CLOSE + 15 * MINUTE, CLOSE + 135 * MINUTE)
    assert deliveries(rules) == [("early", "open"), ("open", "grace"), ("grace", "late"), ("late", "closed")]


def test_late_ones_without_grace_begin_at_the_close():
    rules = parse_rules(tiny_tree(deadline={"late_minutes": 60}))
    assert deliveries(rules) == [("early", "open"), ("open", "late"), ("open", "late"), ("late", "closed")]


def test_what_is_taken_is_what_is_open_in_grace_or_late():
    assert {each.value for each in Delivery if each.taken} == {"open", "grace", "late"}


def test_a_video_without_a_window_of_its_own_may_be_given_as_long_as_anything_is_taken():
    late = parse_rules(tiny_tree(deadline={"grace_minutes": 15, "late_minutes": 120}))
    assert late.video_window == Window(OPENS, CLOSE + 135 * MINUTE)
    assert parse_rules(tiny_tree(**FULL)).video_window == Window(OPENS, datetime(2030, 1, 23, 12, tzinfo=UTC))


# --- read and kept ---------------------------------------------------------------------------------------------------
def test_everything_that_can_be_said_is_read():
    rules = parse_rules(tiny_tree(**FULL))
    assert rules.deadline == DeadlineRules(grace_minutes=15, late_minutes=120)
    assert rules.windows.likes_at == datetime(2030, 1, 26, 6, tzinfo=UTC)
    assert (rules.hub.bots, rules.hub.organisers) == (("librarian-bot",), ("olga",))
    assert rules.submission.artefacts[0].elsewhere is True
    assert rules.submission.languages == ("ca", "es_MX")
    assert rules.submission.questions[1] == SubmissionQuestion(
        "why", Text((("es", "¿Por qué?"),)), AnswerType.TEXT, required=True, help=Text((("es", "Una frase"),))
    )
    assert [option.key for option in rules.submission.questions[0].options] == ["t4"]


def test_a_field_is_asked_as_the_edition_asks_it_or_not_at_all():
    submission = parse_rules(tiny_tree(**FULL)).submission
    assert submission.asked(ProjectField.IMPACT) == AskedField(ProjectField.IMPACT, required=True)
    assert submission.asked(ProjectField.VIDEO) == AskedField(ProjectField.VIDEO, required=False)
    assert submission.asked(ProjectField.CONSENT) is None


def test_it_all_survives_a_trip_through_json():
    rules = parse_rules(tiny_tree(**FULL))
    assert parse_rules(json.loads(json.dumps(dump_rules(rules)))) == rules


def test_rules_that_say_nothing_new_are_dumped_as_before_and_keep_their_digest():
    plain = parse_rules(tiny_tree())
    spelt_out = tiny_tree(deadline={"grace_minutes": 0, "late_minutes": 0})
    spelt_out["submission"] |= {"fields": [], "questions": [], "languages": []}
    spelt_out["hub"] |= {"organisers": []}
    spelt_out["windows"] |= {"video": None, "likes_at": None}
    assert digest(parse_rules(spelt_out)) == digest(plain)
    dumped = dump_rules(plain)
    assert "deadline" not in dumped
    assert {"fields", "questions", "languages"} & set(dumped["submission"]) == set()
    assert {"video", "likes_at"} & set(dumped["windows"]) == set()


@pytest.mark.parametrize("key", FULL)
def test_each_part_of_it_changes_the_digest(key):
    assert digest(parse_rules(tiny_tree(**{key: FULL[key]}))) != digest(parse_rules(tiny_tree()))


def test_shifting_moves_the_video_and_the_likes_too():
    rules = parse_rules(tiny_tree(**FULL))
    moved = shift(rules, days=3).windows
    video = rules.windows.video
    assert moved.video == Window(video.opens_at + 3 * DAY, video.closes_at + 3 * DAY)
    assert moved.likes_at == rules.windows.likes_at + 3 * DAY
    assert shift(shift(rules, days=3), days=-3) == rules


def test_an_heir_changes_one_number_of_the_close_and_one_date():
    base, full = tiny_tree(**FULL), parse_rules(tiny_tree(**FULL))
    heir = {"extends": "tiny", "slug": "heir", "deadline": {"late_minutes": 0}, "windows": {"likes_at": "2030-01-26"}}
    rules = parse_rules(inherit(heir, {"tiny": base}.get))
    likes_at = datetime(2030, 1, 26, 12, tzinfo=UTC)
    assert rules.deadline == DeadlineRules(grace_minutes=15, late_minutes=0)
    assert rules.windows == replace(full.windows, likes_at=likes_at)
    assert (rules.submission, rules.hub) == (full.submission, full.hub)


# --- refused ---------------------------------------------------------------------------------------------------------
OPTIONS_MISSING = "faltan las respuestas entre las que se elige"
OPTIONS_IDLE = "solo tiene sentido con answer = «choice» o «choices»"
WRONG = [
    (("deadline", "grace_minutes"), -1, "deadline.grace_minutes", "debe estar entre 0 y 10080"),
    (("deadline", "late_minutes"), 10081, "deadline.late_minutes", "debe estar entre 0 y 10080"),
    (("deadline", "late_minutes"), 1.5, "deadline.late_minutes", "debe ser un número entero, no un número"),
    (("deadline", "grace_minute"), 1, "deadline.grace_minute", "clave desconocida; ¿quisiste decir «grace_minutes»?"),
    (("windows", "video", "until"), "2030-01-04", "windows.video.until", "termina antes de empezar"),
    (
        ("windows", "video", "until"),
        "2030-02-01",
        "windows.video",
        "termina después de publicar los resultados (results_at)",
    ),
    (
        ("windows", "likes_at"),
        "2030-02-02",
        "windows.likes_at",
        "es posterior a la publicación de los resultados (results_at)",
    ),
    (
        ("submission", "fields", 0, "key"),
        "impakt",
        "submission.fields[0].key",
        "campo desconocido: debe ser «impact» o «video» o «code» o «languages» o «consent»; ¿quisiste decir «impact»?",
    ),
    (
        ("submission", "fields", 1, "key"),
        "impact",
        "submission.fields[1].key",
        "repetido: ya está en la posición [0]",
    ),
    (
        ("submission", "questions", 1, "key"),
        "gpu",
        "submission.questions[1].key",
        "repetido: ya está en la posición [0]",
    ),
    (("submission", "questions", 0, "options"), [], "submission.questions[0].options", OPTIONS_MISSING),
    (("submission", "questions", 0, "answer"), "yes_no", "submission.questions[0].options", OPTIONS_IDLE),
    (
        ("submission", "languages", 1),
        "es-MX",
        "submission.languages[1]",
        "debe ser un código de idioma, con el país si es una variedad, como «ca» o «es_MX»",
    ),
    (
        ("submission", "artefacts", 0, "elsewhere"),
        "sí",
        "submission.artefacts[0].elsewhere",
        "debe ser true o false, no un texto",
    ),
    (("hub", "organisers", 0), "", "hub.organisers[0]", "no puede estar vacío"),
]


@pytest.mark.parametrize(("path", "value", "where", "why"), WRONG, ids=[f"{row[2]}: {row[3]}"[:70] for row in WRONG])
def test_a_wrong_value_is_named_by_its_path_with_the_reason(path, value, where, why):
    assert problems(changed(tiny_tree(**FULL), path, value)) == [(where, why)]


def test_late_ones_must_be_in_before_the_results():
    windows = {**tiny_tree()["windows"], "results_at": "2030-01-21T01:00"}
    tree = tiny_tree(windows=windows, deadline={"grace_minutes": 0, "late_minutes": 61})
    why = "aún se aceptarían entregas después de publicar los resultados (results_at)"
    assert problems(tree) == [("deadline", why)]
    assert parse_rules({**tree, "deadline": {"late_minutes": 60}}).taken_until == datetime(2030, 1, 21, 13, tzinfo=UTC)


# --- the editions that come with the code ----------------------------------------------------------------------------
@pytest.mark.parametrize("slug", shipped_slugs())
def test_the_shipped_editions_close_on_the_minute_ask_for_nothing_that_is_required_and_take_a_notebook_as_demo(slug):
    rules = shipped_rules(slug)
    assert rules.deadline == DeadlineRules()
    asked = [(field.key.value, field.required) for field in rules.submission.fields]
    assert asked == [(key, False) for key in ("impact", "languages", "video", "code", "consent")]
    assert [rule.kind.value for rule in rules.submission.artefacts if rule.elsewhere] == ["demo"]
    assert rules.hub.organisers == ()


def test_only_the_final_rules_date_the_video_and_a_day_after_the_delivery():
    assert shipped_rules("somos600m-2024").windows.video is None
    final = shipped_rules("somos600m-2024-final").windows
    assert final.video == Window(datetime(2024, 3, 8, 12, tzinfo=UTC), final.submission.closes_at + DAY)
