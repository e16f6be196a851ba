"""``manage.py audit``: a real process, without a site, a database or a network."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line

from hackathon.editions.loading import shipped_rules
from hackathon.editions.parsing import digest
from hackathon.hub.types import RepoType
from submissions.audit.apart import parent
from submissions.management.commands import audit as command
from submissions.targets import chosen_rules
from tests.submissions.audit.corpus.looks import deadly_parquet
from tests.submissions.audit.local.folders import CARD, POINTER, folder, safetensors
from tests.submissions.hubs import CORPUS, DEMO, LONG_AGO

ROOT = Path(__file__).resolve().parents[4]
NOWHERE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "HF_ENDPOINT": "http://127.0.0.1:9", "HF_TIMEOUT": "1"}
KEYS = ["repo", "kind", "revision", "edition", "rules_digest", "findings", "statistics"]
WANTED = "somos600m-2024"


def start(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """The command in a process that has nothing of a site's: no settings, no database, no Hub."""
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | NOWHERE
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "audit", *arguments],
        env=environ | options.pop("environ", {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


def run(*arguments: str, **options: Any) -> tuple[int, str, str]:
    process = start(*arguments, **options)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def called(*arguments: str, **options: Any) -> int:
    """The exit code, from this process."""
    try:
        call_command("audit", *arguments, **options)
    except CommandError as error:
        return error.returncode
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def refused(*arguments: str, **options: Any) -> str:
    with pytest.raises(CommandError) as error:
        call_command("audit", *arguments, **options)
    assert error.value.returncode == 2
    return str(error.value)


def only(monkeypatch: pytest.MonkeyPatch, *outcomes: str) -> None:
    """Of all checks, pretends that there are findings of these outcomes alone."""
    real = command.judge_alone

    def some(*arguments: Any, **options: Any) -> Any:
        return tuple(one for one in real(*arguments, **options) if one.outcome in outcomes)

    monkeypatch.setattr(command, "judge_alone", some)


def test_a_folder_is_audited_by_a_process_that_has_no_database_and_no_network(tmp_path):
    (tmp_path / "data").mkdir()
    folder(tmp_path, {"README.md": CARD, "data/train.csv": "pregunta,respuesta\n¿Qué?,Eso\n"})
    code, out, err = run(str(tmp_path), "--edition", WANTED, "--json", cwd=tmp_path)
    told = json.loads(out)
    assert (code, list(told)) == (1, KEYS)
    assert (told["repo"], told["kind"], told["revision"]) == (str(tmp_path), "dataset", "local")
    assert (told["edition"], told["rules_digest"]) == (WANTED, digest(shipped_rules(WANTED)))
    assert {tuple(one) for one in told["findings"]} == {("check", "outcome", "severity", "title", "details", "fix")}
    assert "fail" in {one["outcome"] for one in told["findings"]}
    assert told["statistics"]["files"]["total"] == 2
    assert f"Auditamos {tmp_path} (dataset)." in err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("/no/existe", "--json"), "No existe la carpeta «/no/existe»."),
        ((), "Di qué hay que auditar: una carpeta, o «organización/nombre» en el Hub."),
    ],
)
def test_what_cannot_be_looked_at_is_one_sentence_on_the_other_stream(typed, said, capsys):
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "audit", *typed])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.splitlines()) == (2, "", [f"CommandError: {said}"])


def test_a_file_that_a_library_dies_of_does_not_end_the_command(tmp_path, capsys):
    where = folder(tmp_path, {"README.md": CARD, "a.csv": "pregunta\n¿Qué?\n", "data/b.parquet": deadly_parquet()})
    assert called(str(where), edition=WANTED, as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert "`data/b.parquet`: no es un archivo Parquet válido" in str(told["findings"])
    assert told["statistics"]["corpus"]["rows_read"] == 1


def test_where_the_process_that_reads_dies_the_command_says_so(tmp_path, monkeypatch, capsys):
    class Deadly(subprocess.Popen):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            os.kill(self.pid, signal.SIGSEGV)

    monkeypatch.setattr(parent.subprocess, "Popen", Deadly)
    only(monkeypatch, "pass", "unknown")
    assert called(str(folder(tmp_path, {"README.md": CARD, "a.csv": "pregunta\n¿Qué?\n"}))) == 2
    assert "hace fallar al programa que lo lee" in " ".join(capsys.readouterr().out.split())


def test_a_reader_who_has_seen_enough_ends_it_quietly(tmp_path):
    with start(str(folder(tmp_path, {"README.md": CARD})), "--kind", "dataset", "--json") as process:
        process.stdout.close()
        said = process.stderr.read().splitlines()
        assert process.wait(timeout=60) == 1
    assert [line.split()[0] for line in said] == ["Auditamos", "Reglas:"]


def test_ctrl_c_ends_it_quietly(tmp_path, monkeypatch):
    def interrupted(*_arguments: Any, **_options: Any) -> Any:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(command, "look", interrupted)
    assert called(str(folder(tmp_path, {"README.md": CARD})), kind="dataset") == 130


@pytest.mark.parametrize(
    ("outcomes", "code"), [((), 0), (("pass", "warn", "unknown", "not_applicable"), 0), (("pass", "fail"), 1)]
)
def test_only_what_fails_fails(outcomes, code, tmp_path, monkeypatch):
    only(monkeypatch, *outcomes)
    assert called(str(folder(tmp_path, {"README.md": CARD})), kind="dataset") == code


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("./no", "No existe la carpeta «./no»."),
        ("no/", "No existe la carpeta «no/»."),
        ("", "«» no es una carpeta ni un repositorio del Hub"),
        ("sin-organización", "no es una carpeta ni un repositorio del Hub"),
        ("a/../b", "no es una carpeta ni un repositorio del Hub"),
        ("a\x00b", "no es una carpeta ni un repositorio del Hub"),
        ("x" * 5000, "no es una carpeta ni un repositorio del Hub"),
        ("https://github.com/a/b", "no es una carpeta ni un repositorio del Hub"),
        (__file__, "es un archivo. Audita la carpeta en la que está."),
    ],
)
def test_nonsense_is_one_sentence(what, said):
    assert said in refused(what)


