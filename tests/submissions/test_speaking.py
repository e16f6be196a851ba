"""Findings as plain text say what the page says."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from submissions.audit.findings import Finding, Outcome, failed, passed, unknown
from submissions.audit.registry import all_checks
from submissions.plaintext import harmless, plain
from submissions.speaking import Spoken, speak
from tests.factories.evidence import RULES

GUIDE = "https://example.org/guia"
WITH_GUIDE = replace(RULES, audit=replace(RULES.audit, guide=GUIDE))
WITHOUT_GUIDE = replace(RULES, audit=replace(RULES.audit, guide=""))


def of(check: str, finding: Finding) -> Finding:
    return replace(finding, check=check)


def test_what_was_found_is_told_apart_from_its_title():
    found = of("repo.exists", failed(why="forbidden", repo_id="somosnlp/notas"))
    assert speak(found, rules=WITHOUT_GUIDE, language="es").title == "El repositorio existe y es público"
    assert "`somosnlp/notas`" in speak(found, rules=WITHOUT_GUIDE, language="es").details


def test_a_finding_is_spoken_in_the_language_that_was_asked_for():
    assert speak(of("repo.exists", passed()), rules=RULES, language="en").title == "The repository exists and is public"


def test_a_guide_ends_what_there_is_to_do_and_only_that():
    told = {
        outcome: speak(Finding(outcome, check="repo.exists"), rules=WITH_GUIDE, language="es").fix.endswith(GUIDE)
        for outcome in Outcome
    }
    assert told == {outcome: outcome in (Outcome.WARN, Outcome.FAIL) for outcome in Outcome}
    assert GUIDE not in speak(of("repo.exists", failed()), rules=WITH_GUIDE, guide=False).fix


def test_where_nothing_is_said_about_what_to_do_the_guide_stands_alone():
    fix = speak(of("of.a_check_that_is_no_more", failed()), rules=WITH_GUIDE, language="es").fix
    assert fix == f"Cómo se hace, en la guía: {GUIDE}"


def test_without_a_guide_nothing_is_said_of_one():
    assert "guía" not in speak(of("repo.exists", failed()), rules=WITHOUT_GUIDE, language="es").fix


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_check_speaks_a_title_and_no_html_in_every_outcome(outcome):
    for one in all_checks():
        spoken = speak(Finding(outcome, check=one.id), rules=RULES)
        assert len(spoken.title) > 10, one.id
        assert [text for text in (spoken.title, spoken.details, spoken.fix) if "<" in text or "&" in text] == [], one.id


@pytest.mark.parametrize("outcome", list(Outcome))
def test_no_word_of_the_page_is_lost(outcome):
    for one in all_checks():
        said = speak(Finding(outcome, check=one.id), rules=WITH_GUIDE)
        context = {"facts": {}, "outcome": outcome.value, "rules": WITH_GUIDE}
        page = plain(render_to_string(f"submissions/findings/{one.id}.html", context))
        assert f"{said.title} {said.details} {said.fix}".split() == page.split(), one.id


def test_what_is_not_known_says_why():
    assert "no ha respondido" in speak(of("card.yaml", unknown(why="unreachable")), rules=RULES, language="es").details


def test_a_check_that_is_no_more_is_called_by_its_id():
    assert speak(of("old.check", failed()), rules=WITHOUT_GUIDE) == Spoken("old.check", "", "")


def test_what_somebody_wrote_reaches_a_terminal_as_text():
    found = of("repo.organisation", replace(passed(owner="<b>\x1b]0;x\x07\u202eo</b>"), check="repo.organisation"))
    assert speak(found, rules=RULES, language="es").details == "Está en `<b>]0;xo</b>`."


def test_lists_are_lines_and_lists_in_lists_are_indented():
    html = "Faltan: <ul><li>uno</li>\n <li>dos<ul><li>tres</li></ul></li></ul> <p>Fin.</p>"
    assert plain(html) == "Faltan:\n- uno\n- dos\n  - tres\nFin."


def test_links_keep_their_address_once():
    html = '<a href="https://a.example/x">aquí</a> y <a href="https://b.example">https://b.example</a> y <a href="#x">ahí</a>'
    assert plain(html) == "aquí: https://a.example/x y https://b.example y ahí"


def test_pictures_and_styles_say_nothing():
    assert plain("<style>p{}</style><svg><text>12</text></svg><table><tr><td>a</td><td>b</td></tr></table>") == "- a b"


def test_entities_and_spaces_are_what_a_reader_sees():
    assert plain("a&nbsp;&lt;b&gt;\n\n  &amp;  c") == "a <b> & c"


def test_halves_of_characters_and_control_signs_are_left_out():
    assert harmless("a\x00\ud800\r\tb\nc") == "ab\nc"
