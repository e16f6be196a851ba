"""Forms about certificates."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from judging.certificates import codes
from judging.models import Certificate

LONGEST_SEARCH = 100


class BatchForm(forms.Form):
    """Which kinds are to be made."""

    kinds = forms.MultipleChoiceField(choices=Certificate.Kind.choices)


class SampleForm(forms.Form):
    """What a sample shows."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=Certificate.Kind.choices)
    language = forms.ChoiceField(label=_("Idioma"), choices=settings.LANGUAGES)
    name = forms.CharField(label=_("Nombre"), max_length=150)


class RevokeForm(forms.Form):
    """Why a certificate does not hold any more."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=300,
        help_text=_("Lo ve la organización. Quien mire el código solo sabrá que ya no vale y desde cuándo."),
    )


class ReissueForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Nombre en el certificado"), max_length=150)
    reason = forms.CharField(label=_("Motivo"), max_length=300)


class FilterForm(forms.Form):
    """Which certificates of the list; what cannot be understood filters nothing."""

    VALID, REVOKED, FAILED = "valid", "revoked", "failed"

    q = forms.CharField(label=_("Nombre o código"), max_length=LONGEST_SEARCH, required=False)
    kind = forms.ChoiceField(label=_("Tipo"), choices=[("", _("Todos")), *Certificate.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("Estado"),
        choices=[("", _("Todos")), (VALID, _("Valen")), (REVOKED, _("Revocados")), (FAILED, _("Sin dibujar"))],
        required=False,
    )

    def narrowed(self, found: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Only those that were asked for."""
        asked = self._asked()
        if text := asked.get("q"):
            code = codes.read(text)
            found = found.filter(Q(name__icontains=text) | Q(code=code)) if code else found.filter(name__icontains=text)
        if kind := asked.get("kind"):
            found = found.filter(kind=kind)
        states = {
            self.VALID: Q(revoked_at=None),
            self.REVOKED: Q(revoked_at__isnull=False),
            self.FAILED: Q(revoked_at=None) & ~Q(problem=""),
        }
        return found.filter(states.get(asked.get("state", ""), Q()))

    def query(self) -> str:
        """The filters for the links to other pages."""
        return urlencode({key: value for key, value in self._asked().items() if value})

    def _asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
