"""Forms about the jury: invitations, profiles, conflicts of interest, plans of who judges what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import ConflictKind
from hackathon.editions.wording import in_words
from hackathon.registration.wording import language_name
from judging import queries
from judging.actions.profiles import Profile
from judging.models import Assignment, CommonProject, Juror
from judging.queries.jury import known_expertise, known_languages
from judging.results_forms import WHY
from submissions.models import Submission

MOST_INVITED: Final = 100
LARGEST_SEED: Final = 2**31 - 1
LONGEST_REASON: Final = 1000
NAMED: Final = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>$")
PROJECT_GONE: Final = gettext_lazy("Ese proyecto ya no participa. Elige otro de la lista.")
JUDGE_GONE: Final = gettext_lazy("Esa persona ya no está en el jurado. Elige otra de la lista.")


class LocalMoment(forms.DateTimeInput):
    """The browser's own field for a day and an hour, which reads and writes one format whatever the language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to be asked, as a line named them."""

    line: int
    email: str
    name: str = ""


def read_line(number: int, line: str) -> Invitee:
    """``correo``, ``Nombre <correo>`` or ``correo, Nombre``. Raises ValidationError for what has no address.

    >>> read_line(1, "Ana Ruiz <ana@uni.edu>"), read_line(2, "luis@uni.edu, Luis")
    (Invitee(line=1, email='ana@uni.edu', name='Ana Ruiz'), Invitee(line=2, email='luis@uni.edu', name='Luis'))
    """
    named = NAMED.match(line.strip())
    name, email = (named["name"], named["email"]) if named else line.partition(",")[::-2]
    address = email.strip().lower()
    validate_email(address)
    return Invitee(number, address, " ".join(name.replace('"', " ").split())[:150])


