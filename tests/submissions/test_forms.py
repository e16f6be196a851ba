"""The delivery form: its fields come from the rules, its sentences name what to do."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from hackathon.editions.rules import (
    AnswerType,
    ArtefactKind,
    AskedField,
    Choice,
    ProjectField,
    SubmissionQuestion,
    Text,
)
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


# --- what an edition asks --------------------------------------------------------------------------------------------
def asking(*fields: AskedField, questions: tuple[SubmissionQuestion, ...] = (), **changes: Any) -> Any:
    return with_submission(fields=fields, questions=questions, **changes)


def question(answer: AnswerType, *, required: bool = False) -> SubmissionQuestion:
    chosen = answer in (AnswerType.CHOICE, AnswerType.CHOICES)
    options = (Choice("uno", words("Uno")), Choice("dos", words("Dos"))) if chosen else ()
    return SubmissionQuestion("extra", words("¿Algo más?"), answer, required=required, options=options)


def words(text: str) -> Text:
    return Text((("es", text),))


@pytest.mark.parametrize("key", list(ProjectField))
def test_each_field_is_there_only_where_the_edition_asks_and_required_only_where_it_says_so(key):
    assert key.value not in form_of(asking()).fields
    for required in (False, True):
        field = form_of(asking(AskedField(key, required=required))).fields[key.value]
        assert field.required is required
    missing = form_of(asking(AskedField(key, required=True)), corpus="a/b")
    assert list(missing.errors) == [key.value]


def test_all_that_is_said_reaches_the_action():
    rules = asking(*(AskedField(key) for key in ProjectField), languages=("es_MX", "qu"))
    form = form_of(
        rules,
        corpus="a/b",
        impact="Cambia cosas.",
        video="https://youtu.be/x",
        code="https://github.com/a/b\r\nhttps://github.com/a/b\r\n\r\nhttps://gitlab.com/c",
        languages=["qu"],
        consent="on",
    )
    assert form.is_valid(), form.errors
    said = form.to_input()
    assert (said.impact, said.video, said.languages, said.consent) == (
        "Cambia cosas.",
        "https://youtu.be/x",
        ("qu",),
        True,
    )
    assert said.code == ("https://github.com/a/b", "https://gitlab.com/c")


def test_consent_that_was_not_asked_is_neither_given_nor_refused():
    form = form_of(asking(), corpus="a/b")
    assert form.is_valid()
    assert form.to_input().consent is None


def test_without_languages_of_its_own_the_form_offers_those_of_the_registration():
    rules = asking(AskedField(ProjectField.LANGUAGES))
    offered = [code for code, _name in form_of(rules).fields["languages"].choices]
    assert offered == list(rules.registration.languages)


@pytest.mark.parametrize(
    "typed",
    [
        "http://youtu.be/x",
        "youtu.be/x",
        "https://youtube",
        "https://ana:clave@youtu.be/x",
        "https://youtu.be/a b",
        "javascript:alert(1)",
        "https://youtu.be:0/x",
        "https://[::1/x",
        "https://youtu.be/" + "a" * 300,
        "https:\\\\youtu.be",
    ],
)
def test_only_whole_addresses_that_people_can_open_are_taken(typed):
    rules = asking(AskedField(ProjectField.VIDEO), AskedField(ProjectField.CODE))
    form = form_of(rules, corpus="a/b", video=typed, code=f"https://github.com/a/b\n{typed}")
    assert sorted(form.errors) == ["code", "video"]


@pytest.mark.parametrize(
    ("answer", "typed", "said"),
    [
        (AnswerType.TEXT, "Sí, esto", "Sí, esto"),
        (AnswerType.LONG_TEXT, "Una\r\ny otra", "Una\ny otra"),
        (AnswerType.URL, "https://a.org/b", "https://a.org/b"),
        (AnswerType.YES_NO, "yes", True),
        (AnswerType.YES_NO, "no", False),
        (AnswerType.CHOICE, "dos", "dos"),
        (AnswerType.CHOICES, ["dos", "uno"], ["dos", "uno"]),
    ],
)
def test_questions_of_the_editions_own_are_answered_as_they_ask(answer, typed, said):
    form = form_of(asking(questions=(question(answer),)), corpus="a/b", q_extra=typed)
    assert form.is_valid(), form.errors
    assert form.to_input().answers == {"extra": said}


@pytest.mark.parametrize("answer", list(AnswerType))
def test_a_question_without_an_answer_is_left_out_or_asked_for(answer):
    optional = form_of(asking(questions=(question(answer),)), corpus="a/b")
    assert optional.is_valid(), optional.errors
    assert optional.to_input().answers == {}
    required = form_of(asking(questions=(question(answer, required=True),)), corpus="a/b")
    assert required.errors["q_extra"] == ["Responde a esta pregunta."]


@pytest.mark.parametrize(
    ("answer", "typed"),
    [(AnswerType.CHOICE, "tres"), (AnswerType.CHOICES, ["tres"]), (AnswerType.URL, "a"), (AnswerType.YES_NO, "quizá")],
)
def test_an_answer_that_is_none_of_those_offered_is_refused(answer, typed):
    assert list(form_of(asking(questions=(question(answer),)), corpus="a/b", q_extra=typed).errors) == ["q_extra"]


def test_a_text_says_how_much_too_long_it_is():
    form = form_of(asking(AskedField(ProjectField.IMPACT)), corpus="a/b", impact="a" * 4001)
    assert form.errors["impact"] == ["Caben 4000 caracteres y hay 4001. Acórtalo un poco."]


def test_outside_its_window_the_video_stays_as_it_was():
    rules = asking(AskedField(ProjectField.VIDEO))
    data = {"title": "Recetas", "summary": "Un corpus.", "corpus": "a/b", "video": "https://otro.org/v"}
    form = SubmissionForm(data, rules=rules, video_open=False, initial={"video": "https://youtu.be/x"})
    assert form.is_valid()
    assert form.to_input().video == "https://youtu.be/x"
