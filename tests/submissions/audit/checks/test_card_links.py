"""Checks of what the cards point to."""

from dataclasses import replace

import pytest

from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Finding, Outcome
from tests.factories.evidence import find, make_repo
from tests.submissions.audit.checks.test_card import YAML

FILES = ("scripts/limpia.py", "Crea.ipynb", "data.csv", "README.md")


def explained(text: str, *files: str, **changes: object) -> Finding:
    return find("card.scripts_explained", make_repo(readme=YAML + text, files=files or FILES, **changes))


@pytest.mark.parametrize(
    "text",
    [
        "`limpia.py` limpia y `Crea.ipynb` crea.",
        "[limpia](scripts/limpia.py), [crea](./Crea.ipynb)",
        "scripts/limpia.py y crea.ipynb",
        "https://huggingface.co/datasets/somosnlp/recetas/blob/main/scripts/limpia.py y Crea.ipynb",
    ],
)
def test_scripts_that_the_card_names_pass(text):
    finding = explained(text)
    assert (finding.outcome, finding.facts["named"]) == (Outcome.PASS, ["Crea.ipynb", "scripts/limpia.py"])


def test_scripts_none_of_which_is_named_fail():
    finding = explained("Un corpus.")
    assert (finding.outcome, finding.facts["unnamed"], finding.facts["unnamed_total"]) == (
        Outcome.FAIL,
        ["Crea.ipynb", "scripts/limpia.py"],
        2,
    )


def test_one_that_is_named_makes_the_others_a_warning():
    finding = explained("`limpia.py`")
    assert (finding.outcome, finding.facts["named"], finding.facts["unnamed"]) == (
        Outcome.WARN,
        ["scripts/limpia.py"],
        ["Crea.ipynb"],
    )


def test_a_file_of_another_name_or_another_repo_is_not_the_one():
    text = "otra_limpia.py, https://huggingface.co/datasets/x/y/blob/main/limpia.py, https://github.com/x/y/blob/main/Crea.ipynb"
    finding = explained(text)
    assert (finding.outcome, finding.facts["named"], finding.facts["elsewhere"]) == (
        Outcome.FAIL,
        [],
        ["https://github.com/x/y/blob/main/Crea.ipynb"],
    )


def test_links_to_scripts_that_are_not_there_are_a_warning_with_their_line():
    finding = explained("limpia.py, Crea.ipynb\n[entrena](scripts/entrena.py)")
    assert (finding.outcome, finding.facts["broken"]) == (
        Outcome.WARN,
        [{"file": "scripts/entrena.py", "path": "README.md", "line": 6}],
    )


def test_a_script_that_is_only_mentioned_need_not_be_there():
    assert explained("limpia.py, Crea.ipynb; como `run_clm.py`").outcome == Outcome.PASS


def test_where_the_list_of_files_was_cut_no_link_is_called_broken():
    assert explained("limpia.py, Crea.ipynb\n[x](y.py)", files_total=5_000).outcome == Outcome.PASS


def test_without_scripts_there_is_nothing_to_explain():
    finding = explained("https://colab.research.google.com/drive/1", "data.csv")
    assert (finding.outcome, finding.facts) == (
        Outcome.NOT_APPLICABLE,
        {"why": "no_scripts", "elsewhere": ["https://colab.research.google.com/drive/1"]},
    )


def training_data(text: str, *models: str) -> Finding:
    repos = [make_repo("model", f"somosnlp/m{n}", readme=yaml) for n, yaml in enumerate(models)]
    return find("card.training_data", make_repo(readme=YAML + text), *repos)


def trained_on(*names: str) -> str:
    return "---\ndatasets:\n" + "".join(f"- {name}\n" for name in names) + "---\nx\n"


def test_the_corpus_that_the_model_was_trained_on_needs_no_link_to_itself():
    finding = training_data("x", trained_on("https://huggingface.co/datasets/SomosNLP/Recetas"))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"why": "itself", "datasets": ["somosnlp/recetas"]})


def test_another_one_has_to_be_linked():
    finding = training_data("x https://huggingface.co/datasets/a/b", trained_on("somosnlp/recetas-it"))
    assert (finding.outcome, finding.facts) == (
        Outcome.WARN,
        {"trained_on": ["somosnlp/recetas-it"], "linked": ["a/b"]},
    )
    finding = training_data("https://huggingface.co/datasets/somosnlp/recetas-IT", trained_on("somosnlp/recetas-it"))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"datasets": ["somosnlp/recetas-it"]})


def test_a_model_that_does_not_say_leaves_any_linked_corpus():
    assert training_data("https://huggingface.co/datasets/a/b", "---\na: b\n---\n").outcome == Outcome.PASS
    assert training_data("https://huggingface.co/a/b", "---\na: b\n---\n").outcome == Outcome.WARN


def test_a_project_without_model_has_trained_nothing():
    assert training_data("x").facts == {"why": "no_model"}


def test_a_model_whose_card_could_not_be_read_leaves_it_unknown():
    model = replace(make_repo("model", "somosnlp/m"), unread=(Unread(Part.CARD, "unreachable"),))
    finding = find("card.training_data", make_repo(readme=YAML + "x"), model)
    assert (finding.outcome, finding.facts["why"]) == (Outcome.UNKNOWN, "unreachable")


def test_without_a_card_there_is_nothing_that_could_link_the_training_data():
    finding = find("card.training_data", make_repo(), make_repo("model", "a/m", readme="x"))
    assert (finding.outcome, finding.facts) == (Outcome.NOT_APPLICABLE, {"why": "no_card"})
