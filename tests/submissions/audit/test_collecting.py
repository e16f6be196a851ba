"""Collecting evidence with the real client from a sandbox Hub in all its moods."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions.audit.collecting import collect_evidence
from submissions.audit.evidence import EntryRef, Part, ProjectEvidence, RepoEvidence, RepoLink, Status, Unread
from submissions.audit.findings import Outcome
from submissions.audit.registry import run_checks
from tests.factories.evidence import AT, RULES, minutes

DATASET, MODEL, SPACE = RepoType.DATASET, RepoType.MODEL, RepoType.SPACE
CORPUS = EntryRef("corpus", DATASET, "somosnlp/recetas")
COCINERO = EntryRef("model", MODEL, "somosnlp/cocinero")
DEMO = EntryRef("demo", SPACE, "somosnlp/demo")
CARD = "---\nlicense: mit\nlanguage: es\n---\n# Hola\n"
CSV = "pregunta,respuesta\n¿Sí?,No\n"


@pytest.fixture
def client(hub: Any) -> Iterator[HubClient]:
    with HubClient(endpoint=hub.endpoint, retries=0, timeout=5.0) as client:
        yield client


@pytest.fixture
def put(hub: Any):
    """Puts a repo on the Hub."""

    def put(entry: EntryRef, files: dict[str, str | bytes], **meta: Any) -> None:
        hub.storage.create_repo(entry.repo_type, entry.repo_id, files, author="alicia", at=AT, **meta)

    return put


@pytest.fixture
def collect(client: HubClient):
    def collect(*entries: EntryRef) -> tuple[RepoEvidence, ...]:
        project = collect_evidence(hub=client, rules=RULES, entries=entries, at=AT)
        assert ProjectEvidence.from_json(json.loads(json.dumps(project.to_json()))) == project
        return project.repos

    return collect


def parquet(**columns: list) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def test_a_corpus_is_seen_whole(put, collect):
    put(CORPUS, {"README.md": CARD, "README_ES.md": "# Receta\nSal.", "data.csv": CSV, "hacer.py": "x"})
    (seen,) = collect(CORPUS)
    assert (seen.status, seen.unread, seen.collected_at) == (Status.FOUND, (), AT)
    assert (len(seen.sha), seen.hub_repo_id, seen.hub_id is not None) == (40, "somosnlp/recetas", True)
    assert [card.path for card in seen.cards] == ["README.md", "README_ES.md"]
    assert seen.card.metadata == {"license": "mit", "language": "es"}
    assert {file.path for file in seen.files} >= {"README.md", "data.csv", "hacer.py"}
    assert (seen.corpus.shared_columns, seen.corpus.rows) == ({"pregunta", "respuesta"}, 1)
    assert [(commit.authors, commit.date) for commit in seen.commits] == [(("alicia",), AT)]
    assert seen.commits_complete


def test_a_repo_is_seen_as_it_was_at_the_revision_that_counts(hub, put, collect):
    put(CORPUS, {"README.md": CARD, "data.csv": CSV})
    sha = collect(CORPUS)[0].sha
    late = {"tarde.csv": CSV}
    hub.storage.commit(DATASET, CORPUS.repo_id, late, author="alicia", at=AT + minutes(5), message="Tarde")
    (newest,) = collect(CORPUS)
    (seen,) = collect(replace(CORPUS, revision=sha))
    assert (seen.revision, seen.sha, newest.sha == sha) == (sha, sha, False)
    assert {file.path for file in seen.files} == {file.path for file in newest.files} - {"tarde.csv"}
    assert (len(seen.commits), len(newest.commits)) == (1, 2)


def test_a_revision_that_is_gone_leaves_everything_unknown_and_nothing_failed(put, collect):
    put(CORPUS, {"data.csv": CSV})
    (seen,) = collect(replace(CORPUS, revision="0" * 40))
    assert (seen.status, seen.unread) == (Status.REVISION_GONE, (Unread(Part.REPO, "revision_gone"),))
    about_it = [one for one in run_checks(RULES, ProjectEvidence((seen,), AT)) if one.repo_id]
    assert {one.outcome for one in about_it if one.check != "repo.right_type"} == {Outcome.UNKNOWN}
    assert {one.facts["why"] for one in about_it if one.outcome == Outcome.UNKNOWN} == {"revision_gone"}


def test_where_the_newest_revision_has_the_same_content_it_is_read_instead(put, collect):
    put(CORPUS, {"README.md": CARD})
    (newest,) = collect(CORPUS)
    (seen,) = collect(replace(CORPUS, revision="0" * 40, same_at_head=True))
    assert (seen.status, seen.revision, seen.sha) == (Status.FOUND, "0" * 40, newest.sha)


def test_parquet_is_read_over_the_network(put, collect):
    put(CORPUS, {"README.md": CARD, "data/train-0.parquet": parquet(pregunta=["a", None], idioma=["es_mx", "es_pe"])})
    (seen,) = collect(CORPUS)
    assert seen.corpus.shared_columns == {"pregunta", "idioma"}
    assert [one.value for one in seen.corpus.column("idioma").values] == ["es_mx", "es_pe"]
    assert seen.corpus.files[0].rows == 2


def test_a_broken_parquet_file_is_a_problem_of_the_file(put, collect):
    put(CORPUS, {"train.parquet": b"PAR1 no PAR1"})
    (seen,) = collect(CORPUS)
    assert (seen.unread, [problem.code for problem in seen.corpus.problems]) == ((), ["invalid_parquet"])


def test_an_adapter_is_as_large_as_its_base(put, collect):
    config = json.dumps({"base_model_name_or_path": "google/gemma-2b"})
    put(COCINERO, {"README.md": CARD, "adapter_config.json": config})
    put(EntryRef("model", MODEL, "google/gemma-2b"), {"README.md": "x"}, parameters={"BF16": 2_506_172_416})
    (seen,) = collect(COCINERO)
    assert (seen.adapter_base, seen.base_parameters, seen.parameters) == ("google/gemma-2b", 2_506_172_416, None)


def test_a_base_model_that_nobody_knows_stops_nothing(put, collect):
    put(COCINERO, {"README.md": "---\nbase_model: ../etc/passwd\n---\nx", "adapter_config.json": "[1]"})
    (seen,) = collect(COCINERO)
    assert (seen.status, seen.adapter_base, seen.base_parameters, seen.unread) == (Status.FOUND, None, None, ())


def test_a_demo_tells_how_it_is_and_what_its_code_names(put, collect):
    code = 'pipeline(model="somosnlp/cocinero")'
    put(DEMO, {"README.md": "---\nsdk: gradio\napp_file: web.py\n---\n", "web.py": code}, stage="SLEEPING")
    (seen,) = collect(DEMO)
    assert (seen.runtime_stage, seen.code_links) == ("SLEEPING", (RepoLink("somosnlp/cocinero", None, "code"),))


def test_a_repo_that_is_not_there_is_missing(collect):
    (seen,) = collect(CORPUS)
    assert (seen.status, seen.found_as, seen.unread) == (Status.MISSING, None, ())


def test_an_address_in_the_wrong_field_is_recognised(put, collect):
    put(EntryRef("model", MODEL, CORPUS.repo_id), {"README.md": CARD})
    (seen,) = collect(CORPUS)
    assert (seen.status, seen.found_as) == (Status.MISSING, MODEL)


def test_a_renamed_repo_is_found_under_its_new_name(hub, put, collect):
    put(CORPUS, {"README.md": CARD})
    hub.storage.rename(DATASET, CORPUS.repo_id, "somosnlp/recetas-it")
    (seen,) = collect(CORPUS)
    assert (seen.repo_id, seen.hub_repo_id, seen.card.metadata["license"]) == (
        "somosnlp/recetas",
        "somosnlp/recetas-it",
        "mit",
    )


@pytest.mark.parametrize(
    ("fault", "unread"),
    [
        ({"kind": "status", "status": 429, "retry_after": 90}, Unread(Part.REPO, "rate_limited", 90.0)),
        ({"kind": "status", "status": 500}, Unread(Part.REPO, "unreachable")),
        ({"kind": "drop"}, Unread(Part.REPO, "unreachable")),
    ],
)
def test_a_silent_hub_is_silent_about_one_repo_and_the_others_are_read(hub, put, collect, fault, unread):
    put(CORPUS, {"README.md": CARD})
    put(DEMO, {"README.md": CARD})
    hub.set_fault(repo_id=CORPUS.repo_id, **fault)
    corpus, demo = collect(CORPUS, DEMO)
    assert (corpus.status, corpus.unread[0].part, corpus.unread[0].reason) == (Status.SILENT, *_part_and_reason(unread))
    assert (corpus.unread[0].retry_after or 0) <= (unread.retry_after or 0)
    assert (demo.status, demo.unread) == (Status.FOUND, ())


def _part_and_reason(unread: Unread) -> tuple[Part, str]:
    return unread.part, unread.reason


def test_after_a_rate_limit_nothing_more_is_asked_about_that_repo(hub, put, collect):
    put(CORPUS, {"README.md": CARD, "data.csv": CSV})
    path = f"/datasets/{CORPUS.repo_id}/resolve"
    hub.set_fault(kind="status", status=429, retry_after=60, path=path, times=1)
    (seen,) = collect(CORPUS)
    assert seen.status == Status.FOUND
    assert {unread.reason for unread in seen.unread} == {"rate_limited"}
    assert {unread.part for unread in seen.unread} >= {Part.CARD, Part.DATA, Part.COMMITS}


def test_files_that_the_hub_keeps_back_are_unknown_never_missing(hub, put, client):
    put(CORPUS, {"README.md": CARD, "data.csv": CSV})
    hub.set_fault(kind="status", status=503, path=f"/datasets/{CORPUS.repo_id}/resolve")
    project = collect_evidence(hub=client, rules=RULES, entries=(CORPUS,), at=AT)
    assert {unread.part for unread in project.repos[0].unread} >= {Part.CARD, Part.DATA}
    findings = [one for one in run_checks(RULES, project) if one.check.startswith(("card.", "dataset."))]
    assert {one.outcome for one in findings if "scripts" not in one.check} == {Outcome.UNKNOWN}


def test_a_parquet_file_that_the_hub_keeps_back_is_unread_not_broken(hub, put, collect):
    put(CORPUS, {"train.parquet": parquet(a=["x"])})
    hub.set_fault(kind="status", status=500, path=f"/datasets/{CORPUS.repo_id}/resolve")
    (seen,) = collect(CORPUS)
    assert (seen.corpus, seen.unread) == (None, (Unread(Part.DATA, "unreachable"),))


def test_a_fault_of_ours_in_one_repo_stops_no_other(put, client, caplog):
    put(DEMO, {"README.md": CARD})

    class Broken:
        def __getattr__(self, name: str) -> Any:
            return getattr(client, name)

        def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> Any:
            if repo_id == CORPUS.repo_id:
                raise ZeroDivisionError
            return client.repo_info(repo_id, repo_type, revision=revision)

    corpus, demo = collect_evidence(hub=Broken(), rules=RULES, entries=(CORPUS, DEMO), at=AT).repos
    assert (corpus.status, corpus.unread) == (Status.SILENT, (Unread(Part.REPO, "internal_error"),))
    assert demo.status == Status.FOUND
    assert "somosnlp/recetas" in caplog.text


def test_commits_come_newest_first_without_their_long_messages(hub, put, collect):
    put(CORPUS, {"README.md": CARD})
    later = AT + minutes(5)
    hub.storage.commit(
        DATASET, CORPUS.repo_id, {"a.txt": "x"}, author="bruno", at=later, message="Añade a\n\n" + "Mucho texto. " * 99
    )
    (seen,) = collect(CORPUS)
    assert [(commit.title, commit.message, commit.date) for commit in seen.commits] == [
        ("Añade a", "", later),
        ("initial commit", "", AT),
    ]