def test_a_folder_takes_no_revision_and_must_look_like_something(tmp_path):
    assert "quita --revision" in refused(str(tmp_path), revision="main")
    assert "dilo con --kind" in refused(str(folder(tmp_path, {"notas.txt": "x"})))


def test_an_edition_is_a_slug_or_a_file_and_by_default_the_last_to_close(tmp_path):
    assert chosen_rules("")[0] == "somos600m-2024-final"
    own = folder(tmp_path, {"otra.toml": f'extends = "{WANTED}"\nslug = "otra"\n'}) / "otra.toml"
    assert chosen_rules(str(own))[0] == "otra"
    assert "No hay ninguna edición «nada»" in refused(str(tmp_path), edition="nada")
    assert "No hay ninguna edición «no.toml»" in refused(str(tmp_path), edition="no.toml")
    bad = folder(tmp_path, {"mala.toml": "slug = [\n"}) / "mala.toml"
    assert "no se pueden leer: " in refused(str(tmp_path), edition=str(bad))


def test_a_fault_of_ours_is_no_verdict(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "look", lambda *_a, **_k: 1 / 0)
    assert "ZeroDivisionError" in refused(str(folder(tmp_path, {"README.md": CARD})), kind="dataset")


def test_the_report_is_wrapped_grouped_and_in_the_language_asked_for(tmp_path, capsys):
    where = str(folder(tmp_path, {"README.md": CARD}))
    call = {"kind": "dataset", "edition": WANTED}
    assert called(where, **call) == 1
    out = capsys.readouterr().out
    assert out.index("Por corregir (") < out.index("Correcto (") < out.index("No se aplica (")
    assert max(map(len, out.splitlines())) <= 100
    assert "\x1b[" not in out
    assert called(where, language="en", **call) == 1
    assert "Dataset" not in out
    assert capsys.readouterr().out != out


def test_colours_are_for_whoever_wants_them(tmp_path, capsys):
    assert called(str(folder(tmp_path, {"README.md": CARD})), kind="dataset", force_color=True) == 1
    assert "\x1b[" in capsys.readouterr().out


def test_data_that_was_not_fetched_was_not_looked_at(tmp_path, monkeypatch, capsys):
    only(monkeypatch, "pass", "unknown")
    where = str(folder(tmp_path, {"README.md": CARD, "data/train.parquet": POINTER}))
    assert called(where, kind="dataset") == 2
    assert "Ejecuta antes «git lfs pull»" in capsys.readouterr().err


def test_who_audits_on_a_train_has_looked_at_everything_all_the_same(tmp_path, monkeypatch, settings):
    settings.HF_ENDPOINT = "http://127.0.0.1:9"
    only(monkeypatch, "pass", "unknown")
    card = "---\nbase_model: google/gemma-2b\n---\n# Recetas\n"
    files = {"README.md": card, "model.safetensors": safetensors(a=("F16", [2]))}
    assert called(str(folder(tmp_path, files))) == 0


def test_a_repo_of_the_hub_is_found_by_its_name(server, capsys, monkeypatch):
    only(monkeypatch, "pass")
    assert called(CORPUS, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["repo"], told["kind"], len(told["revision"])) == (CORPUS, "dataset", 40)
    assert called(DEMO, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "space"


def test_a_name_that_several_repos_share_needs_a_kind(server):
    server.storage.create_repo(RepoType.MODEL, CORPUS, {"README.md": "# Hola"}, author="alicia", at=LONG_AGO)
    assert "--kind dataset | model" in refused(CORPUS)
    assert "es de otro tipo que --kind: dataset" in refused(f"{server.endpoint}/datasets/{CORPUS}", kind="model")


def test_a_repo_or_a_revision_that_is_not_there_cannot_be_looked_at(server):
    assert "El Hub no encuentra nadie/nada" in refused("nadie/nada")
    assert "prueba con --kind dataset" in refused(CORPUS, kind="model")
    assert "no tiene esa revisión" in refused(CORPUS, revision="nunca")


def test_a_hub_that_is_silent_cannot_be_looked_at(asks, server, monkeypatch):
    monkeypatch.setattr(command, "default_client", lambda: asks)
    server.set_fault(kind="status", status=503, path="/api/")
    assert "El Hub no contesta" in refused(CORPUS, kind="dataset")
    assert "El Hub no contesta" in refused(CORPUS)
