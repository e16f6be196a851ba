"""A real corpus of recipes that was never turned into instructions."""

from pathlib import Path

from submissions.audit.evidence import RepoEvidence
from submissions.audit.findings import Outcome
from submissions.audit.tablefiles import sample_bytes
from submissions.audit.tables import MAX_BYTES, merge
from tests.factories.evidence import find, make_repo


def recipes(real_material: Path, *, truncated: bool) -> RepoEvidence:
    raw = (real_material / "corpora" / "recetas-2024.csv").read_bytes()
    sample = sample_bytes("recetas.csv", raw[:MAX_BYTES] if truncated else raw, truncated=truncated)
    return make_repo(table=merge([("recetas.csv", "default", sample)], data_files=1), files=["recetas.csv"])


def test_the_whole_file_is_read(real_material):
    (file,) = recipes(real_material, truncated=False).table.files
    assert (file.columns, file.rows_read, file.rows) == (("Nombre", "Ingredientes", "Pasos"), 2256, 2256)


def test_its_beginning_is_enough_for_the_columns(real_material):
    table = recipes(real_material, truncated=True).table
    assert (table.files[0].columns, table.files[0].rows) == (("Nombre", "Ingredientes", "Pasos"), None)
    assert table.problems == ()


def test_it_lacks_all_nine_columns(real_material):
    finding = find("dataset.required_columns", recipes(real_material, truncated=True))
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {
            "missing": [
                "dominio",
                "idioma",
                "país_origen",
                "país_referencia",
                "periodo",
                "pregunta",
                "registro",
                "respuesta",
                "tarea",
            ],
            "similar": {},
            "only_in": {},
            "columns": ["Ingredientes", "Nombre", "Pasos"],
        },
    )


def test_its_values_are_not_judged(real_material):
    repo = recipes(real_material, truncated=True)
    outcomes = [find(f"dataset.{check}", repo).outcome for check in ("readable", "blank_values", "allowed_values")]
    assert outcomes == [Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.NOT_APPLICABLE]
