"""Teams as part of a person's data: their seats, and who asked whom for one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper, MergeConflict, unname
from teams.actions import door
from teams.models import JoinRequest, Membership, Team

State = JoinRequest.State


def export(user: User) -> Mapping[str, Any]:
    seats = user.memberships.order_by("pk").values("edition__title", "team__name", "team__captain", "role", "joined_at")
    asked = user.join_requests.order_by("pk").values("team__name", "direction", "state", "message", "created_at")
    return {
        "seats": [
            {
                "edition": seat["edition__title"],
                "team": seat["team__name"],
                "captain": seat["team__captain"] == user.pk,
                "role": seat["role"],
                "joined_at": seat["joined_at"],
            }
            for seat in seats
        ],
        "requests": [{"team": row.pop("team__name"), **row} for row in asked],
    }


def foretell(user: User) -> list[str]:
    """What becomes of each of their teams."""
    return [_fate(seat) for seat in _with_company(user).order_by("pk")]


def _with_company(user: User) -> QuerySet[Membership]:
    company = Count("team__memberships", filter=Q(team__memberships__user__erased_at=None))
    seats = user.memberships.select_related("team")
    return seats.annotate(company=company, delivered=Q(team__submission__isnull=False))


def _fate(seat: Membership) -> str:
    team = {"team": seat.team.name}
    if seat.delivered:
        return (
            _("«%(team)s» ha entregado un proyecto: el proyecto se queda, y en el equipo tu plaza queda sin tu nombre.")
            % team
        )
    if seat.company == 1:
        return _("«%(team)s» desaparece, porque no hay nadie más en el equipo.") % team
    return _("Dejas «%(team)s», y tu plaza queda libre.") % team


def erase(user: User, at: datetime) -> None:
    """Out of every team, in any window; where a project was delivered the seat stays, without a name."""
    unname(user.memberships.all())
    unname(user.join_requests.all())
    user.join_requests.all().delete()
    delivered = set(Team.objects.filter(memberships__user=user, submission__isnull=False).values_list("pk", flat=True))
    for team in door.hold_teams(*Team.objects.filter(memberships__user=user)).values():
        if team.pk in delivered:
            _leave_the_seat(team, user, at)
        else:
            door.leave_seat(team, user, by=user, at=at, verb="team.left")


def _leave_the_seat(team: Team, user: User, at: datetime) -> None:
    team.memberships.filter(user=user).update(role="")
    heir = door.heir_of(team, user)
    if team.captain_id == user.pk and heir:
        door.make_captain(team, heir.user, by=user, at=at)
    if not heir:
        # The project stays, but there is nobody who could let a person in.
        Team.objects.filter(pk=team.pk).update(on_board=False)
        waiting = door.hold_requests(team.join_requests.filter(state=State.OPEN))
        waiting.update(state=State.VOID, answered_at=at)


def merge(keep: User, gone: User, at: datetime) -> None:
    """Seats, captaincies and requests become ``keep``'s. One person has one team an edition."""
    door.hold_teams(*Team.objects.filter(Q(memberships__user__in=[keep, gone]) | Q(captain=gone)))
    own = {seat.edition_id: seat for seat in keep.memberships.all()}
    for seat in gone.memberships.select_related("team", "edition"):
        _merge_seat(seat, own.get(seat.edition_id), keep)
    Team.objects.filter(captain=gone).update(captain=keep)
    _merge_requests(keep, gone, at)


def _merge_seat(seat: Membership, own: Membership | None, keep: User) -> None:
    if own is None:
        Membership.objects.filter(pk=seat.pk).update(user=keep)
    elif own.team_id != seat.team_id:
        raise MergeConflict(
            _(
                "En «%(edition)s» cada cuenta está en un equipo: %(one)s y %(other)s. Saca antes a una de las dos del suyo."
            )
            % {"edition": seat.edition.title, "one": own.team.name, "other": seat.team.name}
        )
    else:
        # Both accounts sat in the same team: it is one person, who has been there since the first of the two.
        joined_at = min(own.joined_at, seat.joined_at)
        Membership.objects.filter(pk=own.pk).update(joined_at=joined_at, role=own.role or seat.role)
        seat.delete()


def _merge_requests(keep: User, gone: User, at: datetime) -> None:
    # Requests are held in the order of their keys, as whoever takes a seat holds theirs: nobody waits in a circle.
    concerned = Q(user__in=[keep, gone]) | Q(created_by=gone) | Q(answered_by=gone)
    door.hold_requests(JoinRequest.objects.filter(concerned))
    twice = list(_open(keep).values_list("team", flat=True))
    _open(gone).filter(team__in=twice).update(state=State.VOID, answered_at=at)
    for field in ("user", "created_by", "answered_by"):
        JoinRequest.objects.filter(**{field: gone}).update(**{field: keep})
    seated = keep.memberships.values_list("edition", flat=True)
    _open(keep).filter(team__edition__in=list(seated)).update(state=State.VOID, answered_at=at)


def _open(user: User) -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(user=user, state=State.OPEN)


KEEPER = Keeper(
    name="teams",
    title=gettext_lazy("Equipos"),
    models=frozenset({"teams.Team", "teams.Membership", "teams.JoinRequest"}),
    export=export,
    foretell=foretell,
    erase=erase,
    merge=merge,
    words={
        "seats": gettext_lazy("Tus equipos"),
        "edition": gettext_lazy("Edición"),
        "team": gettext_lazy("Equipo"),
        "captain": gettext_lazy("Capitanía"),
        "role": gettext_lazy("Qué haces"),
        "joined_at": gettext_lazy("Desde"),
        "requests": gettext_lazy("Peticiones e invitaciones"),
        "direction": gettext_lazy("Tipo"),
        "state": gettext_lazy("Estado"),
        "message": gettext_lazy("Mensaje"),
        "created_at": gettext_lazy("Cuándo"),
        **dict(JoinRequest.Direction.choices),
        **dict(State.choices),
    },
)
