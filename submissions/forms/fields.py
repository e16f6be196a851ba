"""The fields of the delivery form, each made of what the edition's rules say about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hackathon.editions.rules import (
    AnswerType,
    ArtefactRules,
    AskedField,
    EditionRules,
    ProjectField,
    SubmissionQuestion,
)
from hackathon.editions.sdgs import SDGS
from hackathon.editions.wording import in_words
from hackathon.registration.wording import choices, language_choices
from submissions import sentences
from submissions.models import SubmissionVersion
from submissions.queries.contents import QUESTION
from submissions.validators import is_web_address, split_addresses

# Phones should neither correct nor capitalise an address.
ADDRESS_ATTRS = {"autocapitalize": "off", "autocorrect": "off", "autocomplete": "off", "spellcheck": "false"}
MAX_TYPED = 10_000  # each wrong line gets a sentence: a million of them would be a page that nobody can open
MAX_CODE = 10
MAX_LINE, MAX_TEXT = 300, 4000


class PlainField(forms.CharField):
    """A text whose length the server checks with a sentence: browsers that cut off what is pasted say nothing."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest

    def clean(self, value: Any) -> str:
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.longest:
            too_long = _("Caben %(most)s caracteres y hay %(count)s. Acórtalo un poco.")
            raise forms.ValidationError(too_long % {"most": self.longest, "count": len(text)})
        return text


class WebAddressField(PlainField):
    """The address of a page, for people to open."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            longest=MAX_LINE, widget=forms.TextInput(attrs={**ADDRESS_ATTRS, "inputmode": "url"}), **options
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and not is_web_address(text):
            raise forms.ValidationError(sentences.not_an_address(text))
        return text


class WebAddressesField(PlainField):
    """Addresses of pages, one a line; cleaned to a list of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=MAX_TYPED, widget=forms.Textarea(attrs={**ADDRESS_ATTRS, "rows": 2}), **options)

    def clean(self, value: Any) -> list[str]:
        addresses = list(dict.fromkeys(split_addresses(super().clean(value))))
        if len(addresses) > MAX_CODE:
            raise forms.ValidationError(_("Caben %(count)s direcciones como máximo.") % {"count": MAX_CODE})
        wrong = [sentences.not_an_address(address) for address in addresses if not is_web_address(address)]
        if wrong:
            raise forms.ValidationError(wrong)
        return addresses


def fields(rules: EditionRules) -> Mapping[str, forms.Field]:
    """Every field that the edition asks for, in the order of the page."""
    artefacts = {artefact.kind.value: artefact_field(artefact, rules) for artefact in rules.submission.artefacts}
    asked = {field.key: _ASKED[field.key](field, rules) for field in rules.submission.fields}
    found: dict[str, forms.Field] = {"title": _title(), "summary": _summary()}
    if rules.jury.tracks:
        found["track"] = track_field(rules)
    if ProjectField.IMPACT in asked:
        found["impact"] = asked[ProjectField.IMPACT]
    found |= artefacts
    for key in (ProjectField.VIDEO, ProjectField.CODE, ProjectField.LANGUAGES):
        if key in asked and asked[key] is not None:
            found[key.value] = asked[key]
    found["sdgs"] = _sdgs()
    found |= {QUESTION + question.key: question_field(question) for question in rules.submission.questions}
    if rules.submission.opt_ins:
        found["opt_ins"] = _several(_("Además"), choices(rules.submission.opt_ins), required=False)
    if ProjectField.CONSENT in asked:
        found["consent"] = asked[ProjectField.CONSENT]
    return found


def artefact_field(artefact: ArtefactRules, rules: EditionRules) -> forms.CharField:
    """A line for one repo, a box with one a line for several. Required is what every accepted project has."""
    if artefact.max_count == 1:
        widget: forms.Widget = forms.TextInput(attrs={**ADDRESS_ATTRS, "inputmode": "url"})
        help_text = _("Dirección (%(example)s) o, más corto, organización/nombre.")
    else:
        widget = forms.Textarea(attrs={**ADDRESS_ATTRS, "rows": min(artefact.max_count, 3)})
        help_text = _("Una dirección por línea, hasta %(count)s: %(example)s o, más corto, organización/nombre.")
    help_text %= {"example": sentences.example(artefact), "count": artefact.max_count}
    if artefact.elsewhere:
        help_text += " " + _(
            "Si está fuera de Hugging Face, su dirección completa: la guardamos sin poder comprobarla."
        )
    accepted = (rules.submission.complete, *rules.submission.accepted)
    return forms.CharField(
        label=in_words(artefact.title),
        max_length=MAX_TYPED,
        required=all(artefact.kind in kinds for kinds in accepted),
        error_messages={"required": _("Escribe al menos una dirección.")},
        widget=widget,
        help_text=help_text,
    )


