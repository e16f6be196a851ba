"""The projects that were really delivered in 2024, read by the delivery form's own validators."""

import csv
from pathlib import Path

from hackathon.editions.rules import ArtefactKind
from submissions.validators import Code, TypedEntry, read_entries
from tests.factories.editions import make_rules

K = ArtefactKind
COLUMNS = {K.CORPUS: "corpus_urls", K.MODEL: "model_urls", K.DEMO: "demo_urls"}


def problems(row: dict[str, str]) -> list[tuple[ArtefactKind | None, Code]]:
    typed = [TypedEntry(kind, url) for kind, name in COLUMNS.items() for url in row[name].split(";") if url]
    _, found = read_entries(typed, rules=make_rules().submission, endpoint="https://huggingface.co")
    return [(problem.kind, problem.code) for problem in found]


def test_all_are_taken_but_for_the_two_with_known_mistakes(real_material: Path):
    """SQLES names a GitHub notebook as its demo; SAM Doctor has a model and a demo but no corpus."""
    with (real_material / "projects-2024.csv").open(encoding="utf-8") as file:
        refused = {row["title"].split(":")[0]: found for row in csv.DictReader(file) if (found := problems(row))}
    assert refused == {"SQLES": [(K.DEMO, Code.NOT_HUB)], "SAM Doctor": [(None, Code.NOT_ACCEPTED)]}
