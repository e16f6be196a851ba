"""What lies open in real cards, and which licences they name: read by eye, and so it shall stay."""

from pathlib import Path

import pytest

from submissions.audit.cards.reading import decode
from submissions.audit.exposed import personal_data, secrets
from tests.factories.evidence import find, make_repo
from tests.real.judged_cards import read


def cards(real_material: Path) -> list[Path]:
    return sorted((real_material / "cards").glob("*/*.md"))


def test_no_real_card_is_said_to_hold_a_secret(real_material):
    found = {path.name: secrets.find(decode(path.read_bytes())[0], "README.md") for path in cards(real_material)}
    assert {name: exposures for name, exposures in found.items() if exposures} == {}


def test_the_addresses_of_real_cards_are_their_authors_own_choice(real_material):
    """Twenty-five addresses, every one given as a way to reach who made the corpus."""
    texts = [decode(path.read_bytes())[0] for path in cards(real_material)]
    assert [one for text in texts for one in personal_data.find(text, "README.md")] == []
    assert len([one for text in texts for one in personal_data.find(text, "data.csv") if one.rule == "email"]) == 25


@pytest.mark.parametrize(
    ("card", "outcome", "why"),
    [
        ("good/squad_es", "pass", None),
        ("good/xquad", "pass", None),
        ("good/muchocine", "warn", "unknown"),
        ("good/paws-x", "warn", "unnamed"),
        ("good/csv", "fail", "missing"),
        ("good/reclor", "fail", "missing"),
        ("broken/norway__norwegian_ner__0b51d7f8", "warn", "not_known"),
        ("broken/unclos__arcd__2eed41f2", "fail", "missing"),
        ("broken/yamler__fquad__1b6ca14b", "not_applicable", "no_yaml"),
        ("broken/noyaml__audiofolder__7ab03192", "fail", "missing"),
        ("fixtures/sample_windows_line_breaks", "pass", None),
    ],
)
def test_the_licences_of_real_cards_are_judged_as_by_eye(real_material, card, outcome, why):
    finding = find("repo.licence", make_repo(cards=(read(real_material / "cards" / f"{card}.md"),)))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)
