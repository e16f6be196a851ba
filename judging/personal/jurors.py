"""How a person came to be on a jury, what they said that they can judge, and whom they should not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User
from hackathon.accounts.personal import UNNAMED, unname
from hackathon.editions.models import TrailEntry
from hackathon.mail.queries import addresses_of
from judging.models import Assignment, Conflict, Juror, JurorInvitation

MODELS = frozenset({"judging.Juror", "judging.JurorInvitation", "judging.Mentoring", "judging.Conflict"})
KEPT = ("judge", "submission", "kind")
FILLED = ("languages", "expertise", "most", "organisation", "available_from", "available_until")
WORDS = {
    "juries": gettext_lazy("Jurados en los que estás"),
    "languages": gettext_lazy("Lenguas"),
    "expertise": gettext_lazy("Lo que conoces bien"),
    "most": gettext_lazy("Proyectos como mucho"),
    "organisation": gettext_lazy("Organización"),
    "available_from": gettext_lazy("Disponible desde"),
    "available_until": gettext_lazy("Disponible hasta"),
    "juror_invitations": gettext_lazy("Invitaciones a un jurado"),
    "email": gettext_lazy("Correo"),
    "name": gettext_lazy("Nombre"),
    "invited_at": gettext_lazy("Invitación"),
    "accepted_at": gettext_lazy("Aceptada"),
    "declined_at": gettext_lazy("Rechazada"),
    "mentorings": gettext_lazy("Equipos a los que has ayudado"),
    "team": gettext_lazy("Equipo"),
    "conflicts": gettext_lazy("Proyectos que no deberías evaluar"),
    "declared": gettext_lazy("lo dijiste tú"),
    "mentor": gettext_lazy("ayudaste al equipo"),
    "coauthor": gettext_lazy("trabajasteis en el mismo repositorio"),
    "email_domain": gettext_lazy("correos del mismo dominio"),
    "evidence": gettext_lazy("Lo que se vio"),
    "lifted_at": gettext_lazy("Levantado"),
    "lifted_reason": gettext_lazy("Por qué se levantó"),
}


def export(user: User) -> Mapping[str, Any]:
    juries = user.juries.select_related("edition").order_by("pk")
    conflicts = user.conflicts.select_related("edition", "submission__current", "submission__team").order_by("pk")
    mentorings = user.mentorings.select_related("team__edition").order_by("pk")
    invitations = _invitations(user).select_related("edition").order_by("pk")
    return {
        "juror_invitations": [_invitation(each) for each in invitations],
        "juries": [
            {"edition": each.edition.title, **{name: getattr(each, name) for name in FILLED}} for each in juries
        ],
        "conflicts": [_conflict(each) for each in conflicts],
        "mentorings": [
            {"edition": each.team.edition.title, "team": each.team.name, "at": each.at} for each in mentorings
        ],
    }


def _invitation(invitation: JurorInvitation) -> dict[str, Any]:
    told = ("email", "name", "invited_at", "accepted_at", "declined_at")
    return {"edition": invitation.edition.title, **{name: getattr(invitation, name) for name in told}}


def _conflict(conflict: Conflict) -> dict[str, Any]:
    told = ("kind", "reason", "evidence", "at", "lifted_at", "lifted_reason")
    return {
        "edition": conflict.edition.title,
        "project": str(conflict.submission),
        **{name: getattr(conflict, name) for name in told},
    }


def erase(user: User, at: datetime) -> None:
    """A conflict with a project that they reviewed stays, as the record of a review needs it, and says nothing of them."""
    for gone in (_invitations(user), user.juries.all(), user.mentorings.all()):
        unname(gone)
        gone.delete()
    unname(user.conflicts.all())
    _hush(user)
    sent = Assignment.objects.filter(judge=user, submission=OuterRef("submission"), submitted_at__isnull=False)
    user.conflicts.exclude(Exists(sent)).delete()
    user.conflicts.update(reason="", evidence={})
    user.conflicts.exclude(lifted_at=None).update(lifted_reason=UNNAMED)


def _hush(user: User) -> None:
    """The trail's lines about their conflicts say no longer what there was between them and a project."""
    for line in TrailEntry.objects.filter(target_type=Conflict._meta.label_lower, detail__judge=user.pk):
        detail = {key: value for key, value in line.detail.items() if key in KEPT}
        TrailEntry.objects.filter(pk=line.pk).update(reason="", detail=detail)


def merge(keep: User, gone: User, at: datetime) -> None:
    """One profile an edition, one mentoring a team. Of two conflicts of a kind, the one that stands goes before a lifted one."""
    for juror in gone.juries.all():
        _merge_juror(juror, keep)
    JurorInvitation.objects.filter(accepted_by=gone).update(accepted_by=keep)
    gone.mentorings.filter(team__in=keep.mentorings.values("team")).delete()
    gone.mentorings.update(user=keep)
    for conflict in gone.conflicts.all():
        _merge_conflict(conflict, keep)


def _invitations(user: User) -> QuerySet[JurorInvitation]:
    """Those that went to an address of theirs, and those that they took up."""
    theirs = Q(address__in=addresses_of(user)) | Q(accepted_by=user)
    return JurorInvitation.objects.annotate(address=Lower("email")).filter(theirs)


def _merge_juror(juror: Juror, keep: User) -> None:
    own = Juror.objects.filter(edition=juror.edition_id, user=keep).first()
    if own is None:
        Juror.objects.filter(pk=juror.pk).update(user=keep)
        return
    if not (own.available_from or own.available_until):  # both ends or neither: they belong together
        own.available_from, own.available_until = juror.available_from, juror.available_until
    for name in ("languages", "expertise", "most", "organisation"):
        setattr(own, name, getattr(own, name) or getattr(juror, name))
    own.save(update_fields=FILLED)
    juror.delete()


def _merge_conflict(conflict: Conflict, keep: User) -> None:
    twin = Conflict.objects.filter(judge=keep, submission=conflict.submission_id, kind=conflict.kind).first()
    if twin is not None and (twin.lifted_at is None or conflict.lifted_at is not None):
        conflict.delete()
        return
    if twin is not None:
        twin.delete()
    Conflict.objects.filter(pk=conflict.pk).update(judge=keep)
