"""The delivery form. Which fields it has, and how many repos fit in them, is the edition's business."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from hackathon.editions.rules import AnswerType, EditionRules, ProjectField, SubmissionQuestion
from submissions import sentences
from submissions.actions import SubmissionInput, TypedEntry
from submissions.audit.wire import storable
from submissions.forms.fields import fields
from submissions.queries.contents import QUESTION, Content
from submissions.validators import EntryProblem, read_entries, split_addresses

MORE = (ProjectField.VIDEO.value, ProjectField.CODE.value, ProjectField.LANGUAGES.value, "sdgs")


class SubmissionForm(forms.Form):
    """One field for each thing that the rules ask for. ``video_open``: whether the video may be given or changed now.

    Valid means: all but the repos is right. Those are judged by the action, which asks the Hub about them; ``add_problems``
    shows what it said.
    """

    def __init__(self, data: Any = None, *, rules: EditionRules, video_open: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rules = rules
        self.fields.update(fields(rules))
        if not video_open and "video" in self.fields:
            self.fields["video"].disabled = True
            self.fields["video"].help_text = _("Ahora no está abierto el plazo del vídeo.")

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """What the project is, in words."""
        return [self[name] for name in ("title", "summary", "track", "impact") if name in self.fields]

    @property
    def artefact_fields(self) -> list[forms.BoundField]:
        """The fields for repos, in the order of the rules."""
        return [self[artefact.kind.value] for artefact in self.rules.submission.artefacts]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What else the form asks, the edition's own questions among it."""
        return [self[name] for name in self.fields if name in MORE or name.startswith(QUESTION)]

    @property
    def last_fields(self) -> list[forms.BoundField]:
        """What the team may wish, and what it agrees to."""
        return [self[name] for name in ("opt_ins", "consent") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Where something else is wrong, says what is wrong with the repos at first sight too: all at once."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            _read, found = read_entries(
                self.typed_entries(), rules=self.rules.submission, endpoint=settings.HF_ENDPOINT
            )
            self.add_problems(problem for problem in found if problem.kind is not None)
        return cleaned

    def add_problems(self, problems: Iterable[EntryProblem]) -> None:
        """Say what is wrong with the repos, each at the field where it was typed."""
        for problem in problems:
            field = problem.kind.value if problem.kind is not None else None
            self.add_error(field, sentences.problem(problem, rules=self.rules.submission))

    def typed_entries(self) -> tuple[TypedEntry, ...]:
        """The repos as they were typed, in the order of the rules' artefacts."""
        return tuple(
            TypedEntry(artefact.kind, address)
            for artefact in self.rules.submission.artefacts
            for address in split_addresses(self.cleaned_data.get(artefact.kind.value, ""))
        )

    def to_input(self) -> SubmissionInput:
        """What ``actions.submit`` takes. Only for a valid form."""
        said = self.cleaned_data
        return SubmissionInput(
            title=said["title"],
            summary=said["summary"],
            entries=self.typed_entries(),
            sdgs=tuple(said["sdgs"]),
            opt_ins=tuple(said.get("opt_ins", ())),
            impact=said.get("impact", ""),
            video=said.get("video", ""),
            code=tuple(said.get("code", ())),
            languages=tuple(said.get("languages", ())),
            consent=said.get("consent"),
            answers=self._answers(),
            track=said.get("track", ""),
        )

    def _answers(self) -> dict[str, str | list[str] | bool]:
        """What was answered; a question without an answer is left out."""
        questions = self.rules.submission.questions
        said = {question.key: _answer(question, self.cleaned_data[QUESTION + question.key]) for question in questions}
        return {key: answer for key, answer in said.items() if answer not in ("", [])}


def typed_content(data: QueryDict, *, rules: EditionRules, video_open: bool = True) -> Content:
    """What was typed in the form's fields, right or wrong, as a draft keeps it. A field that is closed sends nothing."""
    content: Content = {}
    for name, field in fields(rules).items():
        if name == "video" and not video_open:
            continue
        if isinstance(field, forms.MultipleChoiceField):
            content[name] = sorted({storable(value) for value in data.getlist(name)})
        else:
            content[name] = _one_kind_of_line_end(storable(data.get(name, "")))
    return content


def as_data(content: Mapping[str, str | list[str]]) -> QueryDict:
    """The content as if a browser had sent it."""
    data = QueryDict(mutable=True)
    for name, value in content.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def _answer(question: SubmissionQuestion, value: Any) -> str | list[str] | bool:
    if question.answer == AnswerType.YES_NO and value:
        return value == "yes"
    return value


def _one_kind_of_line_end(text: str) -> str:
    """Browsers send two characters for the end of a line, and programs one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
