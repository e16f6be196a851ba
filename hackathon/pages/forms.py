"""The form with which organisers change an edition's rules."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from hackathon.editions.models import Edition


class RepeatedKey(ValueError):
    """JSON would silently keep the last of two equal keys."""


class RulesForm(forms.Form):
    """The rules as JSON and why they change. ``based_on`` is the version that the person was shown."""

    rules = forms.CharField(
        label=gettext_lazy("Bases (JSON)"),
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 30, "spellcheck": "false", "class": "rules-json"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Motivo del cambio"),
        help_text=gettext_lazy("Queda en el historial, junto a tu nombre."),
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def showing(cls, edition: Edition) -> "RulesForm":
        """The form with the rules as they are."""
        text = json.dumps(edition.rules, ensure_ascii=False, indent=2)
        return cls(initial={"rules": text, "based_on": edition.rules_version})

    def clean_rules(self) -> Any:
        try:
            return json.loads(self.cleaned_data["rules"], object_pairs_hook=_table)
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ValidationError(_("No es JSON válido: línea %(line)s, columna %(column)s."), params=place) from error
        except RepeatedKey as error:
            raise ValidationError(_("La clave «%(key)s» está repetida."), params={"key": str(error)}) from error
        except (ValueError, RecursionError) as error:  # a number of thousands of digits, lists within lists without end
            raise ValidationError(_("No es JSON que se pueda leer: algo es demasiado grande.")) from error


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise RepeatedKey(key)
        table[key] = value
    return table
