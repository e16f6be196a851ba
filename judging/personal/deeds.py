"""What a person decided, signed and counted for an edition. It is the edition's record: it stays, without a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext_lazy

from hackathon.accounts.models import User
from judging.models import (
    ActivityCount,
    Archive,
    Assignment,
    Award,
    BenefitCode,
    Certificate,
    CertificateBatch,
    CommonProject,
    Conflict,
    DatasetPush,
    Decision,
    Entitlement,
    FrozenResults,
    JurorInvitation,
    Mentoring,
    ModeratedComment,
    OnStage,
    Plan,
    Signature,
)


class Deed(NamedTuple):
    """A column that says who did something, the one that says when, and the way to the edition."""

    model: type[Model]
    by: str
    at: str
    edition: str = "edition"


DEEDS = (
    Deed(Plan, "made_by", "made_at"),
    Deed(Plan, "applied_by", "applied_at"),
    Deed(CommonProject, "by", "at"),
    Deed(OnStage, "by", "since"),
    Deed(ActivityCount, "by", "at", "submission__edition"),
    Deed(FrozenResults, "frozen_by", "frozen_at"),
    Deed(FrozenResults, "withdrawn_by", "withdrawn_at"),
    Deed(ModeratedComment, "by", "at", "assignment__edition"),
    Deed(Award, "by", "at"),
    Deed(BenefitCode, "by", "at"),
    Deed(Entitlement, "changed_by", "changed_at"),
    Deed(CertificateBatch, "by", "at"),
    Deed(Certificate, "issued_by", "issued_at"),
    Deed(Certificate, "revoked_by", "revoked_at"),
    Deed(Assignment, "assigned_by", "assigned_at"),
    Deed(Assignment, "voided_by", "voided_at"),
    Deed(JurorInvitation, "invited_by", "invited_at"),
    Deed(Mentoring, "by", "at", "team__edition"),
    Deed(Conflict, "by", "at"),
    Deed(Conflict, "lifted_by", "lifted_at"),
    Deed(Archive, "by", "at"),
    Deed(DatasetPush, "by", "at"),
)
MODELS = frozenset(deed.model._meta.label for deed in DEEDS) | {"judging.Decision", "judging.Signature"}
WORDS = {
    "decisions": gettext_lazy("Decisiones que tomaste en un jurado"),
    "undone_at": gettext_lazy("Deshecha"),
    "signatures": gettext_lazy("Resultados que firmaste"),
    "version": gettext_lazy("Versión"),
    "digest": gettext_lazy("Huella de lo firmado"),
    "organised": gettext_lazy("Lo que hiciste en la organización del jurado"),
    "what": gettext_lazy("Qué"),
    **dict(Decision.Kind.choices),
}


def export(user: User) -> Mapping[str, Any]:
    decisions = Decision.objects.filter(by=user).select_related("edition").order_by("pk")
    signatures = Signature.objects.filter(user=user).select_related("results__edition").order_by("pk")
    return {
        "decisions": [_decision(each) for each in decisions],
        "signatures": [_signature(each) for each in signatures],
        "organised": sorted((row for deed in DEEDS for row in _done(deed, user)), key=lambda row: row["at"]),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    told = ("kind", "reason", "at", "undone_at")
    return {"edition": decision.edition.title, **{name: getattr(decision, name) for name in told}}


def _signature(signature: Signature) -> dict[str, Any]:
    results = signature.results
    return {
        "edition": results.edition.title,
        "version": results.number,
        "digest": signature.digest,
        "at": signature.at,
    }


def _done(deed: Deed, user: User) -> list[dict[str, Any]]:
    rows = deed.model._default_manager.filter(**{deed.by: user}).order_by("pk")
    what = str(deed.model._meta.verbose_name)
    return [
        {"edition": edition, "what": what, "at": at}
        for edition, at in rows.values_list(f"{deed.edition}__title", deed.at)
        if at is not None
    ]


def merge(keep: User, gone: User, at: datetime) -> None:
    """Both names become one. One person signs once: of two signatures under results that are not out, one goes."""
    for deed in DEEDS:
        deed.model._default_manager.filter(**{deed.by: gone}).update(**{deed.by: keep})
    for name in ("by", "undone_by"):
        Decision.objects.filter(**{name: gone}).update(**{name: keep})
    for decision in Decision.objects.filter(kind=Decision.Kind.EXCLUDE_JUDGE, detail__judge=gone.pk):
        Decision.objects.filter(pk=decision.pk).update(detail={**decision.detail, "judge": keep.pk})
    signed = Signature.objects.filter(user=keep).values("results")
    twice = Signature.objects.filter(user=gone, results__in=signed)
    twice.filter(results__published_at=None).delete()
    # Under results that are out both stay as they were: what was published was signed by so many accounts.
    Signature.objects.filter(user=gone).exclude(results__in=signed).update(user=keep)
