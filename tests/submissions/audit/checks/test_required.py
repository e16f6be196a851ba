"""What an edition requires: there a check fails that otherwise only warns, and what is worth a warning stays one."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import CheckRule, Severity
from submissions.audit.corpus.evidence import ColumnProfile, LanguageSeen, Lengths, Limit, ReachedLimit, Repetition
from submissions.audit.demos import SpaceEvidence
from submissions.audit.evidence import RepoEvidence
from submissions.audit.models.emissions import Emissions
from submissions.audit.models.measures import Score
from submissions.audit.models.modelling import ModelEvidence
from submissions.audit.models.training import Setting
from submissions.audit.scripts.reading import read_script
from tests.factories.corpora import counted, of_columns
from tests.factories.evidence import RULES, find, make_commit, make_project, make_repo

FAMILIES = ("repo", "licence", "card", "dataset", "model", "demo", "links")
REQUIRED = tuple(CheckRule(f"{family}.*", Severity.REQUIRED) for family in FAMILIES)
STRICT = replace(RULES, audit=replace(RULES.audit, checks=REQUIRED))
TEXT = Lengths(shortest=20, median=90, p95=200, longest=400, mean=101.25)
QUESTIONS = ColumnProfile("pregunta", rows=100, lengths=TEXT)
CLASSIC = make_repo(repo_id="somosnlp/clasico", csv="Nombre,Pasos\nMole,Muele\n")
THIN = "Nos gusta.\n"


def corpus(*columns: ColumnProfile, repo_id: str = "somosnlp/recetas", **changes: object) -> RepoEvidence:
    return make_repo(repo_id=repo_id, corpus=of_columns(*(columns or (QUESTIONS,)), **changes))


def model(**seen: object) -> RepoEvidence:
    return make_repo("model", "a/m", readme="x", model=ModelEvidence(**seen))


def script(text: str, *files: str) -> RepoEvidence:
    return make_repo(files=("a.py", *files), scripts=(read_script("a.py", text.encode())[0],))


def repeats(rows: int, *, near: bool = False) -> tuple[Repetition, ...]:
    return (Repetition(("pregunta",), 100, rows, near=near),)


def demo(**seen: object) -> RepoEvidence:
    return make_repo("demo", "a/d", readme="x", space=SpaceEvidence(stage="RUNNING", **seen))


@pytest.mark.parametrize(
    ("check", "repos", "outcome"),
    [
        ("card.motivation", [make_repo(readme="# Hola\n")], "fail"),
        ("card.motivation", [make_repo(readme=f"# Hola\n## Motivación\n{THIN}")], "warn"),
        ("card.team", [make_repo(readme="# Hola\n")], "fail"),
        ("card.sdgs", [make_repo(readme="# Hola\n")], "warn"),
        ("card.sdgs", [make_repo(readme="# Hola\nContribuye a los ODS.\n")], "warn"),
        ("card.training_data", [make_repo(readme="# Hola\n"), make_repo("model", "a/m", readme="x")], "fail"),
        ("dataset.size", [corpus()], "pass"),
        ("dataset.size", [corpus(replace(QUESTIONS, rows=99))], "warn"),
        ("dataset.sampled", [corpus(rows=200, rows_read=100, reached=(ReachedLimit(Limit.ROWS, 100),))], "warn"),
        ("dataset.repeated", [corpus(repetitions=repeats(6))], "fail"),
        ("dataset.repeated", [corpus(counted("pregunta", {"Sí": 100}), repetitions=repeats(0))], "warn"),
        ("dataset.nearly_repeated", [corpus(repetitions=repeats(11, near=True))], "fail"),
        ("dataset.lengths", [corpus(replace(QUESTIONS, lengths=replace(TEXT, median=9)))], "warn"),
        ("dataset.language", [corpus(language_rows=9, languages=(LanguageSeen("", "de", 9),))], "fail"),
        ("dataset.balance", [corpus(counted("registro", {"culto": 99, "medio": 1}))], "warn"),
        ("dataset.naming", [make_repo(repo_id="a/b", csv="Chosen,Rejected\na,b\n")], "warn"),
        ("dataset.naming", [corpus(QUESTIONS, replace(QUESTIONS, name="respuesta")), CLASSIC], "warn"),
        ("dataset.scripts_reproducible", [script("import torch\n")], "fail"),
        ("dataset.scripts_reproducible", [script("!pip install torch\nimport torch\n")], "warn"),
        ("model.training", [model()], "fail"),
        ("model.training", [model(settings=(Setting("epochs", "2", "README.md"),))], "warn"),
        ("model.evaluation", [model()], "fail"),
        ("model.evaluation", [model(scores=(Score("eval_loss", "0.3", "table"),))], "warn"),
        ("model.emissions", [model()], "fail"),
        ("model.emissions", [model(emissions=Emissions(written="poco"))], "fail"),
        ("model.emissions", [model(emissions=Emissions(declared=100.0, told=200.0))], "warn"),
        ("model.safe_loading", [model()], "fail"),
        ("model.safe_loading", [model(formats=("pickle",))], "fail"),
        ("model.safe_loading", [model(formats=("safetensors",), remote_code=True)], "fail"),
        ("model.chat_template", [model(chat_template=False)], "fail"),
        ("demo.hardware", [demo(hardware="a100-large")], "fail"),
        ("links.corpus_to_model", [make_repo(readme="x"), model()], "fail"),
    ],
)
def test_where_all_is_required_what_is_missing_fails_and_what_is_thin_warns(check, repos, outcome):
    assert find(check, *repos, rules=STRICT).outcome == outcome


def test_a_script_that_cannot_be_opened_is_not_counted_as_a_silent_one_too():
    clear = read_script("a.py", b"# Quita los duplicados de cada receta.\nx = 1\n")[0]
    broken = read_script("b.ipynb", b'{"cells": [\n' * 50)[0]
    repo = make_repo(files=("a.py", "b.ipynb"), scripts=(clear, broken))
    finding = find("dataset.scripts_explained", repo, rules=STRICT)
    assert (finding.outcome, finding.facts["unexplained"]) == ("warn", [])


def test_a_stranger_among_the_authors_is_never_held_against_anybody():
    repo = make_repo(commits=(make_commit("a" * 40, make_project().collected_at, "nadie"),))
    assert find("links.authors", repo, rules=STRICT, members=("ana",)).outcome == "warn"
