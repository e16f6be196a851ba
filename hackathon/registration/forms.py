"""The registration form of an edition: its fields are those that the edition's rules ask for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import RegistrationRules
from hackathon.editions.wording import in_words
from hackathon.registration import queries, validators, wording
from hackathon.registration.actions import RegistrationInput
from hackathon.registration.models import Registration
from hackathon.registration.places import timezones

ABOUT = ("name", "country", "languages", "experience")
TEAM = ("looking_for", "skills", "topics", "timezone", "hours_from", "hours_to", "discord", "on_board")
CONSENT = ("consent_rules", "consent_conduct")
VOLUNTARY = "voluntary_"
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class LongSelect(forms.Select):
    """One of hundreds, written at once: Django's own renders a template for each of them."""

    template_name = "registration/long_select.html"


class CleanedField(forms.CharField):
    """A text that one of our validators reads. It says how long the text is, and the browser cuts nothing off."""

    def __init__(self, *, cleaner: Callable[[str], str], **options: Any) -> None:
        super().__init__(**options)
        self.cleaner = cleaner

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return self.cleaner(text) if text else text


class RegistrationForm(forms.Form):
    """What the edition asks of ``user``; what they said before (``registration``, ``answers``) is filled in.

    Consent is asked for until it is given to the rules as they are now, and never ticked for anybody.
    """

    name = CleanedField(
        label=gettext_lazy("Nombre para el certificado"),
        cleaner=validators.clean_name,
        help_text=gettext_lazy("Tal como quieres leerlo impreso. No tiene que ser el de tu documento de identidad."),
        error_messages={"required": gettext_lazy("Escribe tu nombre.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("País"),
        help_text=gettext_lazy("Donde vives o el que sientes tuyo: elige tú."),
        error_messages={"required": gettext_lazy("Elige un país.")},
        widget=LongSelect(attrs={"autocomplete": "country"}),
    )
    looking_for = CleanedField(
        label=gettext_lazy("Qué buscas"),
        cleaner=validators.clean_text,
        required=False,
        help_text=gettext_lazy("Un tema, aprender algo, conocer gente… Lo leerán las demás personas inscritas."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    timezone = forms.ChoiceField(
        label=gettext_lazy("Zona horaria"),
        required=False,
        help_text=gettext_lazy("Sirve para ver qué horas comparten las personas de un equipo."),
        widget=LongSelect(attrs={"data-guess-timezone": ""}),
    )
    hours_from = forms.TypedChoiceField(label=gettext_lazy("Disponible desde las"), choices=HOURS, coerce=int)
    hours_to = forms.TypedChoiceField(
        label=gettext_lazy("Disponible hasta las"),
        choices=HOURS,
        coerce=int,
        help_text=gettext_lazy("En tu hora. Puede pasar de medianoche."),
    )
    discord = CleanedField(
        label=gettext_lazy("Cuenta de Discord"),
        cleaner=validators.clean_discord,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    on_board = forms.BooleanField(
        label=gettext_lazy("Busco equipo: quiero aparecer en el tablón"),
        required=False,
        help_text=gettext_lazy(
            "Las demás personas inscritas verán tu nombre, lo que buscas y lo que sabes hacer. Puedes quitarte cuando quieras."
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        edition: Edition,
        user: User,
        registration: Registration | None,
        answers: Mapping[str, str],
    ) -> None:
        initial = _initial(user, registration) | {VOLUNTARY + key: option for key, option in answers.items()}
        super().__init__(data, initial=initial)
        self.asked = edition.parsed_rules.registration
        self.fields["country"].choices = [("", _("Elige un país")), *wording.country_choices()]
        self.fields["timezone"].choices = _zones()
        self._ask_by_the_rules()
        if user.discord_id:
            del self.fields["discord"]  # what Discord says counts; the page shows it
        if queries.needs_consent(registration, edition=edition):
            self._ask_for_consent(edition)

    def _ask_by_the_rules(self) -> None:
        asked = self.asked
        lists = {
            "languages": (_("Lenguas y variedades que hablas"), wording.language_choices(asked.languages)),
            "skills": (_("Qué sabes hacer"), wording.choices(asked.skills)),
            "topics": (_("Temas que te interesan"), wording.choices(asked.topics)),
        }
        for name, (label, offered) in lists.items():
            if offered:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, choices=offered, required=False, widget=forms.CheckboxSelectMultiple
                )
        if asked.experience:
            self.fields["experience"] = forms.ChoiceField(
                label=_("Experiencia"),
                choices=wording.choices(asked.experience),
                widget=forms.RadioSelect,
                error_messages={"required": _("Elige la frase que mejor te describe.")},
            )
        for question in asked.demographics:
            self.fields[VOLUNTARY + question.key] = forms.ChoiceField(
                label=in_words(question.title),
                choices=[("", _("Prefiero no responder")), *wording.choices(question.options)],
                required=False,
            )

    def _ask_for_consent(self, edition: Edition) -> None:
        rules = reverse("editions:rules", args=[edition.slug])
        self.fields["consent_rules"] = _consent(
            _with_link(_("He leído y acepto las {link}."), rules, _("bases")),
            _("Para inscribirte tienes que aceptar las bases."),
        )
        if self.asked.conduct:
            conduct = reverse("registration:conduct", args=[edition.slug])
            self.fields["consent_conduct"] = _consent(
                _with_link(_("He leído el {link} y me comprometo a cumplirlo."), conduct, _("código de conducta")),
                _("Para inscribirte tienes que aceptar el código de conducta."),
            )

    @property
    def about(self) -> Sequence[BoundField]:
        """Who the person is."""
        return self._fields_of(ABOUT)

    @property
    def team(self) -> Sequence[BoundField]:
        """What helps to find a team."""
        return self._fields_of(TEAM)

    @property
    def voluntary(self) -> Sequence[BoundField]:
        """What nobody has to say."""
        return self._fields_of(name for name in self.fields if name.startswith(VOLUNTARY))

    @property
    def consent(self) -> Sequence[BoundField]:
        """What has to be agreed to, as long as it is not."""
        return self._fields_of(CONSENT)

    def _fields_of(self, names: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    def said(self) -> RegistrationInput:
        """The valid form as ``actions.register`` wants it."""
        cleaned = self.cleaned_data
        return RegistrationInput(
            name=cleaned["name"],
            country=cleaned["country"],
            languages=tuple(cleaned.get("languages", ())),
            experience=cleaned.get("experience", ""),
            looking_for=cleaned["looking_for"],
            skills=tuple(cleaned.get("skills", ())),
            topics=tuple(cleaned.get("topics", ())),
            timezone=cleaned["timezone"],
            hours_from=cleaned["hours_from"],
            hours_to=cleaned["hours_to"],
            discord=cleaned.get("discord", ""),
            on_board=cleaned["on_board"],
            consent="consent_rules" in cleaned,
            demographics=_voluntary_answers(self.asked, cleaned),
        )


def _initial(user: User, registration: Registration | None) -> dict[str, Any]:
    """What is known already. A list of attendees says no hours, so theirs are the same as nobody's."""
    if registration is None:
        return {"name": user.name or user.hub_name, "hours_from": 18, "hours_to": 22, "on_board": False}
    names = (*ABOUT, *TEAM)
    return {name: getattr(registration, name) for name in names}


def _voluntary_answers(asked: RegistrationRules, cleaned: Mapping[str, Any]) -> dict[str, str]:
    return {question.key: cleaned[VOLUNTARY + question.key] for question in asked.demographics}


def _consent(label: SafeString, required: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, error_messages={"required": required})


def _with_link(sentence: str, address: str, words: str) -> SafeString:
    """The sentence with its link, which opens beside the form: nothing that was typed is lost."""
    return format_html(sentence.replace("{link}", '<a href="{}" target="_blank" rel="noopener">{}</a>'), address, words)


def _zones() -> list[tuple[str | Promise, Any]]:
    """Zones by continent, with their cities as a person would write them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in timezones():
        area, _slash, city = name.partition("/")
        groups.setdefault(area, []).append((name, (city or name).replace("_", " ").replace("/", ", ")))
    return [("", _("Elige tu zona")), *groups.items()]
