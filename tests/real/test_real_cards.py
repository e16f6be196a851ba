"""Every real card goes through parsing, storing and all checks; what is wrong with it is said."""

import json
import time
from pathlib import Path

import pytest

from submissions.audit.cards.completeness import judge_sections
from submissions.audit.evidence import ProjectEvidence
from submissions.audit.findings import Outcome
from submissions.audit.registry import run_checks
from tests.factories.evidence import RULES, find, make_project, make_repo
from tests.real.judged_cards import KEYS, PLACES, READ_BY_EYE, letters, read, table

BROKEN = {
    "BOM__eli5__331cf8d7": [("bom", "", 1)],
    "crlf__atomic__2f311325": [("crlf", "", None)],
    "crlf__conceptnet5__20f3d092": [("crlf", "", None)],
    "crlf__lama__41562799": [("crlf", "", None)],
    "empty__audiofolder__e69de29b": [("empty", "", None)],
    "norway__norwegian_ner__0b51d7f8": [("norway", "", 7)],
    "norway__wikimedia_translations__04974bae": [("norway", "", 189)],
    "noyaml__1bn_words_arabic__46608453": [("front_matter_not_first", "", 2)],
    "noyaml__adversarial_qa__c96b2d7e": [("no_front_matter", "", None)],
    "noyaml__amazon_polarity__ac7589ae": [("unfenced_front_matter", "", 1)],
    "noyaml__audiofolder__7ab03192": [("no_front_matter", "", None)],
    "type-N__cbt__50d42a88": [("empty_front_matter", "", 2)],
    "type-N__ropes__3c05163a": [("empty_front_matter", "", 2)],
    "type-s__mutual_friends__523e017d": [("not_a_mapping", "", 2)],
    "unclos__ade_corpus_v2__bd0daf21": [],  # blank lines before the block, which the Hub forgives
    "unclos__ag_news__60706b6a": [("empty_front_matter", "", 2)],
    "unclos__amazon_us_reviews__1437a8a9": [("empty_front_matter", "", 2)],
    "unclos__arcd__2eed41f2": [("empty_front_matter", "", 2)],
    "unclos__aslg_pc12__66d4eb5b": [("empty_front_matter", "", 2)],
    "utf8__crass__ec32a9d1": [("not_utf8", "", 128), ("no_front_matter", "", None)],
    "utf8__kilt_tasks__867d7f4f": [("not_utf8", "", 242)],
    "utf8__newsqa__da98ea48": [("not_utf8", "", 181)],
    "yamler__arabic_speech_corpus__5fb787c0": [("invalid_yaml", "indent", 33)],
    "yamler__billsum__b3d38221": [("invalid_yaml", "tab", 42)],
    "yamler__books__00460362": [("invalid_yaml", "dash", 7)],
    "yamler__cord-19__d8ae2a75": [("invalid_yaml", "quotes", 9)],
    "yamler__cryptonite__1dffd731": [("invalid_yaml", "indent", 4)],
    "yamler__disaster_response_messages__60bd9279": [("invalid_yaml", "template", 2)],
    "yamler__dyk__70285f19": [("invalid_yaml", "indent", 4)],
    "yamler__ett__176ccef2": [("invalid_yaml", "template", 2)],
    "yamler__fquad__1b6ca14b": [("invalid_yaml", "dash", 15)],
    "yamler__irc_disentangle__bf0a2833": [("invalid_yaml", "template", 2)],
    "yamler__medal__758184dd": [("invalid_yaml", "template", 2)],
    "yamler__monash_tsf__aa6884d1": [("invalid_yaml", "template", 2)],
    "yamler__opus_rf__137fd522": [("invalid_yaml", "dash", 18)],
    "yamler__polemo2__35835583": [("invalid_yaml", "indent", 4)],
    "yamler__qa4mre__9cf8ea37": [("invalid_yaml", "rest", 3)],
    "yamler__srwac__8799f77b": [("invalid_yaml", "indent", 3)],
    "yamler__sv-ident__2034b3de": [("invalid_yaml", "dash", 5)],
    "yamler__torgo__654bbbfb": [("invalid_yaml", "template", 2), ("two_front_matters", "", 3)],
    "yamler__wiki_auto__093cd4cb": [("invalid_yaml", "indent", 9)],
    "yamler__xglue__f39208ba": [("invalid_yaml", "tab", 60)],
}


def all_cards(real_material: Path) -> list[Path]:
    return sorted((real_material / "cards").glob("*/*.md"))


def test_every_card_goes_through_all_checks_and_comes_back_from_storage(real_material):
    paths = all_cards(real_material)
    assert len(paths) == 77
    for path in paths:
        for kind in ("corpus", "model", "demo"):
            project = make_project(make_repo(kind, f"somosnlp/{path.stem[:40]}", cards=(read(path),)))
            assert ProjectEvidence.from_json(json.loads(json.dumps(project.to_json(), allow_nan=False))) == project
            findings = run_checks(RULES, project)
            assert [finding for finding in findings if finding.facts.get("why") == "check_broke"] == [], path.name
            json.dumps([finding.to_json() for finding in findings], allow_nan=False)


