"""The texts of a corpus."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import AuditRules
from submissions.audit.corpus.evidence import (
    ColumnProfile,
    LanguageSeen,
    Lengths,
    Overlap,
    Repeated,
    Repetition,
    Where,
)
from submissions.audit.findings import Finding, Outcome
from submissions.speaking import speak
from tests.factories.corpora import counted, of_columns
from tests.factories.evidence import RULES, find, make_repo

QUESTION, ANSWER = "pregunta", "respuesta"
HERE = Where("data.csv", 4, "¿Qué es?")
PLACE = {"path": "data.csv", "row": 4, "excerpt": "¿Qué es?"}
TEXT = Lengths(shortest=20, median=90, p95=200, longest=400, mean=101.25)


def column(name: str, lengths: Lengths | None = TEXT) -> ColumnProfile:
    return ColumnProfile(name, rows=100, lengths=lengths)


def judge(check: str, *columns: ColumnProfile, rules=RULES, **changes) -> Finding:
    seen = of_columns(*(columns or (column(QUESTION), column(ANSWER))), **changes)
    return find(f"dataset.{check}", make_repo(corpus=seen), rules=rules)


def repetition(repeated: int, *columns: str, near: bool = False, examples=()) -> tuple[Repetition, ...]:
    return (Repetition(columns or (QUESTION,), 100, repeated, near=near, examples=examples),)


@pytest.mark.parametrize(
    ("check", "near", "repeated", "outcome"),
    [
        ("repeated", False, 0, Outcome.PASS),
        ("repeated", False, 5, Outcome.PASS),
        ("repeated", False, 6, Outcome.WARN),
        ("nearly_repeated", True, 10, Outcome.PASS),
        ("nearly_repeated", True, 11, Outcome.WARN),
    ],
)
def test_rows_may_repeat_as_much_as_the_edition_tolerates(check, near, repeated, outcome):
    assert judge(check, repetitions=repetition(repeated, near=near)).outcome == outcome


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ({"Sí": 91, "No": 9}, Outcome.WARN),
        ({"Sí": 90, "No": 10}, Outcome.PASS),
        ({"Sí": 20}, Outcome.WARN),
        ({"Sí": 19}, Outcome.PASS),
        ({"x" * 79: 100}, Outcome.WARN),
        ({"x" * 80: 100}, Outcome.PASS),
    ],
)
@pytest.mark.parametrize("name", [QUESTION, ANSWER])
def test_a_column_that_says_the_same_in_nearly_every_row_is_a_warning(name, counts, outcome):
    found = judge("repeated", counted(name, counts), repetitions=repetition(0))
    assert found.outcome == outcome


def test_blanks_are_no_answer_and_what_all_rows_say_is_told():
    column = replace(counted(ANSWER, {"Sí": 95, "No": 5}), rows=1_100, blanks=1_000)
    found = judge("repeated", column, repetitions=repetition(0))
    told = {"column": ANSWER, "value": "Sí", "count": 95, "rows": 100, "percent": 95.0}
    assert (found.outcome, found.facts) == (Outcome.WARN, {"same": [told]})
    said = speak(found, rules=RULES)
    assert said.details.splitlines() == [
        "Casi todas las filas dicen lo mismo:",
        "- `respuesta`: «Sí» en 95 de 100 filas (95,0 %)",
    ]
    assert ("no enseña nada" in said.fix, "drop_duplicates" in said.fix) == (True, False)


def test_rows_that_repeat_and_say_the_same_are_told_both():
    rows = repetition(50, examples=(Repeated("¿Qué es?", 12, (HERE,)),))
    found = judge("repeated", counted(ANSWER, {"Sí": 100}), repetitions=rows)
    assert (found.outcome, len(found.facts["columns"]), len(found.facts["same"])) == (Outcome.WARN, 1, 1)
    said = speak(found, rules=RULES)
    assert ("no enseña nada" in said.fix, "drop_duplicates" in said.fix) == (True, True)
    assert ("Hay filas que" in said.details, "Casi todas" in said.details) == (True, True)


def test_a_file_whose_answers_are_one_word_is_seen_to_be_so():
    text = "pregunta,respuesta\n" + "".join(f"¿Cuánto es {n} y {n}?,Sí\n" for n in range(100))
    assert find("dataset.repeated", make_repo(csv=text)).facts["same"][0]["count"] == 100


def test_what_repeats_to_the_letter_is_not_said_to_be_nearly_the_same_as_well():
    twice, alike = Repeated("¿Qué es?", 12, (HERE,)), Repeated("¿Qué es un ajiaco santafereño?", 3, (HERE,))
    exact, near = repetition(20, examples=(twice,)), repetition(31, near=True, examples=(twice, alike))
    found = judge("nearly_repeated", repetitions=exact + near)
    assert (found.outcome, found.facts["columns"][0]["repeated"]) == (Outcome.WARN, 11)
    assert [one["text"] for one in found.facts["columns"][0]["examples"]] == ["¿Qué es un ajiaco santafereño?"]
    assert judge("nearly_repeated", repetitions=exact + repetition(30, near=True)).outcome == Outcome.PASS


def test_of_a_sample_nobody_knows_how_much_repeats_to_the_letter():
    sample = tuple(replace(one, sampled=True) for one in repetition(20, near=True))
    assert judge("nearly_repeated", repetitions=repetition(20) + sample).outcome == Outcome.WARN


def test_an_edition_may_tolerate_less():
    strict = replace(RULES, audit=AuditRules(repeated_percent=1))
    assert judge("repeated", rules=strict, repetitions=repetition(2)).outcome == Outcome.WARN


def test_what_repeats_is_shown_with_its_rows():
    text = Repeated("¿Qué es?", 7, (HERE,))
    finding = judge("repeated", repetitions=repetition(6, QUESTION, ANSWER, examples=(text,)))
    assert finding.facts == {
        "columns": [
            {
                "columns": ["pregunta", "respuesta"],
                "rows": 100,
                "repeated": 6,
                "percent": 6.0,
                "sampled": False,
                "examples": [{"text": "¿Qué es?", "count": 7, "rows": [PLACE]}],
            }
        ],
        "tolerated": 5,
    }


def test_answers_of_a_classification_repeat_by_nature():
    assert judge("repeated", repetitions=repetition(90, ANSWER)).outcome == Outcome.PASS
    assert judge("repeated", repetitions=repetition(90, QUESTION, ANSWER)).outcome == Outcome.WARN


def test_the_turns_of_a_chat_are_questions_and_answers():
    chat = (column("messages.user"), column("messages.assistant"))
    pair = repetition(90, "messages.assistant")
    assert judge("repeated", *chat, repetitions=pair).outcome == Outcome.PASS
    assert [one["column"] for one in judge("lengths", *chat).facts["columns"]] == [
        "messages.user",
        "messages.assistant",
    ]


def test_only_what_repeats_is_shown():
    two = (*repetition(0, QUESTION), *repetition(9, QUESTION, ANSWER))
    assert [one["repeated"] for one in judge("repeated", repetitions=two).facts["columns"]] == [9]


def test_rows_that_nobody_compared_are_unknown_and_without_texts_there_is_nothing_to_compare():
    assert judge("repeated").facts == {"why": "not_compared"}
    assert judge("repeated", repetitions=repetition(9, near=True)).outcome == Outcome.UNKNOWN
    assert judge("nearly_repeated", column("Nombre")).outcome == Outcome.NOT_APPLICABLE


def test_texts_of_a_usual_length_pass_with_their_lengths():
    finding = judge("lengths")
    assert (finding.outcome, finding.facts["columns"][0]) == (
        Outcome.PASS,
        {"column": "pregunta", "shortest": 20, "median": 90, "p95": 200, "longest": 400},
    )


@pytest.mark.parametrize(
    ("name", "changes", "outcome"),
    [
        (QUESTION, {"median": 9}, Outcome.WARN),
        (QUESTION, {"median": 10}, Outcome.PASS),
        (ANSWER, {"median": 2}, Outcome.PASS),
        (ANSWER, {"longest": 20_001}, Outcome.WARN),
        (ANSWER, {"longest": 20_000}, Outcome.PASS),
    ],
)
def test_stubs_of_questions_and_books_warn(name, changes, outcome):
    assert judge("lengths", column(name, replace(TEXT, **changes))).outcome == outcome


def test_an_edition_says_what_is_short_long_and_too_much_of_the_same():
    rules = replace(RULES, audit=replace(RULES.audit, short_question=91, long_text=399, same_percent=95))
    assert (judge("lengths").outcome, judge("lengths", rules=rules).facts["short"]) == (Outcome.PASS, [QUESTION])
    assert judge("lengths", rules=rules).facts["long"] == [QUESTION, ANSWER]
    same = counted(ANSWER, {"Sí": 95, "No": 5})
    outcomes = [judge("repeated", same, rules=one, repetitions=repetition(0)).outcome for one in (RULES, rules)]
    assert outcomes == [Outcome.WARN, Outcome.PASS]


def test_answers_that_only_repeat_their_question_warn_with_their_rows():
    finding = judge("lengths", echoes=1, echo_rows=(HERE,))
    assert (finding.outcome, finding.facts["echoes"], finding.facts["examples"]) == (Outcome.WARN, 1, [PLACE])
    assert judge("lengths", echoes=0).outcome == Outcome.PASS


def test_without_texts_there_are_no_lengths():
    assert judge("lengths", column(QUESTION, None)).outcome == Outcome.NOT_APPLICABLE


def languages(*seen: tuple[str, str, int]) -> Finding:
    rows = tuple(LanguageSeen(declared, detected, count, (HERE,)) for declared, detected, count in seen)
    return judge("language", languages=rows, language_rows=100)


@pytest.mark.parametrize(
    ("declared", "detected", "rows", "outcome"),
    [
        ("es_mx", "es", 100, Outcome.PASS),
        ("español de México", "en", 100, Outcome.WARN),
        ("es_mx", "en", 10, Outcome.PASS),
        ("es_mx", "en", 11, Outcome.WARN),
        ("es_mx", "gl", 100, Outcome.PASS),
        ("es_mx", "und", 100, Outcome.PASS),
        ("ca", "es", 100, Outcome.PASS),
        ("eu", "es", 100, Outcome.WARN),
        ("gn", "id", 100, Outcome.PASS),
        ("nah", "en", 100, Outcome.PASS),
        ("Python", "en", 100, Outcome.PASS),
        ("", "es", 100, Outcome.PASS),
        ("", "pt", 100, Outcome.PASS),
        ("", "en", 100, Outcome.WARN),
    ],
)
def test_texts_are_in_the_language_that_they_declare(declared, detected, rows, outcome):
    assert languages((declared, detected, rows), ("es_mx", "es", 100 - rows)).outcome == outcome


@pytest.mark.parametrize(("languages", "outcome"), [(("gl",), Outcome.PASS), (("en",), Outcome.WARN)])
def test_close_languages_are_only_forgiven_where_the_edition_asks_for_one_of_them(languages, outcome):
    rules = replace(RULES, dataset=replace(RULES.dataset, languages=languages))
    seen = (LanguageSeen("", "pt", 100),)
    assert judge("language", languages=seen, language_rows=100, rules=rules).outcome == outcome


def test_rows_in_another_language_are_shown():
    finding = languages(("es_mx", "en", 30), ("es_mx", "es", 70))
    assert finding.facts == {
        "rows": 100,
        "other_rows": 30,
        "percent": 30.0,
        "tolerated": 10,
        "seen": [{"language": "es", "rows": 70}, {"language": "en", "rows": 30}],
        "other": [{"declared": "es_mx", "detected": "en", "rows": 30, "examples": [PLACE]}],
    }


def test_a_language_that_was_not_identified_is_unknown():
    assert judge("language").facts == {"why": "not_identified"}
    assert judge("language", column("Nombre")).outcome == Outcome.NOT_APPLICABLE


EXAMS = replace(RULES, dataset=replace(RULES.dataset, evaluation_sets=("examen",)))


def overlap(rows: int | None, rules=EXAMS, compared=("examen",)) -> Finding:
    found = () if rows is None else (Overlap("examen", rows, (HERE,)),)
    return judge("evaluation_overlap", rules=rules, overlaps=found, evaluation_sets=compared)


@pytest.mark.parametrize(
    ("rows", "outcome"), [(None, Outcome.PASS), (0, Outcome.PASS), (3, Outcome.WARN), (4, Outcome.FAIL)]
)
def test_a_corpus_holds_nothing_of_an_exam(rows, outcome):
    assert overlap(rows).outcome == outcome


def test_rows_of_an_exam_are_shown():
    assert overlap(4).facts == {"sets": [{"set": "examen", "rows": 4, "examples": [PLACE]}], "rows": 100}


def test_an_exam_that_was_not_loaded_is_unknown_and_one_that_is_not_asked_for_does_not_matter():
    finding = overlap(None, compared=())
    assert (finding.outcome, finding.facts) == (Outcome.UNKNOWN, {"why": "sets_missing", "sets": ["examen"]})
    assert overlap(None, rules=RULES, compared=()).outcome == Outcome.NOT_APPLICABLE
    assert overlap(None, rules=RULES).outcome == Outcome.PASS


def test_without_questions_there_is_nothing_to_compare_with_an_exam():
    assert judge("evaluation_overlap", column("Nombre"), rules=EXAMS).facts == {"why": "no_columns"}
