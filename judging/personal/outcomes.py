"""What a person won: benefits with their codes, and certificates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.accounts.models import User
from hackathon.accounts.personal import UNNAMED, unname
from judging.models import Certificate, CertificateFile, Entitlement
from judging.queries import awarded, prizes

MODELS = frozenset({"judging.Certificate", "judging.Entitlement"})
WORDS = {
    "certificates": gettext_lazy("Certificados"),
    "code": gettext_lazy("Código"),
    "issued_at": gettext_lazy("Expedido"),
    "revoked_at": gettext_lazy("Revocado"),
    "revoked_reason": gettext_lazy("Por qué se revocó"),
    "facts": gettext_lazy("Lo que dice"),
    "benefits": gettext_lazy("Beneficios"),
    "prize": gettext_lazy("Premio"),
    "benefit": gettext_lazy("Beneficio"),
    "changed_at": gettext_lazy("Último cambio"),
    **dict(Certificate.Kind.choices),
    **dict(Entitlement.State.choices),
}


def export(user: User) -> Mapping[str, Any]:
    """Benefits of places and mentions only once their results have been published: it would tell who won."""
    certificates = user.certificates.select_related("edition").order_by("pk")
    benefits = prizes.told_by(user.entitlements.select_related("edition", "code").order_by("pk"), awarded.announced())
    return {
        "certificates": [_certificate(each) for each in certificates],
        "benefits": [_benefit(each) for each in benefits],
    }


def _certificate(certificate: Certificate) -> dict[str, Any]:
    told = ("kind", "prize", "name", "code", "facts", "issued_at", "revoked_at", "revoked_reason")
    return {"edition": certificate.edition.title, **{name: getattr(certificate, name) for name in told}}


def _benefit(entitlement: Entitlement) -> dict[str, Any]:
    code = getattr(entitlement, "code", None)
    told = ("prize", "benefit", "state", "changed_at")
    return {
        "edition": entitlement.edition.title,
        **{name: getattr(entitlement, name) for name in told},
        "code": code.code if code else "",
    }


def foretell(user: User) -> list[str]:
    """What others will see of it, or no longer see."""
    live = user.certificates.filter(revoked_at=None).count()
    goes = ngettext(
        "%(n)s certificado deja de valer: quien compruebe su código verá que se ha retirado.",
        "%(n)s certificados dejan de valer: quien compruebe su código verá que se han retirado.",
        live,
    )
    return [goes % {"n": live}] if live else []


def erase(user: User, at: datetime) -> None:
    """Certificates hold no more and name nobody. What a sponsor gave stays given, to nobody by name; the rest goes."""
    own = user.certificates.all()
    unname(own)
    CertificateFile.objects.filter(certificate__in=own).delete()
    own.filter(revoked_at=None).update(revoked_at=at, revoked_reason=_("La persona borró sus datos."))
    own.update(name=UNNAMED, facts={}, user=None)
    unname(user.entitlements.all())
    user.entitlements.filter(code=None).exclude(state=Entitlement.State.DELIVERED).delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    """One live certificate of a kind. Two benefits of a kind are one; if both were given out, that stays on the record."""
    for certificate in gone.certificates.filter(revoked_at=None):
        held = {"edition": certificate.edition_id, "kind": certificate.kind, "prize": certificate.prize}
        if keep.certificates.filter(revoked_at=None, **held).exists():
            why = _("Dos cuentas de la misma persona se unieron, y tenía otro igual.")
            Certificate.objects.filter(pk=certificate.pk).update(revoked_at=at, revoked_reason=why)
    gone.certificates.update(user=keep)
    for entitlement in gone.entitlements.select_related("code"):
        _merge_benefit(entitlement, keep)


def _merge_benefit(entitlement: Entitlement, keep: User) -> None:
    held = {"edition": entitlement.edition_id, "prize": entitlement.prize, "benefit": entitlement.benefit}
    twin = keep.entitlements.filter(**held).select_related("code").first()
    if twin is not None and _was_given(entitlement) and _was_given(twin):
        return
    if twin is not None and not _was_given(entitlement):
        entitlement.delete()
        return
    if twin is not None:
        twin.delete()
    Entitlement.objects.filter(pk=entitlement.pk).update(user=keep)


def _was_given(entitlement: Entitlement) -> bool:
    return entitlement.state == Entitlement.State.DELIVERED or hasattr(entitlement, "code")
