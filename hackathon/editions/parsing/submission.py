"""What a delivery consists of and what its form asks. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, Place, boolean, integer, list_of, one_of, record, refuse_repeated, set_of
from hackathon.editions.rules import (
    AnswerType,
    ArtefactRules,
    AskedField,
    OptIn,
    ProjectField,
    SubmissionQuestion,
    SubmissionRules,
)

_artefact = record(
    ArtefactRules,
    {
        "kind": words.kind,
        "repo_type": one_of(("dataset", "model", "space"), "tipo de repositorio desconocido"),
        "title": words.text,
        "max_count": Maybe(integer(1, 100), 1),
        "elsewhere": Maybe(boolean, False),
    },
)
_field = record(AskedField, {"key": one_of(ProjectField, "campo desconocido"), "required": Maybe(boolean, False)})


def _options_go_with_answer(question: SubmissionQuestion, place: Place) -> None:
    chosen = question.answer in (AnswerType.CHOICE, AnswerType.CHOICES)
    if chosen and not question.options:
        place.key("options").refuse("faltan las respuestas entre las que se elige")
    if question.options and not chosen:
        place.key("options").refuse("solo tiene sentido con answer = «choice» o «choices»")


_asked = record(
    SubmissionQuestion,
    {
        "key": words.key,
        "title": words.text,
        "answer": one_of(AnswerType, "tipo de respuesta desconocido"),
        "required": Maybe(boolean, False),
        "help": Maybe(words.text),
        "options": Maybe(words.choices, ()),
    },
    [_options_go_with_answer],
)


def _sets_name_artefacts(submission: SubmissionRules, place: Place) -> None:
    known = {artefact.kind for artefact in submission.artefacts}
    words.refuse_unlisted(submission.complete - known, place.key("complete"))
    for index, kinds in enumerate(submission.accepted):
        words.refuse_unlisted(kinds - known, place.key("accepted").item(index))
    refuse_repeated(submission.accepted, place.key("accepted"))


submission_rules = record(
    SubmissionRules,
    {
        "artefacts": list_of(_artefact, unique="kind", at_least=1),
        "complete": set_of(words.kind),
        "accepted": Maybe(list_of(set_of(words.kind)), ()),
        "opt_ins": Maybe(list_of(record(OptIn, {"key": words.key, "label": words.text}), unique="key"), ()),
        "fields": Maybe(list_of(_field, unique="key"), ()),
        "questions": Maybe(list_of(_asked, unique="key"), ()),
        "languages": Maybe(list_of(words.variety, distinct=True), ()),
    },
    [_sets_name_artefacts],
)
