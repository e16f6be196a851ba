import csv
from collections import Counter
from pathlib import Path

from hackathon.hub.addresses import AddressError, AddressProblem, parse_address
from hackathon.hub.types import RepoType

COLUMNS = {"corpus_urls": RepoType.DATASET, "model_urls": RepoType.MODEL, "demo_urls": RepoType.SPACE}


def typed_addresses(folder: Path) -> list[tuple[str, str]]:
    """Each address of the 2024 projects with the name of the column that it was typed in."""
    with (folder / "projects-2024.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(column, address) for row in rows for column in COLUMNS for address in row[column].split(";") if address]


def test_every_address_of_2024_is_a_repo_of_its_column_s_kind_or_a_notebook(real_material: Path) -> None:
    outcomes: Counter[str] = Counter()
    for column, typed in typed_addresses(real_material):
        try:
            address = parse_address(typed)
        except AddressError as error:
            outcomes[error.code] += 1
            assert typed.startswith("https://github.com/")
        else:
            outcomes[column] += 1
            assert (typed, address.repo_type) == (typed, COLUMNS[column])
            assert address.repo_id.lower().startswith("somosnlp/")
    assert outcomes == {"corpus_urls": 17, "model_urls": 16, "demo_urls": 14, AddressProblem.NOT_HUB: 1}
