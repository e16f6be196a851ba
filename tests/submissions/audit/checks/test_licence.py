"""Checks of the licence and of those that it follows from."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import EditionRules
from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from submissions.audit.models.modelling import BaseSeen, ModelEvidence
from tests.factories.evidence import RULES, find, make_repo


def card(yaml: str) -> str:
    return f"---\n{yaml}\n---\n# Hola\n"


def named(yaml: str, kind: str = "corpus", rules: EditionRules = RULES, **changes):
    return find("repo.licence", make_repo(kind, "somosnlp/x", readme=card(yaml), **changes), rules=rules)


def chain(own: str, base: str | None = "apache-2.0", corpus: str | None = None, **changes):
    model = ModelEvidence(bases=(BaseSeen("org/base", True, license=base),))
    repos = [make_repo("model", "a/m", readme=card(f"{own}\nbase_model: org/base"), model=model, **changes)]
    if corpus is not None:
        repos.append(make_repo(readme=card(corpus)))
    return find("licence.chain", *repos)


@pytest.mark.parametrize(
    "yaml", ["license: apache-2.0", "license: [mit]", "licenses: mit", "license:\n- cc-by-4.0\n- mit"]
)
def test_a_licence_as_the_hub_writes_it_passes(yaml):
    assert named(yaml).outcome == Outcome.PASS


@pytest.mark.parametrize("yaml", ["language: es", "license:", "license: []", "license: null"])
def test_no_licence_fails(yaml):
    finding = named(yaml, files=["LICENSE"])
    assert (finding.outcome, finding.facts) == (Outcome.FAIL, {"why": "missing", "file": "LICENSE", "strange": []})


def test_a_demo_without_licence_is_only_a_warning():
    assert named("sdk: gradio", "demo").outcome == Outcome.WARN


def test_the_templates_text_is_no_licence():
    finding = named('license: "[More Information Needed]"')
    assert (finding.outcome, finding.facts["strange"]) == (Outcome.FAIL, ["[More Information Needed]"])


def test_without_a_card_there_is_no_licence_and_behind_broken_yaml_there_may_be_one():
    assert find("repo.licence", make_repo(readme="# Hola")).outcome == Outcome.FAIL
    finding = find("repo.licence", make_repo(readme="---\nlicense: [mit\n---\n# Hola"))
    assert (finding.outcome, finding.facts) == (Outcome.NOT_APPLICABLE, {"why": "no_yaml"})


def test_a_card_that_was_not_read_leaves_it_unknown():
    repo = make_repo(unread=(Unread(Part.CARD, "unreachable"),))
    assert find("repo.licence", repo).outcome == Outcome.UNKNOWN
    assert find("licence.chain", repo).outcome == Outcome.UNKNOWN


def test_another_spelling_warns_and_says_what_was_meant():
    finding = named("license: [Apache License 2.0, propia]")
    assert (finding.outcome, finding.facts) == (
        Outcome.WARN,
        {
            "why": "not_known",
            "given": ["Apache License 2.0", "propia"],
            "strange": ["Apache License 2.0", "propia"],
            "meant": {"Apache License 2.0": "apache-2.0"},
        },
    )


@pytest.mark.parametrize(
    ("yaml", "files", "missing"),
    [
        ("license: other", [], ["license_name", "license_link"]),
        ("license: other\nlicense_name: propia", [], ["license_link"]),
        ("license: other\nlicense_name: propia", ["LICENSE.md"], None),
        ("license: other\nlicense_name: propia\nlicense_link: https://x.org", [], None),
    ],
)
def test_other_has_to_be_named(yaml, files, missing):
    finding = named(yaml, files=files)
    assert finding.facts.get("missing") == missing
    assert finding.outcome == (Outcome.WARN if missing else Outcome.PASS)


@pytest.mark.parametrize(("id", "why"), [("unknown", "unknown"), ("cc", "family")])
def test_a_licence_that_says_nothing_warns(id, why):
    finding = named(f"license: {id}")
    assert (finding.outcome, finding.facts["why"]) == (Outcome.WARN, why)


def test_an_edition_may_take_only_some():
    rules = replace(RULES, dataset=replace(RULES.dataset, licenses=("cc-by-4.0", "apache-2.0")))
    assert named("license: cc-by-4.0", rules=rules).outcome == Outcome.PASS
    finding = named("license: mit", rules=rules)
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {"why": "not_allowed", "given": ["mit"], "allowed": ["cc-by-4.0", "apache-2.0"]},
    )
    assert named("license: mit", "model", rules=rules).outcome == Outcome.PASS


@pytest.mark.parametrize(
    ("own", "base", "corpus", "outcome"),
    [
        ("license: apache-2.0", "mit", "license: cc-by-4.0", Outcome.PASS),
        ("license: apache-2.0", "cc-by-nd-4.0", None, Outcome.FAIL),
        ("license: apache-2.0", "cc-by-nc-4.0", None, Outcome.FAIL),
        ("license: apache-2.0", "mit", "license: cc-by-nc-4.0", Outcome.WARN),
        ("license: apache-2.0", "gemma", None, Outcome.WARN),
        ("license: gemma", "gemma", "license: cc0-1.0", Outcome.PASS),
        ("license: apache-2.0", "mit", "license: cc-by-sa-4.0", Outcome.PASS),
        ("license: apache-2.0", None, None, Outcome.UNKNOWN),
        ("license: apache-2.0", "mit", "language: es", Outcome.UNKNOWN),
        ("license: apache-2.0", None, "license: cc-by-nc-4.0", Outcome.WARN),
        ("license: [mit, cc-by-nc-4.0]", "cc-by-nc-4.0", None, Outcome.FAIL),
        ("license: mit", "mit", "license: [cc-by-nc-4.0, cc0-1.0]", Outcome.PASS),
    ],
)
def test_a_chain_is_as_good_as_its_worst_link(own, base, corpus, outcome):
    assert chain(own, base, corpus).outcome == outcome


def test_each_link_says_what_it_is_and_the_worst_comes_first():
    finding = chain("license: apache-2.0", "mit", "license: cc-by-nc-4.0")
    assert finding.facts == {
        "own": ["apache-2.0"],
        "links": [
            {
                "repo_id": "somosnlp/recetas",
                "kind": "data",
                "licence": "cc-by-nc-4.0",
                "family": "non_commercial",
                "terms": "",
                "fit": "unsure",
            },
            {
                "repo_id": "org/base",
                "kind": "base",
                "licence": "mit",
                "family": "permissive",
                "terms": "",
                "fit": "fits",
            },
        ],
    }


def test_a_licence_in_another_spelling_is_recognised_in_the_chain():
    assert chain("license: Apache 2.0", "CC BY-ND 4.0").facts["links"][0]["licence"] == "cc-by-nd-4.0"
    assert chain("license: Apache 2.0", "MIT").outcome == Outcome.PASS


def test_a_base_that_nobody_asked_about_is_not_known():
    finding = chain("license: mit", None)
    assert (finding.outcome, finding.facts["links"][0]["licence"]) == (Outcome.UNKNOWN, "")


def test_without_sources_or_without_a_licence_there_is_no_chain():
    alone = find("licence.chain", make_repo(readme=card("license: mit\nsource_datasets: original")))
    assert (alone.outcome, alone.facts) == (Outcome.NOT_APPLICABLE, {"why": "no_sources"})
    assert chain("language: es").facts == {"why": "no_licence"}


def test_a_corpus_made_from_others_depends_on_licences_that_are_not_known():
    repo = make_repo(readme=card("license: mit\nsource_datasets: [original, 'extended|squad_es']"))
    finding = find("licence.chain", repo)
    assert (finding.outcome, [link["repo_id"] for link in finding.facts["links"]]) == (Outcome.UNKNOWN, ["squad_es"])


def test_a_base_is_one_link_of_the_chain_however_its_name_is_typed():
    model = ModelEvidence(bases=(BaseSeen("org/base", True, license="mit"),))
    finding = find(
        "licence.chain", make_repo("model", "a/m", readme=card("license: mit\nbase_model: Org/Base"), model=model)
    )
    assert [(one["repo_id"], one["licence"]) for one in finding.facts["links"]] == [("Org/Base", "mit")]


@pytest.mark.parametrize("source", ["Original", "Somosnlp/Recetas", "extended|other"])
def test_what_a_corpus_calls_its_source_and_is_none_makes_no_chain(source):
    finding = find("licence.chain", make_repo(readme=card(f"license: mit\nsource_datasets: ['{source}']")))
    assert (finding.outcome, finding.facts) == (Outcome.NOT_APPLICABLE, {"why": "no_sources"})


def test_a_corpus_without_a_card_names_no_sources():
    assert find("licence.chain", make_repo()).facts == {"why": "no_sources"}
