"""Checks of the corpus."""

from dataclasses import replace

import pytest

from submissions.audit.checks.dataset import is_allowed, suggestion
from submissions.audit.evidence import TableEvidence
from submissions.audit.findings import Outcome
from submissions.audit.tablefiles import sample_bytes
from submissions.audit.tables import merge
from tests.factories.evidence import RULES, find, make_repo

COLUMNS = "pregunta,respuesta,idioma,registro,periodo,dominio,tarea,país_origen,país_referencia"
ROW = "¿Qué?,Eso,es_mx,medio,actual,cocina,pregunta_abierta,MX,"
RULED = {column.name: column for column in RULES.dataset.columns}


def corpus(row: str = ROW, header: str = COLUMNS, **changes):
    return make_repo(csv=f"{header}\n{row}\n", **changes)


def test_a_corpus_as_asked_for_passes_every_check():
    repo = corpus(files=["data.csv", "hacer.ipynb"])
    checks = ("readable", "required_columns", "blank_values", "allowed_values", "scripts")
    assert [find(f"dataset.{check}", repo).outcome for check in checks] == [Outcome.PASS] * 5


def test_missing_columns_are_named_with_what_was_probably_meant():
    finding = find("dataset.required_columns", corpus("a,b,MX,x", "Pregunta,respuesta,pais_origen,lang"))
    assert finding.outcome == Outcome.FAIL
    assert finding.facts["missing"] == [
        "dominio",
        "idioma",
        "país_origen",
        "país_referencia",
        "periodo",
        "pregunta",
        "registro",
        "tarea",
    ]
    assert finding.facts["similar"] == {"pregunta": "Pregunta", "país_origen": "pais_origen"}
    assert finding.facts["columns"] == ["Pregunta", "lang", "pais_origen", "respuesta"]


def test_a_column_that_only_some_files_have_is_missing():
    files = [("a.csv", "a", COLUMNS + "\n" + ROW), ("b.csv", "b", "pregunta,respuesta\n1,2")]
    table = merge([(path, config, sample_bytes(path, text.encode())) for path, config, text in files], data_files=2)
    finding = find("dataset.required_columns", make_repo(table=table))
    assert finding.facts["only_in"]["idioma"] == ["a.csv"]
    assert "pregunta" not in finding.facts["missing"]


def test_without_readable_data_columns_and_values_are_unknown():
    repo = make_repo(table=TableEvidence(), files=["datos.zip"])
    for check in ("required_columns", "blank_values", "allowed_values"):
        finding = find(f"dataset.{check}", repo)
        assert (finding.outcome, finding.facts) == (Outcome.UNKNOWN, {"why": "no_readable_data_files"})
    finding = find("dataset.readable", repo)
    assert (finding.outcome, finding.facts) == (Outcome.FAIL, {"why": "no_data_files", "packed": ["datos.zip"]})


def test_a_file_that_cannot_be_read_fails_and_an_odd_one_warns():
    broken = merge([("a.json", "d", sample_bytes("a.json", b"{"))], data_files=1)
    assert find("dataset.readable", make_repo(table=broken)).facts["problems"] == [
        {"path": "a.json", "code": "invalid_json", "line": None}
    ]
    assert find("dataset.readable", make_repo(table=broken)).outcome == Outcome.FAIL
    assert find("dataset.readable", make_repo(csv="a,b\n1\n")).outcome == Outcome.WARN


def test_some_blanks_warn_and_an_empty_column_fails():
    some = find("dataset.blank_values", corpus(f"{ROW}\n,x,es_mx,medio,,cocina,resumen,MX,"))
    assert (some.outcome, some.facts) == (Outcome.WARN, {"columns": [{"column": "pregunta", "blanks": 1, "rows": 2}]})
    assert find("dataset.blank_values", corpus(",b,ca,medio,,cocina,resumen,MX,")).outcome == Outcome.FAIL


def test_a_value_outside_a_closed_list_fails():
    finding = find("dataset.allowed_values", corpus(ROW.replace("medio", "Medio")))
    assert (finding.outcome, finding.facts["columns"]) == (
        Outcome.FAIL,
        [
            {
                "column": "registro",
                "open": False,
                "allowed": ["coloquial", "medio", "culto"],
                "pattern": "",
                "unknown": [{"value": "Medio", "count": 1, "similar": "medio"}],
                "unknown_total": 1,
                "rows": 1,
            }
        ],
    )


def test_a_value_outside_an_open_list_warns():
    finding = find("dataset.allowed_values", corpus(ROW.replace("cocina", "gastronomia")))
    assert finding.outcome == Outcome.WARN
    assert finding.facts["columns"][0]["unknown"] == [{"value": "gastronomia", "count": 1, "similar": None}]


def test_blanks_are_no_values():
    assert find("dataset.allowed_values", corpus(ROW.replace("actual", ""))).outcome == Outcome.PASS


def test_without_ruled_columns_there_is_nothing_to_judge():
    assert find("dataset.allowed_values", make_repo(csv="Text\nhola\n")).outcome == Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("dominio", "literatura", True),
        ("dominio", "literatura_poesia", True),
        ("dominio", "literaturas", False),
        ("dominio", "Literatura", False),
        ("periodo", "cla\u0301sico", True),
        ("periodo", "clasico", False),
        ("periodo", "actual_hoy", False),
        ("idioma", "es_mx", True),
        ("idioma", "ca", True),
        ("idioma", "es", False),
        ("idioma", "es_MX", False),
        ("idioma", "español de México", False),
        ("idioma", "es_mx\n", False),
    ],
)
def test_which_values_are_allowed(column, value, allowed):
    assert is_allowed(RULED[column], value) is allowed


@pytest.mark.parametrize(
    ("column", "value", "meant"),
    [
        ("idioma", "es-MX", "es_mx"),
        ("idioma", "es_MX", "es_mx"),
        ("idioma", "ES MX", "es_mx"),
        ("idioma", "es", None),
        ("periodo", "clasico", "clásico"),
        ("registro", "COLOQUIAL", "coloquial"),
        ("registro", "formal", None),
        ("tarea", "Clasificación", "clasificacion"),
    ],
)
def test_what_was_probably_meant(column, value, meant):
    assert suggestion(RULED[column], value) == meant


def test_another_edition_may_want_capitals():
    column = replace(RULED["idioma"], pattern="es_[A-Z]{2}")
    assert suggestion(column, "es-mx") == "es_MX"


def test_a_loading_script_is_no_script_of_how_it_was_made():
    finding = find("dataset.scripts", make_repo(files=["recetas.py", "data.csv"]))
    assert finding.outcome == Outcome.FAIL
    assert find("dataset.scripts", make_repo(files=["scripts/limpiar.PY"])).facts["scripts"] == ["scripts/limpiar.PY"]
