"""Evidence and findings on their way to the database and back."""

import json

import pytest

from hackathon.hub.types import RepoType
from submissions.audit.evidence import EntryRef, Part, ProjectEvidence, RepoLink, Unread
from submissions.audit.findings import Finding, Outcome, failed
from submissions.audit.wire import from_wire, to_wire
from tests.factories.evidence import AT, make_commit, make_project, make_repo


def test_evidence_comes_back_equal():
    project = make_project(
        make_repo(
            readme="---\nlicense: mit\nn: [1, 2.5, true, null]\n---\n# Hola\n`a/b`\n",
            csv="pregunta,respuesta\n¿Sí?,No\n,\n",
            files=["data.csv", "hacer.py"],
            commits=(make_commit("a", AT, "alicia"),),
            created_at=AT,
            unread=(Unread(Part.COMMITS, "rate_limited", 12.5),),
            found_as=RepoType.MODEL,
            code_links=(RepoLink("a/b", None, "code"),),
        ),
        make_repo("demo", "somosnlp/demo"),
    )
    stored = json.loads(json.dumps(project.to_json(), allow_nan=False))
    assert ProjectEvidence.from_json(stored) == project


def test_evidence_of_an_older_version_gets_defaults_and_loses_what_is_unknown():
    stored = make_project(make_repo()).to_json()
    del stored["repos"][0]["code_links"]
    stored["repos"][0]["colour"] = "blue"
    assert ProjectEvidence.from_json(stored) == make_project(make_repo())


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_finite_number_becomes_null_which_every_database_takes(number: float):
    assert to_wire({"seconds": number, "of": [number, 1.5]}) == {"seconds": None, "of": [None, 1.5]}


def test_a_missing_key_without_default_is_named():
    with pytest.raises(KeyError, match=r"EntryRef\.repo_id"):
        from_wire(EntryRef, {"kind": "corpus", "repo_type": "dataset"})


def test_what_a_database_refuses_is_replaced():
    assert to_wire({"a\x00": ["b\ud800c", "ñ"]}) == {"a\ufffd": ["b\ufffdc", "ñ"]}


def test_a_finding_comes_back_equal():
    finding = Finding(Outcome.FAIL, {"missing": ["periodo"]}, "dataset.required_columns", "a/b", RepoType.DATASET)
    assert Finding.from_json(json.loads(json.dumps(finding.to_json()))) == finding


def test_facts_are_json_whatever_a_check_gives():
    assert failed(kinds=frozenset(), at=AT, kind=RepoType.MODEL, names=("a",)).facts == {
        "kinds": [],
        "at": "2024-03-28T12:00:00+00:00",
        "kind": "model",
        "names": ["a"],
    }
