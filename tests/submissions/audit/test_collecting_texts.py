"""Reading scripts and notebooks of a repo, and what lies open in its texts, from folders of every size."""

import json
from typing import Any

import pytest

from hackathon.hub.errors import HubMissing, HubRateLimited
from hackathon.hub.types import RepoFile, RepoInfo, RepoType
from submissions.audit.collecting import open_repo
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.texts import MAX_SCRIPTS, MAX_SCRIPTS_ALONE, read_cards, read_scripts, search_rest
from submissions.audit.evidence import EntryRef, Part, ProjectEvidence, RepoEvidence
from tests.factories.evidence import AT, RULES, make_repo

HUB = "hf" + "_" + "aB3xK9qLm2Zw8Rt5Yp7Vc1Nd4Hs6Gf0JkT"


class Folder:
    """Answers for files in memory and remembers what was asked for."""

    def __init__(self, files: dict[str, str | bytes], **traits: Any) -> None:
        self.files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self.asked: list[str] = []
        self.__dict__ |= traits

    def read_file(self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int) -> bytes:
        self.asked.append(path)
        if self.files[path] == b"429":
            raise HubRateLimited("wait", retry_after=60.0)
        if self.files[path] == b"404":
            raise HubMissing("gone")
        return self.files[path][:max_bytes]


def look(files: dict[str, str | bytes], kind: str = "corpus", **traits: Any) -> tuple[RepoEvidence, Folder]:
    hub = Folder(files, **traits)
    seen = make_repo(kind, "somosnlp/recetas", files=files)
    reader = Reader(hub, seen)
    info = RepoInfo("1", seen.repo_id, seen.repo_type, "a" * 40, False, False, False, AT, AT, files=seen.files)
    for path in files:
        if path.startswith("app"):
            reader.ask(Part.CODE, lambda path=path: reader.file(path, 1000), None)
    cards = read_cards(reader, info)
    seen = search_rest(reader, read_scripts(reader, make_repo(kind, seen.repo_id, files=files, cards=cards), RULES))
    return seen, hub


def test_secrets_of_cards_scripts_and_notebooks_are_found_and_kept_nowhere():
    cells = {"cells": [{"cell_type": "code", "source": f'login(token="{HUB}")'}]}
    seen, _ = look({"README.md": f"---\ntoken: {HUB}\n---\n# {HUB}\n", "crear.ipynb": json.dumps(cells)})
    assert [(one.rule, one.path, one.line, one.cell) for one in seen.exposures] == [
        ("hub_token", "README.md", 2, None),
        ("hub_token", "README.md", 4, None),
        ("hub_token", "crear.ipynb", 1, 1),
    ]
    stored = json.dumps(ProjectEvidence((seen,), AT).to_json())
    assert (HUB in stored, seen.card.metadata) == (False, {"token": f"hf_…{HUB[-2:]}"})


def test_all_the_code_of_a_demo_is_searched_and_its_app_is_read_once():
    seen, hub = look({"README.md": "# Hola", "app.py": f'T = "{HUB}"', "otro.py": f'T = "{HUB}"'}, "demo")
    assert sorted(one.path for one in seen.exposures) == ["app.py", "otro.py"]
    assert (set(seen.searched), sorted(hub.asked)) == (
        {"README.md", "app.py", "otro.py"},
        ["README.md", "app.py", "otro.py"],
    )
    assert [(one.path, one.read) for one in seen.scripts] == [("app.py", True), ("otro.py", True)]


def test_no_more_scripts_are_read_of_a_teams_repo_than_a_few():
    seen, hub = look({f"crear_{number}.py": "# Hola a todo el mundo\n" for number in range(9)})
    assert (len(hub.asked), len(seen.searched)) == (MAX_SCRIPTS, MAX_SCRIPTS)
    assert [one.read for one in seen.scripts] == [True] * MAX_SCRIPTS + [False] * (9 - MAX_SCRIPTS)


def test_who_looks_at_one_repo_alone_may_ask_for_more():
    hub = Folder({f"crear_{number}.py": "x" for number in range(30)})
    seen = make_repo("demo", files=hub.files)
    assert len(read_scripts(Reader(hub, seen), seen, RULES, most=MAX_SCRIPTS_ALONE).searched) == MAX_SCRIPTS_ALONE


def test_where_reading_is_free_all_are_read():
    seen, _ = look({f"crear_{number}.py": "x" for number in range(9)}, reads_for_free=True)
    assert [one.read for one in seen.scripts] == [True] * 9


def test_fifty_thousand_files_are_listed_in_part():
    seen, hub = look({f"{number}.py": "x" for number in range(50_000)})
    assert (len(seen.scripts), len(hub.asked)) == (50, MAX_SCRIPTS)


@pytest.mark.parametrize("name", ["a\u202egpj.py", "a" * 300 + ".py", "a\x00b.py", "<script>.py", "a\ud800.py"])
def test_strange_names_are_read_and_can_be_stored(name):
    seen, _ = look({name: f"T = '{HUB}'"})
    stored = json.dumps(ProjectEvidence((seen,), AT).to_json())
    assert (len(seen.exposures), "\\u0000" in stored, "\\ud800" in stored) == (1, False, False)


def test_binary_and_broken_scripts_stop_nothing():
    seen, _ = look({"crear.py": b"\x00\x01" * 5000, "limpiar.ipynb": b"[" * 200_000}, reads_for_free=True)
    codes = {script.path: [problem.code for problem in script.problems] for script in seen.scripts}
    assert codes == {"crear.py": ["binary"], "limpiar.ipynb": ["invalid_notebook"]}


def test_a_script_that_the_hub_keeps_back_is_noted_and_one_that_is_gone_is_not():
    hub = Folder({"crear.py": "429"})
    seen = make_repo(files=["crear.py"])
    reader = Reader(hub, seen)
    seen = read_scripts(reader, seen, RULES)
    assert ([one.read for one in seen.scripts], [one.reason for one in reader.unread]) == ([False], ["rate_limited"])
    reader = Reader(Folder({"crear.py": "404"}), seen)
    assert (read_scripts(reader, seen, RULES).searched, reader.unread) == ((), [])


@pytest.mark.parametrize("many", ["png", "pkl", "md"])
def test_of_very_many_files_those_that_checks_look_for_are_kept(many):
    rare = ["datos.PKL", "requirements.txt", "LICENSE", "crear.py"]
    files = tuple(
        RepoFile(path, 1) for path in (*rare[:1], *(f"x/{number}.{many}" for number in range(2000)), *rare[1:])
    )

    class Long(Folder):
        def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
            return RepoInfo("1", repo_id, repo_type, "a" * 40, False, False, False, AT, AT, files=files)

    entry = EntryRef("corpus", RepoType.DATASET, "somosnlp/recetas")
    seen = open_repo(hub=Long({}), rules=RULES, entry=entry, at=AT).seen
    kept = {file.path for file in seen.files}
    wanted = {"png": set(rare), "pkl": {"datos.PKL", "crear.py"}, "md": set(rare)}
    assert (len(kept), seen.files_total, wanted[many] - kept) == (1000, 2004, set())
