"""The form with which organisers write an announcement."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from hackathon.editions.models import Edition
from hackathon.outreach import validators
from hackathon.outreach.actions import News
from hackathon.outreach.models import Announcement


class LinesField(forms.CharField):
    """A text of several lines. A browser sends two characters for the end of a line and counts one; one is kept."""

    widget = UnfoldAdminTextareaWidget

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class NewsForm(forms.Form):
    """What an announcement says. The English version is whole or absent."""

    title = forms.CharField(label=gettext_lazy("Título"), max_length=150, widget=UnfoldAdminTextInputWidget)
    body = LinesField(
        label=gettext_lazy("Texto"),
        max_length=4_000,
        help_text=gettext_lazy("Se muestra como lo escribes, con sus líneas. Las direcciones se vuelven enlaces."),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )
    title_en = forms.CharField(
        label=gettext_lazy("Título en inglés"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Opcional. Quien lee el sitio en inglés verá esta versión; sin ella, la de arriba."),
        widget=UnfoldAdminTextInputWidget(attrs={"lang": "en"}),
    )
    body_en = LinesField(
        label=gettext_lazy("Texto en inglés"),
        max_length=4_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "lang": "en"}),
    )

    @classmethod
    def showing(cls, announcement: Announcement) -> "NewsForm":
        """The form with what it says now."""
        return cls(initial={name: getattr(announcement, name) for name in ("title", "body", "title_en", "body_en")})

    @property
    def news(self) -> News:
        """What was written; for a valid form."""
        return News(**{name: self.cleaned_data[name] for name in ("title", "body", "title_en", "body_en")})

    def clean_title(self) -> str:
        return validators.clean_title(self.cleaned_data["title"])

    def clean_title_en(self) -> str:
        return validators.clean_title(self.cleaned_data["title_en"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        title, body = (typed.get(name) for name in ("title_en", "body_en"))
        if title and body == "":
            self.add_error("body_en", ValidationError(_("Falta el texto en inglés, o sobra el título."), code="half"))
        if body and title == "":
            self.add_error("title_en", ValidationError(_("Falta el título en inglés, o sobra el texto."), code="half"))
        return typed


class AnnounceForm(NewsForm):
    """A new announcement: also for which edition, and whether it goes to Discord, where a webhook is set up."""

    edition = forms.ModelChoiceField(
        Edition.objects.none(), label=gettext_lazy("Edición"), empty_label=None, widget=UnfoldAdminSelectWidget
    )
    on_discord = forms.BooleanField(label=gettext_lazy("Publicarlo también en Discord"), required=False, initial=True)

    field_order = ("edition", "title", "body", "title_en", "body_en", "on_discord")

    def __init__(self, *args: Any, editions: QuerySet[Edition], discord: bool) -> None:
        super().__init__(*args)
        self.fields["edition"].queryset = editions
        if not discord:
            del self.fields["on_discord"]
