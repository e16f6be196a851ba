"""The forms of teams: how one begins, what its page says, what is said to people, and what one looks for on the board."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hackathon.editions.rules import EditionRules
from hackathon.editions.sdgs import SDGS
from hackathon.registration.forms import CleanedField
from hackathon.registration.wording import choices, language_choices
from teams import validators
from teams.actions import TeamDetails
from teams.board import Filters
from teams.models import Team

MAX_SEARCH = 60


class TeamForm(forms.Form):
    """A team's name. It stays as typed when it is refused."""

    name = forms.CharField(
        label=_("Nombre del equipo"),
        max_length=validators.MAX_NAME,
        help_text=_("Lo verán el jurado y las demás personas. Ejemplo: Los Ñandúes."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return validators.clean_name(self.cleaned_data["name"])


class DetailsForm(TeamForm):
    """What a team's page and its card on the board say. Topics, languages and skills are those of the edition's rules;
    a list that the rules leave empty is not asked for."""

    idea = CleanedField(
        label=_("Idea del proyecto"),
        cleaner=validators.clean_idea,
        required=False,
        help_text=_("Qué quiere hacer el equipo y para quién, en pocas frases. Hasta 1000 caracteres."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    topics = forms.MultipleChoiceField(label=_("Temas"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(
        label=_("Lenguas y variedades"), required=False, widget=forms.CheckboxSelectMultiple
    )
    skills_wanted = forms.MultipleChoiceField(
        label=_("Qué le falta al equipo"),
        help_text=_("El tablón sugiere personas según esto."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Objetivos de Desarrollo Sostenible"),
        choices=[(number, f"{number}. {name}") for number, name in SDGS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    discord_channel = CleanedField(
        label=_("Canal de Discord"),
        cleaner=validators.clean_discord_channel,
        required=False,
        help_text=_("Su nombre o su dirección. Solo lo ven las personas del equipo y la organización."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )
    on_board = forms.BooleanField(
        label=_("Buscamos gente"),
        help_text=_("El equipo aparece en el tablón mientras tenga plazas libres, y cualquiera puede pedir una."),
        required=False,
    )

    def __init__(self, *args: Any, rules: EditionRules, name_is_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "topics": choices(rules.registration.topics),
            "languages": language_choices(rules.registration.languages),
            "skills_wanted": choices(rules.registration.skills),
        }
        for name, options in offered.items():
            if options:
                self.fields[name].choices = options
            else:
                del self.fields[name]
        # A disabled field keeps what it had, whatever is sent.
        self.fields["name"].disabled = not name_is_open

    @classmethod
    def showing(cls, team: Team, *, rules: EditionRules, name_is_open: bool) -> "DetailsForm":
        """The form with what ``team`` says now."""
        return cls(initial=cls.initial_of(team), rules=rules, name_is_open=name_is_open)

    @staticmethod
    def initial_of(team: Team) -> dict[str, Any]:
        """What ``team`` says now, by field."""
        details = TeamDetails.of(team)
        return {name: getattr(details, name) for name in TeamDetails.__dataclass_fields__}

    def said(self) -> dict[str, Any]:
        """What was said, once the form is valid; what was not asked for is not in it."""
        return {name: tuple(value) if isinstance(value, list) else value for name, value in self.cleaned_data.items()}

    def add_problems(self, problems: ValidationError) -> None:
        """Say what the deed found wrong, each at its field."""
        for name, errors in problems.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class MessageForm(forms.Form):
    """What one side writes to the other with a request."""

    message = CleanedField(
        label=_("Mensaje"),
        cleaner=validators.clean_message,
        required=False,
        help_text=_("Hasta 500 caracteres. Llegará por correo."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BoardForm(forms.Form):
    """What the reader looks for. Everything is optional, lives in the address, and what is wrong filters nothing."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=MAX_SEARCH)
    topic = forms.ChoiceField(label=_("Tema"), required=False)
    language = forms.ChoiceField(label=_("Lengua o variedad"), required=False)
    skill = forms.ChoiceField(label=_("Capacidad"), required=False)
    seats = forms.TypedChoiceField(label=_("Plazas libres"), required=False, coerce=int, empty_value=0)
    hours = forms.TypedChoiceField(label=_("Horas en común"), required=False, coerce=int, empty_value=0)

    def __init__(self, *args: Any, rules: EditionRules, teams: bool, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        asked = rules.registration
        at_least = [(number, _("%(least)s o más") % {"least": number}) for number in range(1, rules.team.max_size)]
        offered = {
            "topic": choices(asked.topics),
            "language": language_choices(asked.languages),
            "skill": choices(asked.skills),
            "seats": at_least if teams else [],
            "hours": [(number, _("%(least)s o más") % {"least": number}) for number in (1, 2, 3, 4, 6)],
        }
        for name, options in offered.items():
            if options:
                self.fields[name].choices = [("", _("Cualquiera")), *options]
            else:
                del self.fields[name]
        if not teams and "skill" in self.fields:
            self.fields["skill"].label = _("Sabe hacer")
        elif "skill" in self.fields:
            self.fields["skill"].label = _("Le falta")

    def filters(self) -> Filters:
        """What to look for; what is not understood is left out."""
        self.is_valid()
        found = dict(self.cleaned_data)
        return Filters(search=found.pop("q", ""), **found)
