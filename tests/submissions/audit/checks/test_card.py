"""Checks of the cards themselves and of their YAML."""

import pytest

from submissions.audit.cards.reading import parse_card
from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from tests.factories.evidence import find, make_repo

WORDS = "Texto que cuenta con unas cuantas palabras qué se hizo, con qué datos, para quién y por qué."
SECTIONS = ("Descripción del corpus", "Motivación", "Estructura del corpus", "Proceso de creación", "Sesgos", "Equipo")
YAML = "---\nlanguage: es\nlicense: mit\n---\n"


def words_of(title: str) -> str:
    """As many words for each section, and in each another."""
    return WORDS.replace("Texto", title.split()[0])


FULL = YAML + "".join(f"## {title}\n{words_of(title)}\n" for title in SECTIONS)
OF_CARDS = (
    "card.readable",
    "card.yaml",
    "card.metadata",
    "card.language",
    "card.sections",
    "card.motivation",
    "card.team",
)


@pytest.mark.parametrize("check", OF_CARDS)
def test_a_full_card_passes_every_check(check):
    assert find(check, make_repo(readme=FULL)).outcome == Outcome.PASS


@pytest.mark.parametrize("check", [*OF_CARDS, "card.sdgs", "card.scripts_explained"])
def test_a_card_that_could_not_be_read_is_unknown(check):
    finding = find(check, make_repo(unread=(Unread(Part.CARD, "unreachable"),)))
    assert (finding.outcome, finding.facts["why"]) == (Outcome.UNKNOWN, "unreachable")


def test_a_repo_without_card_fails_once():
    repo = make_repo()
    assert find("card.readable", repo).facts == {"why": "missing", "others": []}
    assert find("card.readable", repo).outcome == Outcome.FAIL
    for check in OF_CARDS[1:]:
        assert find(check, repo).outcome == Outcome.NOT_APPLICABLE


def test_a_translation_is_no_readme_but_its_sections_count():
    repo = make_repo(cards=(parse_card("README_ES.md", FULL.encode()),))
    assert find("card.readable", repo).facts == {"why": "missing", "others": ["README_ES.md"]}
    assert find("card.sections", repo).outcome == Outcome.PASS


def test_an_empty_card_fails():
    assert find("card.readable", make_repo(readme=" \n")).facts == {"why": "empty", "path": "README.md"}


def test_a_card_that_says_nothing_is_a_warning():
    finding = find("card.readable", make_repo(readme=YAML + "# Hola\n[More Information Needed]\n"))
    assert (finding.outcome, finding.facts) == (Outcome.WARN, {"why": "no_text", "path": "README.md"})


def test_a_card_of_one_word_says_something():
    finding = find("card.readable", make_repo(readme=YAML + "Hola\n"))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"paths": ["README.md"], "words": 1})


def test_a_card_in_another_encoding_is_a_warning():
    repo = make_repo(cards=(parse_card("README.md", FULL.encode("latin-1")),))
    finding = find("card.readable", repo)
    assert (finding.outcome, finding.facts) == (Outcome.WARN, {"why": "not_utf8", "path": "README.md", "line": 5})


def test_a_card_that_is_too_large_to_read_whole_is_a_warning():
    finding = find("card.readable", make_repo(readme=FULL + "palabra " * 200_000))
    assert (finding.outcome, finding.facts["why"]) == (Outcome.WARN, "too_large")


def test_invalid_yaml_fails_with_its_slip_and_line_and_its_keys_are_not_judged():
    repo = make_repo(readme="---\nlanguage: es\n\tlicense: mit\n---\n# Hola\n")
    finding = find("card.yaml", repo)
    facts = {key: finding.facts[key] for key in ("why", "kind", "path", "line")}
    assert (finding.outcome, facts) == (
        Outcome.FAIL,
        {"why": "invalid_yaml", "kind": "tab", "path": "README.md", "line": 3},
    )
    assert find("card.metadata", repo).facts == {"why": "no_yaml"}
    assert find("card.language", repo).facts == {"why": "no_yaml"}


@pytest.mark.parametrize(
    ("readme", "why", "line"),
    [
        ("# Hola\n", "no_front_matter", None),
        ("license: mit\n---\nHola\n", "unopened_front_matter", 1),
        ("license: mit\n\n# Hola\n", "unfenced_front_matter", 1),
        ("![](x.png)\n---\nlicense: mit\n---\nHola\n", "front_matter_not_first", 2),
        ("---\nlicense: mit\n\n# Hola\n", "unclosed_front_matter", 1),
        ("---\n\n---\nHola\n", "empty_front_matter", 2),
        ("---\nlicense: [mit\n---\nHola\n", "invalid_yaml", 2),
        ("---\n- mit\n---\nHola\n", "not_a_mapping", 2),
        ("---\na: " + "[" * 60 + "\n---\nHola\n", "too_complex", 2),
    ],
)
def test_each_way_to_break_the_block_is_called_by_its_name(readme, why, line):
    finding = find("card.yaml", make_repo(readme=readme))
    assert (finding.outcome, finding.facts["why"], finding.facts["line"]) == (Outcome.FAIL, why, line)


@pytest.mark.parametrize(
    ("readme", "why", "line"),
    [
        ("---\nlicense: mit\n---\n---\nlanguage: es\n---\nHola\n", "two_front_matters", 4),
        ("---\nlicense: mit\ntags: []\nlicense: gpl\n---\nHola\n", "duplicate_key", 4),
        ("---\nlanguage: no\nlicense: mit\n---\nHola\n", "norway", 2),
        ("---\nlanguage: NO\nlicense: mit\n---\nHola\n", "norway", 2),
    ],
)
def test_what_the_hub_reads_otherwise_than_it_was_meant_is_a_warning(readme, why, line):
    finding = find("card.yaml", make_repo(readme=readme))
    assert (finding.outcome, finding.facts["why"], finding.facts["line"]) == (Outcome.WARN, why, line)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf---\nlicense: mit\n---\nHola",
        b"---\r\nlicense: mit\r\n---\r\nHola",
        b"\n\n---\nlicense: mit\n---\nHola",
    ],
)
def test_what_harms_nothing_passes(raw):
    finding = find("card.yaml", make_repo(cards=(parse_card("README.md", raw),)))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"keys": ["license"]})


def test_a_yes_elsewhere_in_the_yaml_is_nobodys_language():
    finding = find("card.yaml", make_repo(readme="---\nlanguage: es\ninference: no\n---\n# Hola\n"))
    assert finding.outcome == Outcome.PASS
