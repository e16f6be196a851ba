"""A real corpus of recipes that was never turned into instructions."""

from pathlib import Path

import pytest

from submissions import speaking
from submissions.audit.evidence import RepoEvidence
from submissions.audit.findings import Outcome
from tests.factories.corpora import corpus_of_files
from tests.factories.evidence import RULES, find, make_repo


@pytest.fixture(scope="module")
def recipes(real_material: Path) -> RepoEvidence:
    raw = (real_material / "corpora" / "recetas-2024.csv").read_bytes()
    return make_repo(corpus=corpus_of_files({"recetas.csv": raw}), files=["recetas.csv"])


def test_the_whole_file_is_read(recipes):
    (file,) = recipes.corpus.files
    assert (file.columns, file.rows_read, file.rows) == (("Nombre", "Ingredientes", "Pasos"), 2256, 2256)
    assert (recipes.corpus.problems, recipes.corpus.reached, recipes.corpus.sampled) == ((), (), False)


def test_it_lacks_all_nine_columns_and_its_own_stand_for_none_of_them(recipes):
    finding = find("dataset.required_columns", recipes)
    assert finding.outcome == Outcome.FAIL
    assert finding.facts == {
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
        "nested": [],
        "only_in": {},
        "columns": ["Ingredientes", "Nombre", "Pasos"],
        "shape": "other",
        "chats": [],
        "texts": ["Nombre", "Ingredientes", "Pasos"],
        "question": "pregunta",
        "answer": "respuesta",
    }


def test_its_team_reads_what_is_there_and_which_step_is_missing(recipes):
    said = speaking.speak(find("dataset.required_columns", recipes), rules=RULES)
    assert said.fix.splitlines()[0] == (
        "Tienes datos con los que trabajar, pero todavía no son instrucciones. Sus columnas: `Nombre`, `Ingredientes`, `Pasos`. "
        "El paso que falta: escribe una o varias plantillas que conviertan cada fila en una `pregunta` y su `respuesta`."
    )


def test_nothing_is_held_against_it_that_it_does_not_have_yet(recipes):
    checks = {
        "readable": Outcome.PASS,
        "sampled": Outcome.PASS,
        "size": Outcome.PASS,
        "splits": Outcome.PASS,
        "naming": Outcome.PASS,
        "blank_values": Outcome.NOT_APPLICABLE,
        "allowed_values": Outcome.NOT_APPLICABLE,
        "balance": Outcome.NOT_APPLICABLE,
        "repeated": Outcome.NOT_APPLICABLE,
        "nearly_repeated": Outcome.NOT_APPLICABLE,
        "lengths": Outcome.NOT_APPLICABLE,
        "language": Outcome.NOT_APPLICABLE,
        "evaluation_overlap": Outcome.NOT_APPLICABLE,
        "provenance": Outcome.NOT_APPLICABLE,
    }
    assert {check: find(f"dataset.{check}", recipes).outcome for check in checks} == checks
