"""The form with which organisers move a deadline."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from hackathon.editions.deadlines import Due
from hackathon.editions.extending import closing_after
from hackathon.outreach.news_of_deadlines import Reason

YEARS = range(2000, 2101)
LONGEST_REASON = 500


class DayInput(UnfoldAdminTextInputWidget):
    """A day, with the browser's own calendar."""

    input_type = "date"


class TimeInput(UnfoldAdminTextInputWidget):
    """An hour and a minute, with the browser's own clock."""

    input_type = "time"


class DeadlineForm(forms.Form):
    """The new last minute of ``due`` (or its moment) as a clock in the edition's ``zone`` shows it, and why.

    ``based_on`` is the version of the rules that the person was shown.
    """

    day = forms.DateField(label=gettext_lazy("Día"), widget=DayInput)
    time = forms.TimeField(label=gettext_lazy("Hora"), widget=TimeInput)
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        help_text=gettext_lazy("Lo leerá todo el mundo, en el anuncio y en el correo."),
        max_length=LONGEST_REASON,
        widget=UnfoldAdminTextInputWidget,
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Motivo en inglés"),
        help_text=gettext_lazy("Opcional. Lo demás se traduce solo; sin esto, el motivo va en español."),
        max_length=LONGEST_REASON,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"lang": "en"}),
    )
    on_discord = forms.BooleanField(
        label=gettext_lazy("Publicarlo también en Discord"), required=False, initial=True, widget=forms.CheckboxInput
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, due: Due, zone: str, discord: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due, self.zone = due, ZoneInfo(zone)
        if not discord:
            del self.fields["on_discord"]

    @staticmethod
    def showing(said: datetime, *, zone: str, based_on: int) -> dict[str, Any]:
        """What the form begins with: that moment, as the edition's clock shows it."""
        local = said.astimezone(ZoneInfo(zone))
        return {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "based_on": based_on, "on_discord": True}

    @property
    def to(self) -> datetime:
        """The instant that was meant, in UTC; for a valid form."""
        written = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return closing_after(written, self.due.which, self.zone)

    @property
    def why(self) -> Reason:
        """The reason that was written; for a valid form."""
        return Reason(spanish=self.cleaned_data["reason"], english=self.cleaned_data["reason_en"])

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day.year not in YEARS:
            raise ValidationError(_("Escribe un año entre 2000 y 2100."), code="year")
        return day
