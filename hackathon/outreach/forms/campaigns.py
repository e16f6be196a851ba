"""The form with which organisers write to many people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from hackathon.outreach import validators
from hackathon.outreach.forms.announcements import LinesField
from hackathon.outreach.letters import PLACEHOLDERS, unknown_placeholders
from hackathon.outreach.models import Campaign

TEXTS = ("subject", "body", "subject_en", "body_en")
LONGEST_SUBJECT = 150  # a name that is filled in takes room too
LONGEST_BODY = 20_000


class CampaignForm(forms.Form):
    """What the mail says. The English version is whole or absent."""

    subject = forms.CharField(
        label=gettext_lazy("Asunto"), max_length=LONGEST_SUBJECT, widget=UnfoldAdminTextInputWidget
    )
    body = LinesField(
        label=gettext_lazy("Texto"),
        max_length=LONGEST_BODY,
        help_text=gettext_lazy(
            "Texto sin formato; las direcciones web se vuelven enlaces al leerlo. Se rellenan para cada persona: {nombre}, "
            "{equipo}, {edicion} y {enlace} (la página de la edición)."
        ),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 12}),
    )
    subject_en = forms.CharField(
        label=gettext_lazy("Asunto en inglés"),
        max_length=LONGEST_SUBJECT,
        required=False,
        help_text=gettext_lazy(
            "Opcional. La versión en inglés llega a quienes dijeron que hablan inglés y no español."
        ),
        widget=UnfoldAdminTextInputWidget(attrs={"lang": "en"}),
    )
    body_en = LinesField(
        label=gettext_lazy("Texto en inglés"),
        max_length=LONGEST_BODY,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "lang": "en"}),
    )
    essential = forms.BooleanField(
        label=gettext_lazy("Es imprescindible para participar"),
        required=False,
        help_text=gettext_lazy(
            "Llega también a quienes se dieron de baja, y sin enlace para darse de baja. Solo para lo que nadie se puede "
            "perder: un plazo que cambia, un problema con su proyecto."
        ),
    )

    @classmethod
    def showing(cls, campaign: Campaign) -> "CampaignForm":
        """The form with what it says now."""
        return cls(initial={name: getattr(campaign, name) for name in (*TEXTS, "essential")})

    def clean_subject(self) -> str:
        return _checked(validators.clean_title(self.cleaned_data["subject"]))

    def clean_body(self) -> str:
        return _checked(self.cleaned_data["body"])

    def clean_subject_en(self) -> str:
        return _checked(validators.clean_title(self.cleaned_data["subject_en"]))

    def clean_body_en(self) -> str:
        return _checked(self.cleaned_data["body_en"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        subject, body = (typed.get(name) for name in ("subject_en", "body_en"))
        if subject and body == "":
            self.add_error("body_en", ValidationError(_("Falta el texto en inglés, o sobra el asunto."), code="half"))
        if body and subject == "":
            self.add_error(
                "subject_en", ValidationError(_("Falta el asunto en inglés, o sobra el texto."), code="half")
            )
        return typed


def _checked(text: str) -> str:
    """The text, if all that stands in braces can be filled in."""
    unknown = unknown_placeholders(text)
    if unknown:
        said = _("No se sabe rellenar %(unknown)s. Se puede usar: %(known)s.")
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValidationError(said % {"unknown": ", ".join(unknown[:5])[:200], "known": known}, code="placeholder")
    return text
