"""``manage.py verify_evidence``: on any machine, without a database; and on ours, with one."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from submissions.models import EvidenceLog
from submissions.queries import log_lines
from tests.factories.editions import make_edition

ROOT = Path(__file__).resolve().parents[3]


def check(*arguments: str) -> tuple[int, str]:
    """What the command ends with, and what it says."""
    out = StringIO()
    try:
        call_command("verify_evidence", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue().strip()


@pytest.fixture
def lines(scene: Any) -> list[str]:
    """The log of a whole story: deliveries, a close, and a change after it."""
    scene.settle()
    scene.to_close()
    scene.keep()
    scene.pass_(minutes=30)
    scene.commit("somos-demo/recetas")
    scene.keep()
    scene.look()
    return list(log_lines(scene.edition))


@pytest.fixture
def export(lines: list[str], tmp_path: Path) -> Path:
    path = tmp_path / "demo-pruebas.jsonl"
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.django_db
def test_an_exported_log_holds_on_another_machine(export: Path, lines: list[str]):
    """A process of its own, whose database nobody can reach."""
    log = EvidenceLog.objects.get()
    environ = {**os.environ, "DATABASE_URL": "postgres://nadie@127.0.0.1:1/ninguna"}
    command = [sys.executable, "manage.py", "verify_evidence", "-", "--head", log.head]
    with export.open(encoding="utf-8") as given:
        done = subprocess.run(
            command, cwd=ROOT, env=environ, stdin=given, capture_output=True, text=True, timeout=60, check=False
        )
    said = f"-: {log.length} apuntes, todo en orden\nhuella del último: {log.head}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    assert log.length == len(lines)


@pytest.mark.django_db
def test_a_file_is_checked_without_any_query(export: Path, django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        code, said = check(str(export))
    assert code == 0
    assert said.endswith("si falta el final, aquí no se nota.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "line", "why"),
    [
        (lambda lines: lines[3].replace("recetas", "recetos"), 4, "su huella no es la de su contenido"),
        (lambda lines: lines[3].replace('"standing":"found"', '"standing": "found"'), 4, "no está escrito como"),
        (lambda lines: lines[4], 4, "su número no es el que toca"),
        (lambda lines: "no soy JSON\n", 4, "no es JSON"),
        (lambda lines: '{"a":1}\n', 4, "le faltan datos o le sobran"),
        (lambda lines: "\n", 4, "no es JSON"),
    ],
)
def test_the_first_entry_that_does_not_hold_is_named(export: Path, lines: list[str], spoil: Any, line: int, why: str):
    export.write_text("".join([*lines[:3], spoil(lines), *lines[4:]]), encoding="utf-8")
    code, said = check(str(export))
    assert (code, f"el apunte {line} está mal: {why}" in said) == (1, True)


@pytest.mark.django_db
def test_a_log_that_lacks_its_end_is_found_out_by_the_published_head(export: Path, lines: list[str]):
    head = EvidenceLog.objects.get().head
    export.write_text("".join(lines[:-1]), encoding="utf-8")
    assert check(str(export))[0] == 0
    code, said = check(str(export), "--head", head.upper())
    assert (code, said) == (
        1,
        f"{export}: la huella que se publicó no aparece: al registro le faltan apuntes, o es otro",
    )


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" * 100_000, "🎉\u202e\n".encode()])
def test_a_file_that_is_something_else_breaks_nothing(tmp_path: Path, content: bytes):
    path = tmp_path / "foto.png"
    path.write_bytes(content)
    assert check(str(path)) == (1, f"{path}: el apunte 1 está mal: no es JSON")


def test_a_file_that_cannot_be_read_is_told_from_one_that_is_wrong(tmp_path: Path):
    missing, empty = tmp_path / "no-hay", tmp_path / "vacio"
    empty.touch()
    assert check(str(missing)) == (2, f"{missing}: no se puede leer (No such file or directory)")
    assert check(str(tmp_path))[0] == 2
    assert check(str(empty)) == (2, f"{empty}: no hay ningún apunte")


@pytest.mark.django_db
def test_without_a_file_the_logs_of_the_database_are_checked(scene: Any):
    scene.settle()
    log = EvidenceLog.objects.get()
    assert check() == (0, f"demo: 5 apuntes, todo en orden\nhuella del último: {log.head}")
    assert check("--edition", "demo")[0] == 0
    assert check("--edition", "otra") == (2, "La edición «otra» no tiene registro.")


@pytest.mark.django_db
def test_a_database_without_logs_has_nothing_to_check():
    make_edition()
    assert check() == (2, "No hay ningún registro.")


@pytest.mark.django_db
def test_a_log_of_the_database_that_lacks_its_end_is_found_out(scene: Any):
    """Whoever takes entries away has to change the row that says how many there are and which is the last."""
    scene.settle()
    EvidenceLog.objects.update(length=6)
    assert check() == (1, "demo: debería tener 6 apuntes y tiene 5")
    EvidenceLog.objects.update(length=5, head="0" * 64)
    assert check()[0] == 1
