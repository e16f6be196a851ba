"""The forms of the organisers' deeds on teams, and of the filter over the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from hackathon.accounts import queries as accounts
from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from teams import queries, validators
from teams.models import Membership, Team

ANY = ("", _("da igual"))
YES_NO = {
    "seats": (_("Plazas"), _("con plazas libres"), _("sin plazas libres")),
    "delivered": (_("Proyecto"), _("entregado"), _("sin entregar")),
    "on_board": (_("Tablón"), _("buscan gente"), _("no buscan gente")),
}
LONGEST_SEARCH = 100


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Motivo"),
        help_text=_("Queda en el registro de cambios; si afecta a una persona, también lo lee ella."),
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
    )


class TeamFilterForm(forms.Form):
    """Every field may stay blank, which means any."""

    search = forms.CharField(
        label=_("Texto"),
        help_text=_("Parte del nombre del equipo o del nombre, correo o cuenta de alguien."),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, yes, no) in YES_NO.items():
            offered = [ANY, ("yes", yes), ("no", no)]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=offered, required=False, widget=UnfoldAdminSelectWidget
            )


class DeedForm(forms.Form):
    """A deed on ``team``, with its reason."""

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.fields["reason"] = _reason()


class MemberForm(DeedForm):
    """A deed on one of the team's people."""

    member = forms.ModelChoiceField(
        label=_("Persona"), queryset=Membership.objects.none(), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, team=team, **kwargs)
        members = team.memberships.select_related("user").order_by("joined_at", "pk")
        self.fields["member"].queryset = members
        self.fields["member"].label_from_instance = lambda member: f"{member.user} · {member.user.email}"

    @property
    def person(self) -> User:
        """Whom the form names."""
        return self.cleaned_data["member"].user


class BringForm(DeedForm):
    """Somebody who is to come to the team, from no team or from another."""

    person_named = forms.CharField(
        label=_("Persona"), help_text=_("Su correo o su cuenta de Hugging Face."), widget=UnfoldAdminTextInputWidget
    )
    field_order = ["person_named", "reason"]

    def clean_person_named(self) -> User:
        return known_person(self.team.edition, self.cleaned_data["person_named"])


class MoveForm(MemberForm):
    """Where one of the team's people is to go."""

    to = forms.CharField(
        label=_("Equipo de destino"),
        help_text=_("El nombre, tal como está en la lista."),
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ["member", "to", "reason"]

    def clean_to(self) -> Team:
        return known_team(self.team.edition, self.cleaned_data["to"])


class RenameForm(DeedForm):
    """What the team is to be called."""

    name = forms.CharField(label=_("Nombre nuevo"), widget=UnfoldAdminTextInputWidget)
    field_order = ["name", "reason"]

    def clean_name(self) -> str:
        return validators.clean_name(self.cleaned_data["name"])


def known_person(edition: Edition, text: str) -> User:
    """The account with that e-mail; or with that name on the Hub, which anybody can read there, if it is of the edition's
    people: a seat shows an organiser the e-mail. Raises ValidationError."""
    person = accounts.person_named(text)
    by_email = person is not None and person.email == text.strip().lower()
    of_ours = accounts.people_of(Edition.objects.filter(pk=edition.pk))
    if person is None or not (by_email or of_ours.filter(pk=person.pk).exists()):
        raise forms.ValidationError(
            _("No hay ninguna cuenta, o hay más de una, con ese correo o ese nombre en el Hub.")
        )
    return person


def known_team(edition: Edition, text: str) -> Team:
    """The edition's team of that name, whatever its case and accents. Raises ValidationError."""
    team = queries.team_named(edition=edition, name=text)
    if team is None:
        raise forms.ValidationError(_("No hay ningún equipo con ese nombre en esta edición."))
    return team
