"""Checks of the scripts: there, explained, and repeatable elsewhere."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import CheckRule, Severity
from submissions.audit.evidence import Part, Status, Unread
from submissions.audit.findings import Outcome
from submissions.audit.problems import Problem
from submissions.audit.scripts.reading import ScriptEvidence, read_script
from tests.factories.evidence import RULES, find, make_repo

CLEAR = "# Quita los espacios dobles y los duplicados de cada receta, porque la web los repite muchas veces.\nx = 1\n"


def script(text: str, path: str = "crear.py") -> ScriptEvidence:
    return read_script(path, text.encode())[0]


def repo(*scripts: ScriptEvidence, kind: str = "corpus", files: tuple[str, ...] = (), **changes):
    paths = (*(one.path for one in scripts), *files)
    return make_repo(kind, "somosnlp/recetas", files=paths, scripts=scripts, **changes)


@pytest.mark.parametrize(("kind", "check"), [("corpus", "dataset.scripts"), ("model", "model.scripts")])
def test_scripts_have_to_be_there(kind, check):
    assert find(check, repo(script("x"), kind=kind)).facts == {"scripts": ["crear.py"], "total": 1}
    finding = find(check, make_repo(kind, files=["data.csv"]))
    assert (finding.outcome, ".ipynb" in finding.facts["suffixes"]) == (Outcome.FAIL, True)


@pytest.mark.parametrize(
    ("kind", "check", "path", "outcome"),
    [
        ("corpus", "dataset.scripts", "codigo/Limpiar.PY", Outcome.PASS),
        ("model", "model.scripts", "codigo/Ajuste.IPYNB", Outcome.PASS),
        ("corpus", "dataset.scripts", "crear.py.txt", Outcome.FAIL),
        ("model", "model.scripts", "py", Outcome.FAIL),
    ],
)
def test_a_script_is_told_by_how_its_name_ends(kind, check, path, outcome):
    assert find(check, make_repo(kind, files=[path])).outcome == outcome


def test_that_they_are_there_is_known_though_none_was_read():
    there = repo(ScriptEvidence("crear.py", 9, read=False), unread=(Unread(Part.SCRIPTS, "unreachable"),))
    assert find("dataset.scripts", there).outcome == Outcome.PASS


@pytest.mark.parametrize(("kind", "family"), [("corpus", "dataset"), ("model", "model")])
def test_a_silent_hub_leaves_all_unknown(kind, family):
    silent = make_repo(kind, status=Status.SILENT, unread=(Unread(Part.REPO, "unreachable"),))
    for check in ("scripts", "scripts_explained", "scripts_reproducible"):
        assert find(f"{family}.{check}", silent).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("check", ["scripts_explained", "scripts_reproducible"])
@pytest.mark.parametrize(("kind", "family"), [("corpus", "dataset"), ("model", "model")])
def test_what_nobody_read_is_unknown_and_without_scripts_there_is_nothing_to_judge(kind, family, check):
    unread = repo(ScriptEvidence("crear.py", 9, read=False), kind=kind)
    assert (find(f"{family}.{check}", unread).outcome, find(f"{family}.{check}", unread).facts) == (
        Outcome.UNKNOWN,
        {"why": "not_looked"},
    )
    silent = repo(script(CLEAR), kind=kind, unread=(Unread(Part.SCRIPTS, "unreachable"),))
    assert find(f"{family}.{check}", silent).outcome == Outcome.UNKNOWN
    assert find(f"{family}.{check}", make_repo(kind, files=["data.csv"])).facts == {"why": "no_scripts"}


def test_a_script_that_says_what_it_does_passes():
    finding = find("dataset.scripts_explained", repo(script(CLEAR), ScriptEvidence("otro.py", 9, read=False)))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"words": 16, "read": 1, "left": 1})


def test_a_silent_script_is_named_and_only_recommended():
    finding = find("dataset.scripts_explained", repo(script("x = 1\n" * 40)))
    assert (finding.outcome, finding.facts["unexplained"]) == (
        Outcome.WARN,
        [{"path": "crear.py", "lines": 40, "words": 0, "wanted": 15}],
    )


@pytest.mark.parametrize(
    ("lines", "words", "outcome"),
    [
        (3, 2, Outcome.WARN),
        (3, 3, Outcome.PASS),
        (100, 14, Outcome.WARN),
        (100, 15, Outcome.PASS),
        (400, 39, Outcome.WARN),
        (400, 40, Outcome.PASS),
    ],
)
def test_longer_scripts_need_more_words(lines, words, outcome):
    finding = find("dataset.scripts_explained", repo(ScriptEvidence("crear.py", 9, lines=lines, explained=words)))
    assert finding.outcome == outcome


def test_the_scripts_of_a_model_are_held_to_the_same():
    silent, clear = script("import torch\n" * 40), script(CLEAR)
    assert find("model.scripts_explained", repo(clear, kind="model")).outcome == Outcome.PASS
    assert find("model.scripts_explained", repo(silent, kind="model")).outcome == Outcome.WARN
    assert find("model.scripts_explained", repo(replace(clear, explained=1), kind="model")).outcome == Outcome.WARN
    assert find("model.scripts_reproducible", repo(clear, kind="model")).outcome == Outcome.PASS
    assert find("model.scripts_reproducible", repo(silent, kind="model")).facts["libraries"] == ["torch"]
    named = repo(silent, kind="model", files=("requirements.txt",))
    assert find("model.scripts_reproducible", named).outcome == Outcome.PASS


def test_where_it_is_required_one_silent_script_among_others_warns_and_nothing_but_silence_fails():
    required = (CheckRule("dataset.scripts_explained", Severity.REQUIRED),)
    rules = replace(RULES, audit=replace(RULES.audit, checks=required))
    silent = script("x = 1\n" * 40, "otro.py")
    assert find("dataset.scripts_explained", repo(script(CLEAR), silent), rules=rules).outcome == Outcome.WARN
    assert find("dataset.scripts_explained", repo(silent), rules=rules).outcome == Outcome.FAIL


@pytest.mark.parametrize("code", ["binary", "invalid_notebook"])
def test_a_file_that_cannot_be_opened_is_named(code):
    finding = find("dataset.scripts_explained", repo(ScriptEvidence("crear.py", 9, problems=(Problem(code),))))
    assert (finding.outcome, finding.facts["unreadable"]) == (Outcome.WARN, [{"path": "crear.py", "code": code}])
    assert find(
        "dataset.scripts_reproducible", repo(ScriptEvidence("crear.py", 9, problems=(Problem(code),)))
    ).facts == {"why": "unreadable"}


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("import os\nprint(1)", ()),
        ("import torch\nset_seed(42)", ("requirements.txt",)),
        ("import torch", ("scripts/environment.yml",)),
        ("!pip install torch==2.2.0\nimport torch\n", ()),
        ("import utiles", ("utiles.py",)),
        ("import src.limpiar", ("src/limpiar.py",)),
    ],
)
def test_what_anybody_can_run_again_passes(text, files):
    assert find("dataset.scripts_reproducible", repo(script(text), files=files)).outcome == Outcome.PASS


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("import torch, os, trl", "libraries", ["torch", "trl"]),
        ("df.sample(3)", "unseeded", ["crear.py"]),
        (
            "x\nopen('/home/ana/x.csv')\nopen('/home/ana/y.csv')",
            "paths",
            [{"path": "crear.py", "line": 2, "shown": "/home/…"}],
        ),
        ("!pip install torch\nimport torch\n", "unpinned", ["torch"]),
    ],
)
def test_what_is_wanting_is_named(text, key, said):
    finding = find("dataset.scripts_reproducible", repo(script(text)))
    assert (finding.outcome, finding.facts[key]) == (Outcome.WARN, said)


def test_what_was_cut_from_a_long_list_of_files_is_not_said_to_be_missing():
    many = repo(script("import torch"), files_total=50_000)
    assert find("dataset.scripts_reproducible", many).outcome == Outcome.PASS