def test_no_card_takes_long(real_material):
    for path in all_cards(real_material):
        started = time.monotonic()
        read(path)
        assert time.monotonic() - started < 5, path.name


def test_what_is_wrong_with_each_broken_card_is_said(real_material):
    found = {
        path.stem: [(problem.code, problem.kind, problem.line) for problem in read(path).problems]
        for path in (real_material / "cards" / "broken").glob("*.md")
    }
    assert found == BROKEN


def test_good_cards_have_valid_yaml(real_material):
    without = {"csv.md"}  # the one that never had any
    for path in (real_material / "cards" / "good").glob("*.md"):
        finding = find("card.yaml", make_repo(cards=(read(path),)))
        assert finding.outcome == (Outcome.FAIL if path.name in without else Outcome.PASS), path.name


def test_the_cards_that_were_read_by_eye_are_judged_as_they_were(real_material):
    read_again = {path.stem: letters(read(path)) for path in all_cards(real_material) if path.stem in READ_BY_EYE}
    assert read_again == READ_BY_EYE


def test_each_section_is_found_where_it_stands(real_material):
    cards = {path.stem: read(path) for path in all_cards(real_material)}
    asked = RULES.dataset.card
    places = {}
    for name, key in PLACES:
        one = judge_sections(asked, [cards[name]], RULES.audit.thin_words)[KEYS.index(key)]
        places[name, key] = (one.line, one.heading)
    assert places == PLACES


def test_the_table_of_all_cards_can_be_printed(real_material):
    lines = list(table(real_material / "cards"))
    assert len(lines) == 77
    assert [line.split()[1] for line in table(real_material / "cards", "muchocine")] == ["read"]


@pytest.mark.parametrize(
    ("name", "outcome", "why"),
    [
        ("broken/BOM__eli5__331cf8d7.md", Outcome.PASS, None),
        ("broken/crlf__atomic__2f311325.md", Outcome.PASS, None),
        ("broken/empty__audiofolder__e69de29b.md", Outcome.NOT_APPLICABLE, "no_card"),
        ("broken/norway__norwegian_ner__0b51d7f8.md", Outcome.WARN, "norway"),
        ("broken/noyaml__1bn_words_arabic__46608453.md", Outcome.FAIL, "front_matter_not_first"),
        ("broken/type-s__mutual_friends__523e017d.md", Outcome.FAIL, "not_a_mapping"),
        ("broken/yamler__xglue__f39208ba.md", Outcome.FAIL, "invalid_yaml"),
        ("fixtures/sample_invalid_card_data.md", Outcome.FAIL, "not_a_mapping"),
        ("fixtures/sample_no_metadata.md", Outcome.FAIL, "no_front_matter"),
        ("fixtures/sample_windows_line_breaks.md", Outcome.PASS, None),
    ],
)
def test_the_finding_about_the_yaml(real_material, name, outcome, why):
    finding = find("card.yaml", make_repo(cards=(read(real_material / "cards" / name),)))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)


def test_old_names_of_keys_are_recognised(real_material):
    card = read(real_material / "cards" / "broken" / "BOM__eli5__331cf8d7.md")
    finding = find("card.metadata", make_repo(cards=(card,)))
    assert (finding.outcome, finding.facts["missing"], finding.facts["similar"]) == (
        Outcome.FAIL,
        ["language", "license"],
        {},
    )
    assert [(one["key"], one["instead"], one["line"]) for one in finding.facts["odd"]] == [
        ("languages", "language", 6),
        ("licenses", "license", 8),
    ]


def test_sections_that_nobody_filled_are_told_from_those_that_somebody_did(real_material):
    card = read(real_material / "cards" / "good" / "muchocine.md")
    filled = {section.heading: section.filled for section in card.sections}
    assert filled["Who are the annotators?"] is False
    assert filled["Discussion of Biases"] is False
    assert filled["Considerations for Using the Data"] is False  # all its subsections are empty
    assert filled["Dataset Curators"] is True
    assert filled["Additional Information"] is True


def test_a_card_with_unfilled_biases_fails_for_them(real_material):
    card = read(real_material / "cards" / "good" / "muchocine.md")
    finding = find("card.sections", make_repo(cards=(card,)))
    assert finding.outcome == Outcome.FAIL
    assert [(one["key"], one["line"]) for one in finding.facts["unfilled"]] == [("bias", 129)]
    assert (finding.facts["missing"], finding.facts["thin"]) == ([], [])


def test_a_norwegian_card_is_in_norwegian(real_material):
    card = read(real_material / "cards" / "broken" / "norway__norwegian_ner__0b51d7f8.md")
    assert card.metadata["languages"] == ["no"]
    assert find("card.language", make_repo(cards=(card,))).facts["declared"] == ["no"]
