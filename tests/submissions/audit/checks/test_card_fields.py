"""Checks of the fields of the cards' YAML."""

from dataclasses import replace

import pytest

from submissions.audit.findings import Finding, Outcome
from tests.factories.evidence import RULES, find, make_repo


def fields(yaml: str, kind: str = "corpus") -> Finding:
    return find("card.metadata", make_repo(kind, readme=f"---\n{yaml}\n---\nx\n"))


def test_what_is_asked_for_passes():
    finding = fields("language: es\nlicense: mit\nsize_categories:\n- 1K<n<10K")
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"keys": ["language", "license"]})


def test_missing_and_empty_keys_are_told_apart():
    finding = fields("languaje: es\nlicense:")
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {
            "missing": ["language"],
            "empty": ["license"],
            "similar": {"language": "languaje"},
            "odd": [],
            "path": "README.md",
        },
    )


def test_a_yes_is_odd_as_a_licence_and_not_blank():
    finding = fields("language: es\nlicense: true")
    assert (finding.outcome, [one["why"] for one in finding.facts["odd"]]) == (Outcome.WARN, ["not_text"])


def test_a_key_of_its_own_is_no_slip_of_one_that_begins_like_it():
    assert fields("language: es\nlicense_name: mia").facts["similar"] == {}


def test_old_keys_are_called_by_their_new_names():
    finding = fields("languages: es\nlicenses: mit\nlanguage_creators: found\nlanguage_x: es")
    assert finding.outcome == Outcome.FAIL
    assert finding.facts["similar"] == {}
    assert [(one["key"], one["why"], one["instead"], one["line"]) for one in finding.facts["odd"]] == [
        ("languages", "old_key", "language", 2),
        ("licenses", "old_key", "license", 3),
    ]


@pytest.mark.parametrize("blank", ["", "[]", "{}", "''", "[null]", "~"])
def test_a_blank_value_is_no_value(blank):
    assert fields(f"language: es\nlicense: {blank}").facts["empty"] == ["license"]


def test_values_that_the_hub_does_not_take_are_a_warning_with_their_line():
    finding = fields("license: mit\nlanguage:\n- es-MX\ntask_categories:\n- QA")
    assert finding.outcome == Outcome.WARN
    assert finding.facts["odd"] == [
        {"key": "language", "why": "variety", "value": "es-MX", "instead": "es", "line": 3},
        {"key": "task_categories", "why": "task", "value": "QA", "instead": "question-answering", "line": 5},
    ]


def test_models_and_demos_have_fields_of_their_own():
    asked = "language: es\nlicense: mit\nbase_model: a/b\ndatasets: c/d\n"
    assert fields(f"{asked}pipeline_tag: text-generation", "model").outcome == Outcome.PASS
    assert fields(f"{asked}pipeline_tag: charlar", "model").outcome == Outcome.WARN
    assert fields("title: Demo", "demo").facts["missing"] == ["sdk"]


def test_an_edition_that_asks_for_no_keys_finds_nothing():
    rules = replace(RULES, dataset=replace(RULES.dataset, card=replace(RULES.dataset.card, metadata=())))
    repo = make_repo(readme="---\nlanguage: es\n---\nx\n")
    assert find("card.metadata", repo, rules=rules).facts == {"why": "not_asked"}


@pytest.mark.parametrize(
    "value", ["es", "ES", "es-MX", "es_pe", "Español", "Spanish", "[en, ca]", "{a: [qu]}", "[fr, nah]"]
)
def test_a_language_of_the_edition_may_be_written_in_many_ways(value):
    assert find("card.language", make_repo(readme=f"---\nlanguage: {value}\n---\nx\n")).outcome == Outcome.PASS


def test_a_variety_may_stand_in_the_field_for_it():
    repo = make_repo(readme="---\nlanguage_bcp47:\n- es-CL\n---\nx\n")
    assert (find("card.language", repo).outcome, find("card.language", repo).facts) == (
        Outcome.PASS,
        {"declared": ["es-CL"]},
    )


@pytest.mark.parametrize("value", ["Python", "en", "cl"])
def test_another_language_is_a_warning(value):
    finding = find("card.language", make_repo(readme=f"---\nlicense: mit\nlanguage: {value}\n---\nx\n"))
    assert (finding.outcome, finding.facts["declared"], finding.facts["line"]) == (Outcome.WARN, [value], 3)


def test_no_language_is_the_business_of_another_check():
    assert find("card.language", make_repo(readme="---\nlicense: mit\n---\nx\n")).facts == {"why": "no_language"}
