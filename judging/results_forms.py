"""The forms around results: reasons, decisions, when to publish, and what the jury says to a team."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.editions.rules import Prize
from hackathon.editions.wording import in_words
from judging.models import ModeratedComment
from judging.results import Line

SHORTEST, LONGEST = 3, 1000
WHY = gettext_lazy("Escribe el motivo en unas palabras: queda en el registro.")


class ReasonForm(forms.Form):
    """Why. It is told to others."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        help_text=gettext_lazy("Queda en el registro, con tu nombre."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": WHY,
            "min_length": WHY,
            "max_length": gettext_lazy("El motivo es demasiado largo: caben 1000 caracteres."),
        },
    )


class FreezeForm(ReasonForm):
    """A reason, where one is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False

    def demand_reason(self) -> None:
        """Show it as asked for. Whether one is needed the action decides, so that it is asked in one place."""
        self.fields["reason"].required = True
        self["reason"].label = _("Por qué se congelan ya")


class OrderForm(ReasonForm):
    """The order of ``lines`` that tie: who comes first of two, or who takes which of several places."""

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        choices = [(line.key, line.title) for line in lines]
        self.names = [f"place-{place}" for place in range(1 if len(lines) == 2 else len(lines))]
        for place, name in enumerate(self.names):
            self.fields[name] = self._field(choices, place)
        self.order_fields([*self.names, "reason"])

    def _field(self, choices: Sequence[tuple[int, str]], place: int) -> forms.TypedChoiceField:
        two = len(self.lines) == 2
        return forms.TypedChoiceField(
            label=_("Queda por delante") if two else _("%(place)s.º entre ellos") % {"place": place + 1},
            choices=choices,
            coerce=int,
            initial=None if two else choices[place][0],
            widget=forms.RadioSelect if two else forms.Select,
            error_messages={
                "required": _("Elige qué proyecto queda por delante."),
                "invalid_choice": _("Esos proyectos ya no empatan: recarga la página."),
            },
        )

    def clean(self) -> dict[str, Any]:
        """Refuses a project on two places."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [cleaned[name] for name in self.names if name in cleaned]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("Hay un proyecto en dos puestos: cada uno va en uno solo."))
        return cleaned

    @property
    def order(self) -> list[int]:
        """The keys, best first; for a valid form."""
        chosen = [self.cleaned_data[name] for name in self.names]
        return [*chosen, *(line.key for line in self.lines if line.key not in chosen)]


class MentionForm(ReasonForm):
    """Which mention for which project."""

    prize = forms.ChoiceField(label=gettext_lazy("Mención"))
    project = forms.TypedChoiceField(label=gettext_lazy("Proyecto"), coerce=int)

    def __init__(self, *args: Any, prizes: Iterable[Prize], lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prize"].choices = [(prize.key, in_words(prize.title)) for prize in prizes]
        self.fields["project"].choices = [(line.key, line.title) for line in lines]
        self.order_fields(["prize", "project", "reason"])


class ProjectForm(ReasonForm):
    """Which project, and why."""

    project = forms.TypedChoiceField(label=gettext_lazy("Proyecto"), coerce=int)

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = [(line.key, line.title) for line in lines]
        self.order_fields(["project", "reason"])


class JudgeForm(ReasonForm):
    """Whose reviews, and why."""

    judge = forms.TypedChoiceField(label=gettext_lazy("Persona del jurado"), coerce=int)

    def __init__(self, *args: Any, judges: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judge"].choices = list(judges)
        self.order_fields(["judge", "reason"])


class MomentForm(forms.Form):
    """When everybody sees the results, on the clock of the edition."""

    publish_at = forms.DateTimeField(
        label=gettext_lazy("Se publican"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": gettext_lazy("Elige el día y la hora."),
            "invalid": gettext_lazy("No entendemos esa fecha. Escríbela como 2026-03-29T18:00."),
        },
    )

    def __init__(self, *args: Any, zone: str, name: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at = ZoneInfo(zone), at
        self.fields["publish_at"].help_text = _("En la hora de la edición: %(zone)s.") % {"zone": name}

    def clean_publish_at(self) -> datetime:
        """The moment, in the zone of the edition whatever the server's is."""
        moment: datetime = self.cleaned_data["publish_at"].replace(tzinfo=self.zone)
        if moment <= self.at:
            raise forms.ValidationError(_("Ese momento ya ha pasado. Para publicar ahora usa «Publicar ya»."))
        return moment


class CommentForm(forms.Form):
    """What becomes of a comment for a team."""

    state = forms.ChoiceField(choices=ModeratedComment.State.choices)
    text = forms.CharField(
        label=gettext_lazy("Texto que recibe el equipo"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": gettext_lazy("El comentario es demasiado largo: caben 5000 caracteres.")},
    )