class InviteForm(forms.Form):
    """Addresses, one a line; every wrong one is named with its line, and nobody is written to before all are right."""

    people = forms.CharField(
        label=gettext_lazy("A quién invitas"),
        help_text=gettext_lazy("Una persona por línea: «correo» o «correo, Nombre»."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Escribe al menos un correo.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Idioma del correo"), choices=[("es", "Español"), ("en", "English")], initial="es"
    )

    def clean_people(self) -> list[Invitee]:
        lines = [
            (number, line) for number, line in enumerate(self.cleaned_data["people"].splitlines(), 1) if line.strip()
        ]
        if len(lines) > MOST_INVITED:
            raise ValidationError(_("Son demasiadas personas de una vez: caben %(most)s.") % {"most": MOST_INVITED})
        found: dict[str, Invitee] = {}
        errors = []
        for number, line in lines:
            try:
                invitee = read_line(number, line)
            except ValidationError:
                errors.append(
                    _("Línea %(n)s: «%(line)s» no tiene un correo válido.") % {"n": number, "line": line.strip()[:60]}
                )
            else:
                found.setdefault(invitee.email, invitee)
        if errors:
            raise ValidationError(errors)
        return list(found.values())


class ProfileForm(forms.Form):
    """What somebody on the jury can judge, and when. Nothing ticked means: anything."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Lenguas que lees"),
        help_text=gettext_lazy("Si no marcas ninguna, te pueden tocar proyectos en cualquiera."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expertise = forms.MultipleChoiceField(
        label=gettext_lazy("Lo que conoces bien"),
        help_text=gettext_lazy("Cada proyecto tendrá a alguien que conozca su tema, si lo hay."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    most = forms.IntegerField(
        label=gettext_lazy("Proyectos como mucho"),
        help_text=gettext_lazy("En blanco: los que hagan falta."),
        required=False,
        min_value=0,
        max_value=10_000,
    )
    organisation = forms.CharField(
        label=gettext_lazy("Tu organización"),
        help_text=gettext_lazy("Para no asignarte proyectos de tu propia casa."),
        required=False,
        max_length=200,
    )
    available_from = forms.DateTimeField(
        label=gettext_lazy("Disponible desde"),
        required=False,
        widget=LocalMoment(),
    )
    available_until = forms.DateTimeField(
        label=gettext_lazy("Disponible hasta"),
        required=False,
        widget=LocalMoment(),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, edition: Edition, juror: Juror | None) -> None:
        super().__init__(data, initial=_said(juror) if juror else None)
        rules = edition.parsed_rules
        self.fields["languages"].choices = [(code, language_name(code)) for code in known_languages(rules)]
        self.fields["expertise"].choices = [(key, in_words(title)) for key, title in known_expertise(rules).items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("available_from"), cleaned.get("available_until")
        if start and end and start >= end:
            self.add_error("available_until", _("El final tiene que ser posterior al principio."))
        return cleaned

    @property
    def profile(self) -> Profile:
        """What was said; for a valid form."""
        said = dict(self.cleaned_data)
        return Profile(**said | {name: tuple(said[name]) for name in ("languages", "expertise")})


class DeclareForm(forms.Form):
    """A judge says that a project is not for them; why is theirs to say or not."""

    reason = forms.CharField(
        label=gettext_lazy("Motivo (si quieres contarlo)"),
        help_text=gettext_lazy("Lo lee la organización; el equipo, no."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConflictForm(forms.Form):
    """An organiser says that somebody should not judge a project, or that they mentored its team."""

    judge = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Persona del jurado"), error_messages={"invalid_choice": JUDGE_GONE}
    )
    submission = forms.ModelChoiceField(
        Submission.objects.none(), label=gettext_lazy("Proyecto"), error_messages={"invalid_choice": PROJECT_GONE}
    )
    kind = forms.ChoiceField(label=gettext_lazy("Qué los une"), choices=())
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        min_length=3,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": WHY, "min_length": WHY},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["judge"].queryset = queries.judges_of(edition)
        self.fields["submission"].queryset = taking_part(edition)
        self.fields["kind"].choices = [
            (ConflictKind.DECLARED.value, _("otro conflicto de interés")),
            (ConflictKind.MENTOR.value, _("ha acompañado al equipo como mentoría")),
        ]


class PlanForm(forms.Form):
    """What a plan is for. ``extra``: the finalists, or those who tie; in the order of the ranking, the best ticked."""

    stage = forms.ChoiceField(label=gettext_lazy("Ronda"), widget=forms.RadioSelect, initial=Assignment.Stage.FIRST)
    seed = forms.IntegerField(
        label=gettext_lazy("Semilla"),
        help_text=gettext_lazy("Con la misma semilla y los mismos datos sale siempre el mismo reparto."),
        min_value=0,
        max_value=LARGEST_SEED,
        initial=1,
    )
    anew = forms.BooleanField(
        label=gettext_lazy("Repartir de nuevo lo que nadie ha empezado"),
        help_text=gettext_lazy("Sin marcar, cambia lo menos posible: solo cubre lo que falta."),
        required=False,
    )
    extra = forms.ModelMultipleChoiceField(
        Submission.objects.none(),
        label=gettext_lazy("Proyectos que reciben más evaluaciones"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": PROJECT_GONE},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        edition: Edition,
        stage: str = Assignment.Stage.FIRST,
        chosen: list[int] | None = None,
    ) -> None:
        super().__init__(data, initial={"extra": chosen or [], "stage": stage})
        self.unfolded = stage != Assignment.Stage.FIRST
        jury = edition.parsed_rules.jury
        stages = Assignment.Stage
        self.fields["stage"].choices = [
            (stages.FIRST, _("Primera ronda: %(n)s por proyecto") % {"n": jury.reviews}),
            (stages.FINALS, _("Final: %(n)s más para cada finalista") % {"n": jury.finals.reviews}),
            (stages.TIE, _("Desempate: %(n)s más para cada proyecto empatado") % {"n": jury.ties.fresh_reviews}),
        ]
        self.fields["extra"].queryset = taking_part(edition)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("stage") in (Assignment.Stage.FINALS, Assignment.Stage.TIE) and not cleaned.get("extra"):
            self.add_error("extra", _("Marca los proyectos que reciben más evaluaciones."))
        return cleaned


class MoveForm(forms.Form):
    """To whom a review goes instead."""

    judge = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("A quién pasa"), error_messages={"invalid_choice": JUDGE_GONE}
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["judge"].queryset = queries.judges_of(edition)


class CommonForm(forms.Form):
    """A project that everybody scores, and what for."""

    submission = forms.ModelChoiceField(
        Submission.objects.none(), label=gettext_lazy("Proyecto"), error_messages={"invalid_choice": PROJECT_GONE}
    )
    use = forms.ChoiceField(label=gettext_lazy("Para qué"), choices=CommonProject.Use.choices)

    def __init__(self, data: Mapping[str, Any] | None = None, *, edition: Edition) -> None:
        super().__init__(data)
        self.fields["submission"].queryset = taking_part(edition)


def taking_part(edition: Edition) -> Any:
    """The edition's delivered projects, by title."""
    delivered = Submission.objects.delivered().filter(edition=edition)
    return delivered.select_related("current", "team").order_by("current__title", "pk")


def _said(juror: Juror) -> dict[str, Any]:
    names = ("languages", "expertise", "most", "organisation", "available_from", "available_until")
    return {name: getattr(juror, name) for name in names}
