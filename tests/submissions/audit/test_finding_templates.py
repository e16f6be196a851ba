"""Every finding is spoken, in Spanish and in English."""

import re

import pytest
from django.template.loader import get_template, render_to_string
from django.utils import translation

from submissions.audit.findings import Finding, Outcome
from submissions.audit.problems import Problem
from submissions.audit.registry import all_checks, run_checks
from submissions.templatetags.findings import in_reader_language, minutes, thousand_millions
from tests.factories.corpora import corpus_of
from tests.factories.evidence import RULES, find, make_project, make_repo

CHECKS = [one.id for one in all_checks()]


def speak(check: str, outcome: str, **facts: object) -> str:
    html = render_to_string(f"submissions/findings/{check}.html", {"facts": facts, "outcome": outcome, "rules": RULES})
    return " ".join(html.split())


def speak_finding(finding: Finding) -> str:
    return speak(finding.check, finding.outcome, **finding.facts)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_title(check):
    title = re.search(r"<strong>(.+?)</strong>", speak(check, "pass"))
    assert title is not None
    assert len(title[1]) > 10


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("check", CHECKS)
def test_every_outcome_can_be_spoken_even_without_facts(check, outcome):
    get_template(f"submissions/findings/{check}.html")
    assert "<strong>" in speak(check, outcome)


REASONS = [
    "rate_limited",
    "unreachable",
    "garbled",
    "forbidden",
    "refused",
    "revision_gone",
    "internal_error",
    "beyond_memory",
    "beyond_seconds",
    "beyond_disk",
    "crashed",
    "check_broke",
    "no_readable_data_files",
]


@pytest.mark.parametrize("why", REASONS)
def test_what_is_unknown_says_why_and_what_to_do(why):
    assert len(words(speak("card.yaml", "unknown", why=why))) > 100


def test_a_full_disk_is_not_the_teams():
    said = speak("card.yaml", "unknown", why="beyond_disk")
    assert "No queda sitio en el disco del servidor" in said
    assert "No cuenta en contra del proyecto" in said


def test_a_rate_limit_says_how_long_it_lasts():
    assert "una pausa de 2 minutos" in speak("card.yaml", "unknown", why="rate_limited", retry_after=61.0)


def test_missing_columns_are_named_with_what_to_rename():
    finding = find("dataset.required_columns", make_repo(csv="pregunta,respuesta,pais_origen\n1,2,3\n"))
    html = speak_finding(finding)
    assert "Al corpus le faltan estas columnas" in html
    assert "<code>periodo</code>" in html
    assert "¿Es <code>pais_origen</code> lo que aquí se llama <code>país_origen</code>?" in html


def test_strange_values_are_named_with_what_was_meant():
    html = speak_finding(find("dataset.allowed_values", make_repo(csv="idioma,registro\nes-MX,Medio\n")))
    assert "<code>es-MX</code> (1 fila) → <code>es_mx</code>" in html
    assert "<code>Medio</code> (1 fila) → <code>medio</code>" in html


def test_sections_are_named_in_the_readers_language():
    finding = find("card.sections", make_repo(readme="# Hola"))
    assert "Evaluación y mitigación de sesgos" in speak_finding(finding)
    with translation.override("en"):
        assert "Evaluation and mitigation of biases" in speak_finding(finding)


def test_what_people_wrote_is_escaped():
    attack = "<script>alert(1)</script>"
    repo = make_repo(
        readme=f"---\nlanguage: '{attack}'\nbase_model: '{attack}'\n{attack}: [\n---\n# {attack}\n",
        corpus=corpus_of({attack: [{"registro": attack, attack: "1"}]}, problems=(Problem(attack, attack, 1, attack),)),
        files=[f"{attack}.py"],
        hub_repo_id=f"x/{attack}",
    )
    pages = [speak_finding(finding) for finding in run_checks(RULES, make_project(repo))]
    assert [page for page in pages if "<script" in page] == []
    assert [page for page in pages if "&lt;script" in page] != []


def test_sizes_are_written_in_thousands_of_millions():
    with translation.override("es"):
        weights = (8_600_000_000, 13_000_000_000, 110_000_000, 4_000_000, 20_000, None)
        assert [thousand_millions(number) for number in weights] == ["8,6", "13", "0,11", "0,004", "0,00002", ""]


def test_a_wait_is_whole_minutes():
    assert [minutes(seconds) for seconds in (None, 1, 60, 61, 300)] == [1, 1, 1, 2, 5]


def test_a_text_without_the_readers_language_falls_back():
    assert in_reader_language({"es": "Hola"}) == "Hola"
    assert in_reader_language(None) == ""
