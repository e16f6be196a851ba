"""``manage.py rank``: two files in, a ranking out, no database."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hackathon.editions.loading import DATA, shipped_rules
from judging.management.commands import rank as command

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
GROUPS = """
[[group]]
id = "corpus"
points = 6
criteria = ["size", "quality"]
scale = [0, 4]

[[group]]
id = "demo"
points = 4
criteria = ["clear"]
scale = [1, 5]
"""
CRITERIA = {"size": 1, "quality": 2, "clear": 1}


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "rubric.toml"
    path.write_text(GROUPS, encoding="utf-8")
    return path


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    """Three projects by three judges; «Tardío» by one alone. The better the name stands in the alphabet, the better."""
    rows = [
        (project, judge, criterion, 1 + (level + shift * (criterion == "size")) % 4)
        for project, level in (("Ágil", 3), ("Bueno", 2), ("Cauto", 0))
        for shift, judge in enumerate(("Ana", "Luis", "Eva"))
        for criterion in CRITERIA
    ]
    rows += [("Tardío", "Ana", criterion, 2) for criterion in CRITERIA]
    return written(tmp_path / "scores.csv", rows)


def written(path: Path, rows: list[Any]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("project", "judge", "criterion", "score"), *rows])
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    code = 0
    try:
        call_command("rank", *(str(argument) for argument in arguments))
    except SystemExit as ended:
        code = int(ended.code or 0)
    except CommandError as error:
        return error.returncode, "", str(error)
    out, err = capsys.readouterr()
    return code, out, err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: Any) -> dict[str, Any]:
    code, out, _err = run(capsys, "--json", *arguments)
    assert code == 0
    return json.loads(out)


def test_the_json_has_exactly_what_other_programs_were_promised(capsys, scores, rubric):
    found = as_json(capsys, "--scores", scores, "--rubric", rubric)
    assert list(found) == ["method", "projects", "judges", "agreement"]
    assert found["method"] == "model"
    assert {tuple(row) for row in found["projects"]} == {
        ("project", "total", "rank", "rank_low", "rank_high", "groups", "p_first")
    }
    assert {tuple(row) for row in found["judges"]} == {("judge", "severity", "n")}
    assert [(row["project"], row["rank"]) for row in found["projects"]] == [
        ("Ágil", 1),
        ("Bueno", 2),
        ("Tardío", 3),
        ("Cauto", 4),
    ]
    assert [(row["judge"], row["n"]) for row in found["judges"]] == [("Ana", 4), ("Eva", 3), ("Luis", 3)]
    assert list(found["agreement"]) == ["alpha", "icc", "icc_mean", "shares"]


@pytest.mark.parametrize("method", ["mean", "trimmed"])
def test_a_method_can_be_chosen(capsys, tmp_path, rubric, method):
    rows = [
        ("a", judge, criterion, value)
        for judge, value in zip("ABCD", (1, 2, 3, 4), strict=True)
        for criterion in CRITERIA
    ]
    rows[-1] = ("a", "D", "clear", 1)
    totals = [6 * value / 4 + demo for value, demo in ((1, 0), (2, 1), (3, 2), (4, 0))]
    found = as_json(capsys, "--scores", written(tmp_path / "x.csv", rows), "--rubric", rubric, "--method", method)
    kept = totals if method == "mean" else sorted(totals)[1:-1]
    assert found["method"] == method
    assert found["projects"][0]["total"] == pytest.approx(sum(kept) / len(kept))


def test_the_same_files_give_the_same_digits_in_any_order_of_rows(capsys, scores, rubric, tmp_path):
    first = as_json(capsys, "--scores", scores, "--rubric", rubric)
    lines = scores.read_text(encoding="utf-8").splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert as_json(capsys, "--scores", turned, "--rubric", rubric) == first


def test_without_json_it_is_a_table_for_people_and_cautions_go_elsewhere(capsys, scores, rubric):
    code, out, err = run(capsys, "--scores", scores, "--rubric", rubric)
    assert code == 0
    heading, row = out.splitlines()[2:4]
    assert heading.split() == ["Puesto", "90", "%", "Proyecto", "Total", "90", "%", "P(1.º)", "Eval.", "corpus", "demo"]
    assert row.split()[0] == "1"
    assert "Ágil" in row
    assert err.splitlines()[0] == "Con una sola evaluación, así que su puesto es provisional: «Tardío»."


def test_what_decided_between_equal_totals_is_shown(capsys, tmp_path, rubric):
    """«b» has the higher median of plain totals; «c» and «d» have everything alike."""
    totals = {"a": (1, 1, 4), "b": (2, 2, 2), "c": (1, 1, 1), "d": (1, 1, 1)}
    rows = [
        (project, judge, criterion, level)
        for project, levels in totals.items()
        for judge, level in zip("XYZ", levels, strict=True)
        for criterion in ("size", "quality")
    ]
    path = written(tmp_path / "x.csv", rows)
    _code, out, _err = run(capsys, "--scores", path, "--rubric", rubric, "--method", "mean")
    assert [line for line in out.splitlines() if line.startswith("Con el mismo total")] == [
        "Con el mismo total, decide «median»: «b», «a».",
        "Con el mismo total y sin nada que los distinga, comparten puesto: «c», «d».",
    ]


def test_projects_of_two_juries_have_a_place_in_their_own(capsys, tmp_path, rubric):
    rows = [
        (project, judge, criterion, level)
        for project, judges, level in (("a", "XY", 4), ("b", "XY", 2), ("c", "ZW", 3), ("d", "ZW", 1))
        for judge in judges
        for criterion in ("size", "quality")
    ]
    path = written(tmp_path / "x.csv", rows)
    _code, out, err = run(capsys, "--scores", path, "--rubric", rubric)
    places = [line.split()[:3] for line in out.splitlines()[3:7]]
    assert places == [["1", "(grupo", "1)"], ["2", "(grupo", "1)"], ["1", "(grupo", "2)"], ["2", "(grupo", "2)"]]
    assert err.splitlines()[1].startswith(
        "El jurado está partido en grupos que no han puntuado ningún proyecto en común"
    )
    assert [row["rank"] for row in as_json(capsys, "--scores", path, "--rubric", rubric)["projects"]] == [None] * 4


def test_names_cannot_move_the_cursor_of_a_terminal(capsys, tmp_path, rubric):
    rows = [(project, "Ana", criterion, 2) for project in ("\x1b[31mrojo", "‮otro") for criterion in CRITERIA]
    _code, out, err = run(capsys, "--scores", written(tmp_path / "x.csv", rows), "--rubric", rubric)
    assert "�[31mrojo" in out
    assert not {"\x1b", "‮"} & set(out + err)


def test_incomplete_reviews_are_left_out_and_told(capsys, tmp_path, rubric):
    rows = [("a", judge, criterion, 2) for judge in ("Ana", "Luis") for criterion in CRITERIA]
    path = written(tmp_path / "x.csv", [*rows, ("a", "Eva", "size", 4), ("b", "Eva", "size", "")])
    code, out, err = run(capsys, "--json", "--scores", path, "--rubric", rubric)
    found = json.loads(out)
    assert code == 0
    assert [(row["project"], row["rank"], row["total"]) for row in found["projects"]] == [
        ("a", 1, 4.0),
        ("b", None, None),
    ]
    assert [(row["judge"], row["n"], row["severity"] is None) for row in found["judges"]] == [
        ("Ana", 1, False),
        ("Eva", 0, True),
        ("Luis", 1, False),
    ]
    assert err.splitlines() == [
        "No cuenta la evaluación de «a» por «Eva»: le falta «quality», «clear».",
        "Hay un solo proyecto: su puesto es provisional.",
        "Todas las evaluaciones dan el mismo total: nada distingue a los proyectos.",
        "Sin ninguna evaluación completa, fuera de la clasificación: «b».",
        "Sin ninguna evaluación que cuente: «Eva».",
    ]


def test_every_line_that_is_wrong_has_a_sentence(capsys, tmp_path, rubric):
    path = tmp_path / "x.csv"
    text = (
        "project,judge,criterion,score\na,Ana,sise,4\na,Ana,size,3,5\na,Ana,quality,9\na,Ana,clear,0\na,Ana,clear,dos\n"
    )
    path.write_text(text, encoding="utf-8")
    assert run(capsys, "--scores", path, "--rubric", rubric) == (
        1,
        "",
        "Línea 2: la rúbrica no tiene el criterio «sise». ¿Querías decir «size»?\n"
        "Línea 3: tiene 5 celdas y la cabecera 4. Si los decimales llevan coma, pon la nota entre comillas o separa las columnas "
        "con «;».\n"
        "Línea 4: la nota 9 de «quality» está fuera de la escala, de 0 a 4.\n"
        "Línea 5: la nota 0 de «clear» está fuera de la escala, de 1 a 5. Si no puntuó, deja la nota en blanco.\n"
        "Línea 6: «dos» no es un número; escribe la nota como 3 o 3,5, o deja la celda en blanco si no la hay.\n",
    )


def test_another_encoding_is_refused_with_what_to_do(capsys, tmp_path, rubric):
    path = tmp_path / "x.csv"
    path.write_bytes("project,judge,criterion,score\nÁgil,Ana,size,4\n".encode("cp1252"))
    assert run(capsys, "--scores", path, "--rubric", rubric) == (
        1,
        "",
        "Línea 2: no está en UTF-8; guarda el archivo como «CSV UTF-8» y prueba otra vez.\n",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[[group]", "«x.toml» no es TOML válido"),
        (b"\xff", "«x.toml» no está en UTF-8."),
        (b'title = "x"', "«x.toml» no es de una edición ni tiene tablas [[group]]."),
        (b'[[group]]\nid = "a"\npoints = 1\ncriteria = ["x"]', "x.toml: group[0].scale: falta esta clave."),
        (b'extends = "nobody"', "x.toml: extends: no hay ninguna edición «nobody»."),
    ],
)
def test_a_rubric_that_cannot_be_read_is_refused_in_a_sentence(capsys, tmp_path, scores, content, said):
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    code, out, err = run(capsys, "--scores", scores, "--rubric", path)
    assert (code, out) == (1, "")
    assert err.startswith(said)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rubric", "x.toml"], "No hay ningún archivo «x.toml» (--rubric)."),
        ([], "Falta --rubric: di qué archivo es."),
        (["--method", "magic"], "No hay ningún método «magic»; puede ser: mean, trimmed, model."),
        (["--seed", "-1"], "--seed debe ser un número entero de 0 a 4294967295."),
        (["--draws", "9" * 30], "--draws debe ser un número entero de 10 a 20000."),
    ],
)
def test_a_command_that_is_not_understood_ends_with_two(capsys, options, said):
    assert run(capsys, *options) == (2, "", said + "\n")


def test_an_edition_that_extends_another_is_a_rubric(capsys, tmp_path):
    rubric = shipped_rules("somos600m-2024-final").rubric
    rows = [
        (project, judge, one.key, score)
        for project, score in (("a", 4), ("b", 2))
        for judge in "XYZ"
        for one in rubric.criteria
    ]
    path = written(tmp_path / "x.csv", rows)
    found = as_json(capsys, "--scores", path, "--rubric", DATA / "somos600m-2024-final.toml")
    assert [(row["project"], row["total"]) for row in found["projects"]] == [("a", 10.0), ("b", 5.0)]
    assert list(found["projects"][0]["groups"]) == [group.key for group in rubric.groups]


def test_where_the_rules_rank_by_track_it_is_told_that_a_file_cannot(capsys, tmp_path):
    """One line of projects in each file is what the site shows; a file of all is one ranking, and that is said."""
    edition = tmp_path / "x.toml"
    edition.write_text(
        'extends = "somos600m-2024-final"\n[jury]\nby_track = true\n'
        '[[jury.tracks]]\nkey = "health"\ntitle = { es = "Salud", en = "Health" }\n',
        encoding="utf-8",
    )
    keys = [one.key for one in shipped_rules("somos600m-2024-final").rubric.criteria]
    rows = [(project, judge, key, score) for project, score in (("a", 4), ("b", 2)) for judge in "XYZ" for key in keys]
    code, _out, err = run(capsys, "--scores", written(tmp_path / "x.csv", rows), "--rubric", edition)
    assert code == 0
    assert err.startswith("Las bases ordenan cada línea por separado, y el archivo no dice de cuál es cada proyecto")


def test_a_fault_of_ours_is_told_without_its_innards(capsys, scores, rubric, monkeypatch):
    monkeypatch.setattr(command, "rank", lambda *_args, **_options: 1 / 0)
    code, _out, err = run(capsys, "--scores", scores, "--rubric", rubric)
    assert (code, "ZeroDivisionError" in err) == (2, True)


@pytest.mark.production
def test_it_needs_no_site_and_no_database(scores, rubric):
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | NOWHERE
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "rank", "--scores", str(scores), "--rubric", str(rubric), "--json"],
        env=environ,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["projects"][0]["project"] == "Ágil"
