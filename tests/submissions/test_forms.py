"""The delivery form: its fields come from the rules, its sentences name what to do."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions import sentences
from submissions.forms import SubmissionForm
from submissions.validators import Code, EntryProblem, TypedEntry
from tests.factories.editions import make_rules

K = ArtefactKind


def form_of(rules: Any, **typed: Any) -> SubmissionForm:
    return SubmissionForm({"title": "Recetas", "summary": "Un corpus.", **typed}, rules=rules)


def with_submission(**changes: Any) -> Any:
    rules = make_rules()
    return replace(rules, submission=replace(rules.submission, **changes))


def test_the_typed_lines_become_entries_in_the_order_of_the_rules():
    form = form_of(make_rules(), model="a/m", corpus=" a/uno \r\n\r\na/dos", demo="", sdgs=["12", "2"])
    assert form.is_valid()
    assert form.to_input().entries == (
        TypedEntry(K.CORPUS, "a/uno"),
        TypedEntry(K.CORPUS, "a/dos"),
        TypedEntry(K.MODEL, "a/m"),
    )
    assert form.to_input().sdgs == (12, 2)


def test_an_edition_without_models_and_opt_ins_asks_for_neither():
    rules = make_rules()
    artefacts = tuple(artefact for artefact in rules.submission.artefacts if artefact.kind != K.MODEL)
    complete = frozenset({K.CORPUS, K.DEMO})
    form = form_of(with_submission(artefacts=artefacts, complete=complete, accepted=(), opt_ins=(), fields=()))
    assert list(form.fields) == ["title", "summary", "corpus", "demo", "sdgs"]
    assert [form.fields[name].required for name in ("corpus", "demo")] == [True, True]


def test_a_field_for_one_repo_is_a_line_and_for_several_a_box():
    artefacts = tuple(
        replace(artefact, max_count=1 if artefact.kind == K.MODEL else 4)
        for artefact in make_rules().submission.artefacts
    )
    form = form_of(with_submission(artefacts=artefacts))
    kinds = {name: form.fields[name].widget.__class__.__name__ for name in ("corpus", "model")}
    assert kinds == {"corpus": "Textarea", "model": "TextInput"}


def test_an_opt_in_that_the_rules_do_not_have_is_refused():
    form = form_of(make_rules(), corpus="a/b", opt_ins=["inventado"])
    assert list(form.errors) == ["opt_ins"]


@pytest.mark.parametrize("sdgs", [["0"], ["18"], ["dos"]])
def test_there_are_seventeen_goals(sdgs):
    assert list(form_of(make_rules(), corpus="a/b", sdgs=sdgs).errors) == ["sdgs"]


def test_too_long_a_title_is_refused():
    assert list(form_of(make_rules(), corpus="a/b", title="a" * 121).errors) == ["title"]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("code", list(Code))
def test_every_problem_has_a_sentence(code, language):
    problem = EntryProblem(K.MODEL, "a/100%s", code, found=RepoType.SPACE, other="a/c")
    with translation.override(language):
        said = sentences.problem(problem, rules=make_rules().submission)
    assert said
    assert "%(" not in said


def test_a_repo_of_a_type_that_the_edition_does_not_ask_for_is_said_so():
    rules = make_rules().submission
    only = replace(rules, artefacts=tuple(one for one in rules.artefacts if one.kind == K.CORPUS))
    problem = EntryProblem(K.CORPUS, "a/b", Code.WRONG_TYPE, found=RepoType.SPACE)
    assert sentences.problem(problem, rules=only) == "«a/b» es un Space, y esta edición no los pide."


def test_a_million_lines_get_one_sentence():
    form = form_of(make_rules(), corpus="x\n" * 1_000_000)
    assert len(form.errors["corpus"]) == 1
