"""The projects that were really delivered in 2024, read by the delivery form's own validators."""

import csv
from pathlib import Path

from hackathon.editions.rules import ArtefactKind
from submissions.validators import Code, EntryProblem, OutsideEntry, ReadEntry, TypedEntry, read_entries
from tests.factories.editions import make_rules

K = ArtefactKind
COLUMNS = {K.CORPUS: "corpus_urls", K.MODEL: "model_urls", K.DEMO: "demo_urls"}


def read(row: dict[str, str]) -> tuple[tuple[ReadEntry | OutsideEntry, ...], tuple[EntryProblem, ...]]:
    typed = [TypedEntry(kind, url) for kind, name in COLUMNS.items() for url in row[name].split(";") if url]
    return read_entries(typed, rules=make_rules().submission, endpoint="https://huggingface.co")


def delivered(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "projects-2024.csv").open(encoding="utf-8") as file:
        return {row["title"].split(":")[0]: row for row in csv.DictReader(file)}


def test_all_are_taken_but_for_the_one_that_is_not_complete(real_material: Path):
    """SAM Doctor has a model and a demo but no corpus."""
    found = {title: read(row)[1] for title, row in delivered(real_material).items()}
    refused = {title: [(one.kind, one.code) for one in problems] for title, problems in found.items() if problems}
    assert refused == {"SAM Doctor": [(None, Code.NOT_ACCEPTED)]}


def test_the_notebook_that_a_team_gave_as_its_demo_is_taken_and_marked(real_material: Path):
    parts = {title: read(row)[0] for title, row in delivered(real_material).items()}
    outside = [(title, part.kind) for title, some in parts.items() for part in some if isinstance(part, OutsideEntry)]
    assert outside == [("SQLES", K.DEMO)]
