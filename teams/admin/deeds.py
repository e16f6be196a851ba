"""What organisers do to a team, on one page: each deed with its own form, its reason and its button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from hackathon.editions.queries import history
from teams import actions, queries
from teams.admin.forms import BringForm, DeedForm, MemberForm, MoveForm, RenameForm
from teams.models import Team
from teams.wording import refusal

DEEDS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed: what it is called, its form, what it does with a valid one, and what is said when it is done."""

    title: Promise
    button: Promise
    form: type[DeedForm]
    do: Callable[[HttpRequest, Team, Any], object]
    done: Promise


def _bring(request: HttpRequest, team: Team, form: BringForm) -> None:
    person, why = form.cleaned_data["person_named"], form.cleaned_data["reason"]
    actions.move_person(person=person, edition=team.edition, to=team, by=request.user, at=request.now, reason=why)


def _move(request: HttpRequest, team: Team, form: MoveForm) -> None:
    to, why = form.cleaned_data["to"], form.cleaned_data["reason"]
    actions.move_person(person=form.person, edition=team.edition, to=to, by=request.user, at=request.now, reason=why)


def _remove(request: HttpRequest, team: Team, form: MemberForm) -> None:
    why = form.cleaned_data["reason"]
    actions.remove_member(team=team, person=form.person, by=request.user, at=request.now, reason=why)


def _appoint(request: HttpRequest, team: Team, form: MemberForm) -> None:
    why = form.cleaned_data["reason"]
    actions.appoint_captain(team=team, person=form.person, by=request.user, at=request.now, reason=why)


def _rename(request: HttpRequest, team: Team, form: RenameForm) -> None:
    name, why = form.cleaned_data["name"], form.cleaned_data["reason"]
    actions.rename_team(team=team, name=name, by=request.user, at=request.now, reason=why)


DEEDS = {
    "bring": Deed(
        gettext_lazy("Traer a una persona a este equipo"),
        gettext_lazy("Traer aquí"),
        BringForm,
        _bring,
        gettext_lazy("Hecho: la persona está en este equipo."),
    ),
    "move": Deed(
        gettext_lazy("Mover a una persona a otro equipo"),
        gettext_lazy("Mover"),
        MoveForm,
        _move,
        gettext_lazy("Hecho: la persona está en el otro equipo."),
    ),
    "remove": Deed(
        gettext_lazy("Sacar a una persona del equipo"),
        gettext_lazy("Sacar del equipo"),
        MemberForm,
        _remove,
        gettext_lazy("Hecho: la persona ya no está en este equipo."),
    ),
    "appoint": Deed(
        gettext_lazy("Pasar la capitanía"),
        gettext_lazy("Pasar la capitanía"),
        MemberForm,
        _appoint,
        gettext_lazy("Hecho: la capitanía ha cambiado."),
    ),
    "rename": Deed(
        gettext_lazy("Cambiar el nombre"),
        gettext_lazy("Cambiar el nombre"),
        RenameForm,
        _rename,
        gettext_lazy("Hecho: el equipo tiene otro nombre."),
    ),
}


class DeedsMixin:
    """The page of deeds of a team's admin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.deeds_view)
        return [path("<int:object_id>/cambiar/", view, name="teams_team_deeds"), *super().get_urls()]

    def deeds_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Every deed with its form; the one that was refused keeps what was typed and says why."""
        team = get_object_or_404(self.get_queryset(request), pk=object_id)
        name = request.POST.get("deed") if request.method == "POST" else None
        forms = {
            each: deed.form(request.POST if each == name else None, team=team, auto_id=f"{each}_%s")
            for each, deed in DEEDS.items()
        }
        if name in DEEDS and forms[name].is_valid() and self._do(request, team, DEEDS[name], forms[name]):
            return redirect(self._after(team))
        context = {
            "title": team.name,
            "team": team,
            "rules": team.edition.parsed_rules,
            "members": queries.members(team),
            "deeds": [(each, DEEDS[each], form) for each, form in forms.items()],
            "entries": history(team.edition, targets=[team])[:DEEDS_SHOWN],
        }
        return self.page(request, "teams/admin/deeds.html", **context)

    def _do(self, request: HttpRequest, team: Team, deed: Deed, form: DeedForm) -> bool:
        try:
            deed.do(request, team, form)
        except actions.TeamError as error:
            form.add_error(None, refusal(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, deed.done)
            return True
        return False

    def _after(self, team: Team) -> str:
        """A team without people has disappeared."""
        if Team.objects.filter(pk=team.pk).exists():
            return reverse("organiser_admin:teams_team_deeds", args=[team.pk])
        return f"{reverse('organiser_admin:teams_team_changelist')}?edition={team.edition.slug}"
