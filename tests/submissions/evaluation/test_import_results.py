"""The command that imports result files: what it prints, what it stores, how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from submissions.models import EvaluationRun
from tests.factories.editions import make_edition
from tests.factories.evaluations import make_evaluated_edition
from tests.submissions.evaluation.test_importing import content

TABLE = """
  gente/recetas-7B@01234567 · lm-eval 0.4.13 · 2024-06-17
    tarea    métrica   valor       ±  num_fewshot
    uno_es   acc      0.5000  0.1000            0
    uno_es   f1       0.2500       —            0
    dos_es   acc      0.5000  0.1000            0
    dos_es   f1       0.2500       —            0
    tres_gl  acc      0.5000  0.1000            0
    tres_gl  f1       0.2500       —            0
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bien.json").write_bytes(content())
    (tmp_path / "lista.json").write_bytes(b'{"results": []}')
    (tmp_path / "solo.json").write_bytes(b'{"results": {"t": {"bypass,none": 999}}}')
    (tmp_path / "hueco.json").write_bytes(b'{"results": {"t": {"mae,none": NaN}, "u": {"acc,none": 1}}}')
    (tmp_path / "carpeta").mkdir()
    return tmp_path


def run(capsys: Any, *args: Any, **options: Any) -> tuple[int, str, str]:
    """The exit code, standard output and standard error."""
    code = 0
    try:
        call_command("import_results", *[str(one) for one in args], **options)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, *capsys.readouterr()


@pytest.mark.django_db
def test_a_table_is_for_people(folder, capsys):
    code, out, err = run(capsys, folder / "bien.json")
    assert (code, out) == (0, f"{folder}/bien.json{TABLE}")
    assert err == f"{folder}/bien.json: guardado\n"


@pytest.mark.django_db
def test_json_is_one_row_for_each_task_and_metric_and_nothing_else(folder, capsys):
    code, out, err = run(capsys, folder / "bien.json", folder / "hueco.json", "--json")
    rows = [json.loads(line, parse_constant=pytest.fail) for line in out.splitlines()]
    assert [(row["task"], row["metric"], row["value"], row["stderr"]) for row in rows[4:]] == [
        ("tres_gl", "acc", 0.5, 0.1),
        ("tres_gl", "f1", 0.25, None),
        ("t", "mae", None, None),
        ("u", "acc", 1.0, None),
    ]
    assert {row["file"] for row in rows} == {f"{folder}/bien.json", f"{folder}/hueco.json"}
    assert (code, err.splitlines()) == (
        0,
        [
            f"{folder}/bien.json: guardado",
            f"{folder}/hueco.json: guardado",
            f"{folder}/hueco.json: El archivo no dice de qué modelo es.",
            f"{folder}/hueco.json: t · mae: su valor es nan; se queda sin valor, no cuenta como 0",
        ],
    )


@pytest.mark.django_db
def test_the_second_time_the_rows_are_the_same_and_nothing_is_stored(folder, capsys):
    first = run(capsys, folder / "bien.json", "--json")
    second = run(capsys, folder / "bien.json", "--json")
    assert (second[0], second[1]) == (0, first[1])
    assert second[2] == f"{folder}/bien.json: ya se conocía; no cambia nada\n"
    assert EvaluationRun.objects.count() == 1


@pytest.mark.django_db
def test_broken_files_do_not_stop_the_others_and_the_exit_code_says_so(folder, capsys):
    names = ("lista.json", "solo.json", "falta.json", "carpeta", "bien.json")
    code, out, err = run(capsys, *(folder / name for name in names))
    assert (code, out.splitlines()[0]) == (1, f"{folder}/bien.json")
    assert err.splitlines() == [
        f"{folder}/lista.json: Sus resultados no van por tareas: «results» debería ser un objeto con una entrada por tarea.",
        f"{folder}/solo.json: No tiene ninguna puntuación.",
        f"{folder}/solo.json: El archivo no dice de qué modelo es.",
        f"{folder}/solo.json: t · bypass: no se puntuó: solo se guardaron las respuestas",
        f"{folder}/falta.json: No se puede leer: No such file or directory.",
        f"{folder}/carpeta: No se puede leer: Is a directory.",
        f"{folder}/bien.json: guardado",
        "4 archivos sin resultados",
    ]
    assert EvaluationRun.objects.count() == 1


def test_a_run_with_a_limit_is_told_to_be_a_part(folder, capsys):
    (folder / "parte.json").write_bytes(content(config={"model_args": "pretrained=gente/a", "limit": 20.0}))
    _code, out, err = run(capsys, folder / "parte.json", "--dry-run")
    assert err == f"{folder}/parte.json: incompleta: con limit 20 solo se hizo una parte de las preguntas\n"
    assert out.splitlines()[1] == "  gente/a · lm-eval 0.4.13 · 2024-06-17 · limit 20 · incompleta"


def test_without_storing_no_database_is_asked(folder, capsys):
    code, out, err = run(capsys, folder / "bien.json", "--json", "--dry-run")
    assert (code, len(out.splitlines()), err) == (0, 6, "")


@pytest.mark.django_db
def test_an_edition_and_a_suite_say_where_results_stand(folder, capsys):
    edition = make_evaluated_edition()
    (folder / "media.json").write_bytes(content(tasks=("uno_es",)))
    files = [folder / "bien.json", folder / "media.json"]
    code, _out, err = run(capsys, *files, edition=edition.slug, suite="muestra")
    said = "no trae, tal como las pide la batería: dos_es, tres_gl"
    assert (code, err.splitlines()[-1]) == (0, f"{folder}/media.json: {said}")
    runs = EvaluationRun.objects.order_by("pk").values_list("edition", "suite", "partial")
    assert list(runs) == [(edition.pk, "muestra", False), (edition.pk, "muestra", True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"edition": "ninguna"}, "ninguna: no hay ninguna edición que se llame así"),
        ({"suite": "muestra"}, "Con --suite hace falta --edition."),
        ({"edition": "demo", "suite": "otra"}, "otra: la edición no tiene esa batería. Tiene: muestra"),
    ],
)
def test_an_edition_or_a_suite_that_is_not_there_is_told_before_anything_is_read(folder, options, said):
    make_evaluated_edition()
    with pytest.raises(CommandError) as raised:
        call_command("import_results", str(folder / "bien.json"), **options)
    assert (str(raised.value), raised.value.returncode) == (said, 2)
    assert EvaluationRun.objects.count() == 0


@pytest.mark.django_db
def test_an_edition_without_suites_has_none_to_name(folder):
    make_edition()
    with pytest.raises(CommandError) as raised:
        call_command("import_results", str(folder / "bien.json"), edition="demo", suite="otra")
    assert str(raised.value).startswith("otra: la edición no tiene esa batería.")


def test_a_database_that_is_not_ready_is_told_with_what_to_do(folder, monkeypatch):
    def no_table(*args: Any) -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr(EvaluationRun.objects, "exists", no_table, raising=False)
    with pytest.raises(CommandError) as raised:
        call_command("import_results", str(folder / "bien.json"))
    assert "manage.py migrate" in str(raised.value)
    assert raised.value.returncode == 2
