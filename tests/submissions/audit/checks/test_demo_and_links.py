"""Checks of the demo and of the links between the three."""

import pytest

from submissions.audit.evidence import Part, RepoLink, Unread
from submissions.audit.findings import Outcome
from tests.factories.evidence import find, make_repo

CORPUS = make_repo("corpus", "somosnlp/recetas")
MODEL = make_repo("model", "somosnlp/cocinero", hub_repo_id="somosnlp/cocinero-7b")


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("RUNNING", Outcome.PASS),
        ("SLEEPING", Outcome.PASS),
        ("BUILDING", Outcome.WARN),
        ("PAUSED", Outcome.FAIL),
        ("RUNTIME_ERROR", Outcome.FAIL),
        (None, Outcome.UNKNOWN),
    ],
)
def test_how_a_demo_is_doing(stage, outcome):
    assert find("demo.running", make_repo("demo", "a/demo", runtime_stage=stage)).outcome == outcome


def test_a_demo_that_the_hub_is_silent_about_is_unknown():
    repo = make_repo("demo", "a/demo", unread=(Unread(Part.RUNTIME, "unreachable"),))
    assert find("demo.running", repo).facts == {"why": "unreachable", "part": "runtime", "retry_after": None}


@pytest.mark.parametrize(
    "text",
    [
        "---\ndatasets: somosnlp/recetas\n---\nx",
        "---\ndatasets: [SomosNLP/Recetas]\n---\nx",
        "Entrenado con https://huggingface.co/datasets/somosnlp/recetas.",
        'load_dataset("somosnlp/recetas")',
    ],
)
def test_a_model_may_name_its_corpus_in_many_ways(text):
    model = make_repo("model", "somosnlp/cocinero", readme=text)
    finding = find("links.model_to_corpus", model, CORPUS)
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"linked": ["somosnlp/recetas"]})


def test_a_model_of_the_corpus_name_is_not_the_corpus():
    model = make_repo("model", "a/m", readme="https://huggingface.co/somosnlp/recetas y `somosnlp/recetas-2`")
    finding = find("links.model_to_corpus", model, CORPUS)
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {"wanted": [{"repo_id": "somosnlp/recetas", "repo_type": "dataset"}], "named": []},
    )


def test_what_it_names_instead_is_told():
    model = make_repo("model", "a/m", readme="---\ndatasets: somosnlp/otro\n---\nx")
    assert find("links.model_to_corpus", model, CORPUS).facts["named"] == ["somosnlp/otro"]


def test_a_demo_may_name_its_model_in_its_code_and_by_its_new_name():
    link = RepoLink("somosnlp/cocinero-7B", None, "code")
    demo = make_repo("demo", "a/demo", readme="x", code_links=(link,))
    assert find("links.demo_to_model", demo, MODEL).outcome == Outcome.PASS
    assert find("links.demo_to_corpus", demo, MODEL, CORPUS).outcome == Outcome.FAIL


def test_without_the_other_there_is_nothing_to_link():
    demo = make_repo("demo", "a/demo", readme="x")
    assert find("links.demo_to_model", demo).facts == {"why": "no_model"}
    assert find("links.demo_to_corpus", demo).facts == {"why": "no_corpus"}
