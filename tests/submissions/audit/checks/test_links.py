"""Checks of the links between the three, and of who made them."""

from dataclasses import replace

import pytest

from hackathon.hub.types import RepoType
from submissions.audit.evidence import Part, RepoLink, Unread
from submissions.audit.findings import Outcome
from tests.factories.evidence import AT, RULES, find, make_commit, make_repo

CORPUS = make_repo("corpus", "somosnlp/recetas")
MODEL = make_repo("model", "somosnlp/cocinero", hub_repo_id="somosnlp/cocinero-7b")


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


@pytest.mark.parametrize(
    ("check", "link"),
    [
        ("links.demo_to_model", RepoLink("somosnlp/cocinero", None, "code")),
        ("links.demo_to_corpus", RepoLink("SomosNLP/Recetas", RepoType.DATASET, "code")),
    ],
)
def test_a_demo_names_both_in_its_card_or_its_code(check, link):
    silent = make_repo("demo", "a/demo", readme="x")
    assert find(check, replace(silent, code_links=(link,)), MODEL, CORPUS).outcome == Outcome.PASS
    assert find(check, silent, MODEL, CORPUS).outcome == Outcome.FAIL
    of_another_type = replace(link, repo_type=RepoType.SPACE)
    assert find(check, replace(silent, code_links=(of_another_type,)), MODEL, CORPUS).outcome == Outcome.FAIL
    for part in (Part.CARD, Part.CODE):
        unread = replace(silent, unread=(Unread(part, "unreachable"),))
        assert find(check, unread, MODEL, CORPUS).outcome == Outcome.UNKNOWN


def test_without_the_other_there_is_nothing_to_link():
    demo = make_repo("demo", "a/demo", readme="x")
    assert find("links.demo_to_model", demo).facts == {"why": "no_model"}
    assert find("links.demo_to_corpus", demo).facts == {"why": "no_corpus"}


DEMO = make_repo("demo", "SomosNLP/Recetas_demo")


@pytest.mark.parametrize(
    ("check", "kind", "text"),
    [
        ("links.model_to_demo", "model", "[Pruébalo](https://huggingface.co/spaces/somosnlp/recetas_demo)"),
        ("links.model_to_demo", "model", "https://somosnlp-recetas-demo.hf.space"),
        ("links.model_to_demo", "model", "[Pruébalo](/spaces/SomosNLP/Recetas_demo)"),
        ("links.corpus_to_demo", "corpus", '<a href="/spaces/somosnlp/recetas_demo">la demo</a>'),
        ("links.corpus_to_model", "corpus", "Con él se entrenó [este modelo](/somosnlp/cocinero)."),
        ("links.corpus_to_model", "corpus", "Con él se entrenó `SomosNLP/cocinero-7B`."),
    ],
)
def test_the_other_directions_are_recommended(check, kind, text):
    repo = make_repo(kind, "a/r", readme=text)
    assert find(check, repo, MODEL, DEMO).outcome == Outcome.PASS
    bare = find(check, make_repo(kind, "a/r", readme="x"), MODEL, DEMO)
    assert (bare.outcome, len(bare.facts["wanted"])) == (Outcome.WARN, 1)


@pytest.mark.parametrize(
    "check", ["links.model_to_corpus", "links.model_to_demo", "links.corpus_to_demo", "links.corpus_to_model"]
)
def test_a_card_that_was_not_read_links_we_do_not_know_what(check):
    kind, wanted = check.removeprefix("links.").split("_to_")
    repo = make_repo(kind, "a/r", unread=(Unread(Part.CARD, "unreachable"),))
    other = {"corpus": CORPUS, "model": MODEL, "demo": DEMO}[wanted]
    assert find(check, repo, other).outcome == Outcome.UNKNOWN
    assert find(check, make_repo(kind, "a/r", readme="x")).outcome == Outcome.NOT_APPLICABLE


def test_a_page_of_another_space_is_not_the_demo():
    repo = make_repo(
        "model",
        "a/r",
        readme="https://somosnlp-recetas-demo-2.hf.space y https://x.org/somosnlp-recetas-demo.hf.space.es",
    )
    assert find("links.model_to_demo", repo, DEMO).outcome == Outcome.WARN


def written_by(*authors: tuple[str, ...], **changes):
    commits = tuple(make_commit(f"{n:040x}", AT, *names) for n, names in enumerate(authors))
    return make_repo("corpus", "somosnlp/recetas", commits=commits, **changes)


@pytest.mark.parametrize(
    ("authors", "strangers"),
    [
        ([("alicia",), ("ALICIA", "bruno")], []),
        ([("alicia",), ("librarian-bot",), ("olga",)], []),
        (
            [("alicia",), ("carla",), ("carla", "dario")],
            [{"name": "carla", "commits": 2}, {"name": "dario", "commits": 1}],
        ),
        ([()], []),
    ],
)
def test_who_signs_the_commits(authors, strangers):
    rules = replace(RULES, hub=replace(RULES.hub, organisers=("olga",)))
    finding = find("links.authors", written_by(*authors), rules=rules, members=("Alicia", "bruno"))
    assert (finding.outcome, finding.facts["strangers"]) == (Outcome.WARN if strangers else Outcome.PASS, strangers)
    assert finding.severity == "informative"


def test_without_names_or_commits_nobody_is_a_stranger():
    assert find("links.authors", written_by(("carla",))).facts == {"why": "no_members"}
    assert find("links.authors", written_by(), members=("alicia",)).facts == {"why": "no_commits"}
    unread = written_by(unread=(Unread(Part.COMMITS, "unreachable"),))
    assert find("links.authors", unread, members=("alicia",)).facts["why"] == "unreachable"
