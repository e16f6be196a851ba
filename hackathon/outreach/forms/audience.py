"""The form of a filter over an edition's people. Lists, exports and mail share it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from hackathon.editions.models import Edition
from hackathon.outreach.audience import LONGEST_SEARCH, Audience, BadFilter
from hackathon.registration.models import Registration
from hackathon.registration.queries import countries
from hackathon.registration.wording import choices, country_choices, language_choices

SELECTED = SafeString(" selected")
ANY = ("", gettext_lazy("da igual"))
LABELS = {
    "in_team": (gettext_lazy("Equipo"), gettext_lazy("con equipo"), gettext_lazy("sin equipo")),
    "captain": (gettext_lazy("Capitanía"), gettext_lazy("la llevan"), gettext_lazy("no la llevan")),
    "open_seats": (
        gettext_lazy("Plazas en su equipo"),
        gettext_lazy("con plazas libres"),
        gettext_lazy("sin plazas libres"),
    ),
    "submitted": (gettext_lazy("Proyecto"), gettext_lazy("entregado"), gettext_lazy("sin entregar")),
    "on_board": (gettext_lazy("Tablón"), gettext_lazy("buscan equipo"), gettext_lazy("no buscan equipo")),
    "claimed": (gettext_lazy("Cuenta"), gettext_lazy("con cuenta en el sitio"), gettext_lazy("sin cuenta en el sitio")),
    "complete": (gettext_lazy("Inscripción"), gettext_lazy("completa"), gettext_lazy("sin completar")),
}


class LongSelect(UnfoldAdminSelectWidget):
    """One of hundreds, written at once: the admin's own renders a template for each of them, on every page of a list."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = [option for _group, group, _index in widget["optgroups"] for option in group]
        shown = ((each["value"], SELECTED if each["selected"] else "", each["label"]) for each in options)
        written = format_html_join("", '<option value="{}"{}>{}</option>', shown)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), written)


def _choice(label: Any, offered: Collection[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[ANY, *offered], required=False, widget=LongSelect)


class AudienceForm(forms.Form):
    """Every field may stay blank, which means any. A valid form has an ``audience``; ``also`` are the page's other names."""

    def __init__(self, data: Any = None, *, edition: Edition, also: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.also = frozenset(also)
        self.audience = Audience()
        rules = edition.parsed_rules.registration
        self.fields["search"] = forms.CharField(
            label=gettext_lazy("Buscar"),
            help_text=gettext_lazy("Parte del nombre, del correo o de una cuenta."),
            max_length=LONGEST_SEARCH,
            required=False,
            widget=UnfoldAdminTextInputWidget,
        )
        self.fields["country"] = _choice(gettext_lazy("País"), self._countries(edition))
        self.fields["language"] = _choice(gettext_lazy("Lengua o variedad"), language_choices(rules.languages))
        self.fields["experience"] = _choice(gettext_lazy("Experiencia"), choices(rules.experience))
        for name, (label, yes, no) in LABELS.items():
            self.fields[name] = _choice(label, [("yes", yes), ("no", no)])
        self.fields["organisation"] = _choice(
            gettext_lazy("En la organización del Hub"), Registration.Organisation.choices
        )
        self.fields["source"] = _choice(gettext_lazy("Origen"), Registration.Source.choices)

    def _countries(self, edition: Edition) -> list[tuple[str, str]]:
        """Those that somebody is from, and the one that was asked for: nobody looks for the other two hundred."""
        asked_for = str((self.data or self.initial).get("country") or "")
        offered = countries(edition) | {asked_for}
        return [(code, name) for code, name in country_choices() if code in offered]

    def clean(self) -> dict[str, Any]:
        """The audience is read from what was sent as it was sent: a name that is no filter is refused, not passed over."""
        typed = super().clean()
        try:
            self.audience = Audience.from_query(self.data, also=self.also)
        except BadFilter as error:
            if error.name not in self.errors:
                raise ValidationError(bad_filter(error), code="bad_filter") from error
        return typed


def bad_filter(error: BadFilter) -> str:
    """The sentence for a filter that is not understood."""
    return _("No se entiende el filtro «%(name)s», así que no se ha hecho nada. Elige otra vez a quién te diriges.") % {
        "name": error.name[:40]
    }
