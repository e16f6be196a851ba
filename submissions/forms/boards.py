"""What somebody looks for on a board. Everything is optional and lives in the address; what is wrong filters nothing."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from hackathon.editions.rules import SuiteRules
from hackathon.registration.wording import language_name
from submissions.evaluation.charts import MOST_SERIES
from submissions.evaluation.leaderboard import switches
from submissions.evaluation.leaderboard.choosing import BY_RANK, COLUMNS, Wanted
from submissions.queries.leaderboards import Options

MAX_SEARCH: Final = 100
OWN_BASE: Final = "base"
SIZES: Final = (
    ("0", _("hasta 1500 millones")),
    ("1", _("de 1500 a 4000 millones")),
    ("2", _("de 4000 a 9000 millones")),
    ("3", _("más de 9000 millones")),
    ("?", _("no se sabe")),
)
KINDS: Final = {
    "base": _("base"),
    "chat": _("de conversación"),
    "adapter": _("adaptador"),
    "quantised": _("cuantizado"),
}


class BoardForm(forms.Form):
    """The reader's choice. The names are those of the address, which people send each other.

    ``lengua``: the board of one of the suite's languages. ``frente``: what scores are compared with, each model's own base
    or a run by its key.
    """

    lengua = forms.ChoiceField(label=_("Lengua de las tareas"), required=False)
    q = forms.CharField(label=_("Buscar un modelo"), required=False, max_length=MAX_SEARCH)
    tamano = forms.ChoiceField(label=_("Tamaño (parámetros)"), required=False)
    tipo = forms.ChoiceField(label=_("Tipo"), required=False)
    licencia = forms.ChoiceField(label=_("Licencia"), required=False)
    habla = forms.ChoiceField(label=_("Lengua del modelo"), required=False)
    base = forms.ChoiceField(label=_("Modelo base"), required=False)
    frente = forms.ChoiceField(label=_("Diferencias"), required=False)

    def __init__(
        self, *args: Any, suite: SuiteRules, options: Options, compared: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self._tasks = {task.task for task in suite.tasks}
        anything = _("Cualquiera")
        offered: dict[str, tuple[Any, list[tuple[Any, Any]]]] = {
            "lengua": (_("Todas"), [(code, language_name(code)) for code in switches(suite)]),
            "tamano": (anything, list(SIZES)),
            "tipo": (anything, [(kind, KINDS.get(kind, kind)) for kind in options.kinds]),
            "licencia": (anything, [(one, one) for one in options.licences]),
            "habla": (anything, [(code, language_name(code)) for code in options.spoken]),
            "base": (anything, [(one, one) for one in options.bases]),
            "frente": (_("No mostrar"), [(OWN_BASE, _("con su modelo base")), *compared]),
        }
        for name, (empty, choices) in offered.items():
            if choices:
                self.fields[name].choices = [("", empty), *choices]
            else:
                del self.fields[name]

    def chosen(self, name: str) -> str:
        """What was chosen, empty where nothing was or where it is not understood."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def wanted(self) -> Wanted:
        """What to look for, and the order."""
        order = str(self.data.get("orden", ""))
        return Wanted(
            search=self.chosen("q"),
            size=self.chosen("tamano"),
            licence=self.chosen("licencia"),
            kind=self.chosen("tipo"),
            base=self.chosen("base"),
            spoken=self.chosen("habla"),
            order=order if order.removeprefix("-") in {*COLUMNS, *self._tasks} else BY_RANK,
        )


def pinned(values: list[str]) -> list[int]:
    """The runs that somebody pinned, each once, as many as can be compared.

    >>> pinned(["7", "x", "3", "7", "²", "9999999999999999999999"])
    [7, 3]
    """
    keys = [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 16]
    return list(dict.fromkeys(keys))[:MOST_SERIES]
