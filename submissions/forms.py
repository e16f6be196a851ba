"""The delivery form. Which fields it has, and how many repos fit in them, is the edition's business."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hackathon.editions.rules import ArtefactKind, ArtefactRules, EditionRules, SubmissionRules
from hackathon.editions.sdgs import SDGS
from hackathon.editions.wording import in_words
from submissions import sentences
from submissions.actions import SubmissionInput, TypedEntry
from submissions.models import SubmissionVersion
from submissions.validators import EntryProblem, read_entries, split_addresses

# Phones should neither correct nor capitalise an address.
ADDRESS_ATTRS = {"autocapitalize": "off", "autocorrect": "off", "autocomplete": "off", "spellcheck": "false"}
MAX_TYPED = 10_000  # each wrong line gets a sentence: a million of them would be a page that nobody can open
TITLE_MAX = SubmissionVersion._meta.get_field("title").max_length
SUMMARY_MAX = SubmissionVersion._meta.get_field("summary").max_length


class SubmissionForm(forms.Form):
    """Title, summary, one field for each artefact that the rules ask for, SDGs and the rules' opt-ins.

    Valid means: all but the repos is right. Those are judged by the action, which asks the Hub about them; ``add_problems``
    shows what it said.
    """

    title = forms.CharField(
        label=_("Título"), max_length=TITLE_MAX, error_messages={"required": _("Escribe el título del proyecto.")}
    )
    summary = forms.CharField(
        label=_("Resumen"),
        max_length=SUMMARY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Qué problema resuelve, para quién y cómo. En pocas frases."),
        error_messages={"required": _("Escribe un resumen del proyecto.")},
    )

    def __init__(self, *args: Any, rules: EditionRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        for artefact in rules.submission.artefacts:
            self.fields[artefact.kind.value] = _artefact_field(artefact, rules.submission)
        self.fields["sdgs"] = forms.TypedMultipleChoiceField(
            label=_("Objetivos de Desarrollo Sostenible"),
            help_text=_("Marca los que tengan que ver con el proyecto."),
            choices=[(number, f"{number}. {name}") for number, name in SDGS.items()],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if rules.submission.opt_ins:
            self.fields["opt_ins"] = forms.MultipleChoiceField(
                label=_("Además"),
                choices=[(opt_in.key, in_words(opt_in.label)) for opt_in in rules.submission.opt_ins],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def artefact_fields(self) -> list[forms.BoundField]:
        """The fields for repos, in the order of the rules."""
        return [self[artefact.kind.value] for artefact in self.rules.submission.artefacts]

    def clean(self) -> dict[str, Any]:
        """Where something else is wrong, says what is wrong with the repos at first sight too: all at once."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            _, found = read_entries(self.typed_entries(), rules=self.rules.submission, endpoint=settings.HF_ENDPOINT)
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
        return SubmissionInput(
            title=self.cleaned_data["title"],
            summary=self.cleaned_data["summary"],
            entries=self.typed_entries(),
            sdgs=tuple(self.cleaned_data["sdgs"]),
            opt_ins=tuple(self.cleaned_data.get("opt_ins", ())),
        )


def initial_from(version: SubmissionVersion | None) -> dict[str, Any]:
    """What the form shows at first: what the current version says, with the addresses as they were typed."""
    if version is None:
        return {}
    entries = list(version.entries.order_by("position"))
    addresses = {
        kind.value: "\n".join(entry.address for entry in entries if entry.kind == kind) for kind in ArtefactKind
    }
    return {
        "title": version.title,
        "summary": version.summary,
        "sdgs": version.sdgs,
        "opt_ins": version.opt_ins,
        **addresses,
    }


def _artefact_field(artefact: ArtefactRules, rules: SubmissionRules) -> forms.CharField:
    """A line for one repo, a box with one a line for several. Required is what every accepted project has."""
    if artefact.max_count == 1:
        widget: forms.Widget = forms.TextInput(attrs={**ADDRESS_ATTRS, "inputmode": "url"})
        help_text = _("Dirección (%(example)s) o, más corto, organización/nombre.")
    else:
        widget = forms.Textarea(attrs={**ADDRESS_ATTRS, "rows": min(artefact.max_count, 3)})
        help_text = _("Una dirección por línea, hasta %(count)s: %(example)s o, más corto, organización/nombre.")
    return forms.CharField(
        label=in_words(artefact.title),
        max_length=MAX_TYPED,
        required=all(artefact.kind in kinds for kinds in (rules.complete, *rules.accepted)),
        error_messages={"required": _("Escribe al menos una dirección.")},
        widget=widget,
        help_text=help_text % {"example": sentences.example(artefact), "count": artefact.max_count},
    )
