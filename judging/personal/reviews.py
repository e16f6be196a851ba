"""What a person scored as a judge. What was sent counts, and stays without a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.accounts.models import User
from hackathon.accounts.personal import MergeConflict, unname
from judging.models import Assignment, Conflict

WORDS = {
    "reviews": gettext_lazy("Proyectos que te pidieron evaluar"),
    "project": gettext_lazy("Proyecto"),
    "submitted_at": gettext_lazy("Enviada"),
    "comment": gettext_lazy("Comentario para el equipo"),
    "note": gettext_lazy("Nota para el jurado"),
    "confidence": gettext_lazy("Seguridad"),
    "juror_point": gettext_lazy("Punto extra"),
    "amended_reason": gettext_lazy("Motivo de la corrección"),
    "remarks": gettext_lazy("Comentarios a los criterios"),
    "scores": gettext_lazy("Puntos"),
    **dict(Assignment.State.choices),
}


def export(user: User) -> Mapping[str, Any]:
    given = user.assignments.select_related("edition", "submission__current", "submission__team")
    return {"reviews": [_as_data(review) for review in given.prefetch_related("scores", "remarks").order_by("pk")]}


def _as_data(review: Assignment) -> dict[str, Any]:
    return {
        "edition": review.edition.title,
        "project": str(review.submission),
        "state": review.state.value,
        "submitted_at": review.submitted_at,
        "comment": review.comment,
        "note": review.note,
        "confidence": review.get_confidence_display() or "",
        "juror_point": review.juror_point,
        "amended_reason": review.amended_reason,
        "remarks": {remark.criterion: remark.text for remark in review.remarks.all()},
        "scores": {score.criterion: score.value for score in review.scores.all()},
    }


def foretell(user: User) -> list[str]:
    """What becomes of their reviews."""
    sent = user.assignments.exclude(submitted_at=None).count()
    begun = user.assignments.filter(submitted_at=None).count()
    stays = ngettext(
        "%(n)s evaluación que enviaste sigue contando, sin tu nombre.",
        "%(n)s evaluaciones que enviaste siguen contando, sin tu nombre.",
        sent,
    )
    goes = ngettext(
        "%(n)s evaluación que no has enviado se borra.", "%(n)s evaluaciones que no has enviado se borran.", begun
    )
    return [text % {"n": n} for text, n in ((stays, sent), (goes, begun)) if n]


def erase(user: User, at: datetime) -> None:
    unname(user.assignments.all())
    user.assignments.filter(submitted_at=None).delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    """Reviews become ``keep``'s. One judge reviews a project once, gives one extra point an edition, and never their own."""
    for review in gone.assignments.select_related("submission__current", "submission__team", "edition"):
        _merge_review(review, keep)
    own = Assignment.objects.filter(judge=keep, submission__team__memberships__user__in=[keep, gone]).first()
    if own is not None:
        raise MergeConflict(
            _(
                "Una de las dos cuentas está en el equipo de «%(project)s» y la otra lo evalúa. Retira antes esa evaluación."
            )
            % {"project": own.submission}
        )


def refuse_conflicts(keep: User) -> None:
    """A conflict of interest of one account holds for the person: nobody merges a review past it. To be asked when both the
    reviews and the conflicts are ``keep``'s."""
    stands = Conflict.objects.filter(judge=keep, submission=OuterRef("submission"), lifted_at=None)
    review = Assignment.objects.filter(Exists(stands), judge=keep, voided_at=None).select_related("submission").first()
    if review is not None:
        raise MergeConflict(
            _(
                "Una cuenta tiene un conflicto de interés con «%(project)s» y la otra lo evalúa. Antes, anótalo en las dos o levántalo."
            )
            % {"project": review.submission}
        )


def _merge_review(review: Assignment, keep: User) -> None:
    twin = Assignment.objects.filter(submission=review.submission_id, judge=keep).first()
    if twin is not None and _is_blank(review):
        review.delete()
        return
    if twin is not None and not _is_blank(twin):
        raise MergeConflict(
            _(
                "Las dos cuentas han evaluado «%(project)s». Una persona evalúa un proyecto una vez: hay que decidir antes cuál vale."
            )
            % {"project": review.submission}
        )
    if twin is not None:
        twin.delete()
    if review.juror_point and Assignment.objects.filter(edition=review.edition, judge=keep, juror_point=True).exists():
        raise MergeConflict(
            _("En «%(edition)s» las dos cuentas han dado su punto extra. Quita antes uno de los dos.")
            % {"edition": review.edition.title}
        )
    Assignment.objects.filter(pk=review.pk).update(judge=keep)


def _is_blank(review: Assignment) -> bool:
    written = review.submitted_at or review.comment or review.note or review.juror_point
    return not (written or review.scores.exists() or review.remarks.exists())
