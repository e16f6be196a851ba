"""What a filter says, in words that follow "Personas"."""

from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.rules import RegistrationRules
from hackathon.registration.models import Registration
from hackathon.registration.wording import choice_label, country_name, language_name

FLAGS = {
    "in_team": (gettext_lazy("con equipo"), gettext_lazy("sin equipo")),
    "captain": (
        gettext_lazy("que llevan la capitanía de su equipo"),
        gettext_lazy("que no llevan la capitanía de ningún equipo"),
    ),
    "open_seats": (gettext_lazy("de equipos con plazas libres"), gettext_lazy("de equipos sin plazas libres")),
    "submitted": (gettext_lazy("con un proyecto entregado"), gettext_lazy("sin un proyecto entregado")),
    "on_board": (gettext_lazy("que buscan equipo en el tablón"), gettext_lazy("que no buscan equipo en el tablón")),
    "claimed": (gettext_lazy("con cuenta en el sitio"), gettext_lazy("sin cuenta en el sitio")),
    "complete": (gettext_lazy("con la inscripción completa"), gettext_lazy("con la inscripción sin completar")),
}
CHOICES = {
    "organisation": {
        Registration.Organisation.YES: gettext_lazy("que están en la organización del Hub"),
        Registration.Organisation.NO: gettext_lazy("que no están en la organización del Hub"),
        Registration.Organisation.UNKNOWN: gettext_lazy("de quienes no se sabe si están en la organización del Hub"),
    },
    "source": {
        Registration.Source.FORM: gettext_lazy("que se inscribieron con el formulario"),
        Registration.Source.IMPORT: gettext_lazy("que vienen de una lista importada"),
    },
}


class Filter(Protocol):
    """What of an Audience is needed here."""

    country: str | None
    language: str | None
    experience: str | None
    search: str | None

    def to_dict(self) -> dict[str, str | bool]: ...


def phrases(audience: Filter, rules: RegistrationRules) -> list[str]:
    """One phrase for each thing that is filtered."""
    said = []
    for name, value in audience.to_dict().items():
        if isinstance(value, bool):
            said.append(str(FLAGS[name][0 if value else 1]))
        elif name in CHOICES:
            said.append(str(CHOICES[name][value]))
        else:
            said.append(_free(name, value, rules))
    return said


def _free(name: str, value: str, rules: RegistrationRules) -> str:
    if name == "country":
        return _("de %(country)s") % {"country": country_name(value)}
    if name == "language":
        return _("que hablan %(language)s") % {"language": language_name(value)}
    if name == "experience":
        return _("con esta experiencia: «%(experience)s»") % {"experience": choice_label(rules.experience, value)}
    return _("que coinciden con «%(search)s»") % {"search": value}
