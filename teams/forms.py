"""The form with which a team begins."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams import validators


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