def track_field(rules: EditionRules) -> forms.ChoiceField:
    """The line of the competition that a project is in. Only for an edition that has several."""
    return forms.ChoiceField(
        label=_("Línea en la que participa"),
        choices=track_choices(rules),
        widget=forms.RadioSelect,
        help_text=_("Decide con qué rúbrica se evalúa el proyecto."),
        error_messages={"required": _("Elige en qué línea participa el proyecto.")},
    )


def track_choices(rules: EditionRules) -> list[tuple[str, str]]:
    """The edition's tracks as (key, title)."""
    return [(track.key, in_words(track.title)) for track in rules.jury.tracks]


def question_field(question: SubmissionQuestion) -> forms.Field:
    """A question of the edition's own, as its kind of answer needs."""
    field = _ANSWERS[question.answer](question)
    field.label = in_words(question.title)
    field.required = question.required
    field.help_text = in_words(question.help) if question.help else ""
    field.error_messages["required"] = _("Responde a esta pregunta.")
    return field


def _title() -> forms.Field:
    return PlainField(
        label=_("Título"),
        longest=_longest("title"),
        error_messages={"required": _("Escribe el título del proyecto.")},
    )


def _summary() -> forms.Field:
    return PlainField(
        label=_("Resumen"),
        longest=_longest("summary"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Qué problema resuelve, para quién y cómo. En pocas frases."),
        error_messages={"required": _("Escribe un resumen del proyecto.")},
    )


def _impact(asked: AskedField, rules: EditionRules) -> forms.Field:
    return PlainField(
        label=_("Motivación e impacto"),
        longest=_longest("impact"),
        required=asked.required,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Por qué hacía falta, a quién le cambia algo y qué queda por hacer."),
        error_messages={"required": _("Cuenta la motivación y el impacto del proyecto.")},
    )


def video_field(asked: AskedField) -> forms.Field:
    """The address of the project's video."""
    return WebAddressField(
        label=_("Vídeo"),
        required=asked.required,
        help_text=_("La dirección del vídeo de presentación (https://…), que se pueda ver sin pedir permiso."),
        error_messages={"required": _("Escribe la dirección del vídeo.")},
    )


def _code(asked: AskedField, rules: EditionRules) -> forms.Field:
    return WebAddressesField(
        label=_("Código en otro sitio"),
        required=asked.required,
        help_text=_("Repositorios de código o cuadernos fuera de Hugging Face: una dirección (https://…) por línea."),
        error_messages={"required": _("Escribe al menos una dirección.")},
    )


def _languages(asked: AskedField, rules: EditionRules) -> forms.Field | None:
    codes = rules.submission.languages or rules.registration.languages
    if not codes:
        return None
    return _several(
        _("Lenguas y variedades"),
        language_choices(codes),
        required=asked.required,
        help_text=_("Las que aparecen en los datos del proyecto."),
        error=_("Marca al menos una lengua o variedad."),
    )


def _consent(asked: AskedField, rules: EditionRules) -> forms.Field:
    return forms.BooleanField(
        label=_("Damos permiso para publicar el proyecto, con el nombre del equipo."),
        help_text=_("Qué es, sus enlaces y lo que aquí contáis de él."),
        required=asked.required,
        error_messages={"required": _("Para entregar en esta edición hace falta este permiso.")},
    )


def _sdgs() -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=_("Objetivos de Desarrollo Sostenible"),
        help_text=_("Marca los que tengan que ver con el proyecto."),
        choices=[(number, f"{number}. {name}") for number, name in SDGS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _several(
    label: str, offered: Sequence[tuple[str, str]], *, required: bool, help_text: str = "", error: str = ""
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=offered,
        required=required,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
        error_messages={"required": error} if error else None,
    )


def _one_of(offered: Sequence[tuple[str, str]], *, required: bool) -> forms.ChoiceField:
    """One that was chosen can be taken back where nothing has to be said."""
    nothing = [] if required else [("", _("Sin respuesta"))]
    return forms.ChoiceField(choices=[*nothing, *offered], widget=forms.RadioSelect)


def _longest(name: str) -> int:
    return SubmissionVersion._meta.get_field(name).max_length


_ASKED: Mapping[ProjectField, Callable[[AskedField, EditionRules], Any]] = {
    ProjectField.IMPACT: _impact,
    ProjectField.VIDEO: lambda asked, rules: video_field(asked),
    ProjectField.CODE: _code,
    ProjectField.LANGUAGES: _languages,
    ProjectField.CONSENT: _consent,
}
_ANSWERS: Mapping[AnswerType, Callable[[SubmissionQuestion], forms.Field]] = {
    AnswerType.TEXT: lambda question: PlainField(longest=MAX_LINE),
    AnswerType.LONG_TEXT: lambda question: PlainField(longest=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4})),
    AnswerType.URL: lambda question: WebAddressField(),
    AnswerType.YES_NO: lambda question: _one_of([("yes", _("Sí")), ("no", _("No"))], required=question.required),
    AnswerType.CHOICE: lambda question: _one_of(choices(question.options), required=question.required),
    AnswerType.CHOICES: lambda question: _several("", choices(question.options), required=question.required),
}
