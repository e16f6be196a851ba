"""A person's account as part of their data: how they sign in, what the site knows of them from elsewhere, their roles."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import ApiToken, Role, User
from hackathon.accounts.personal import UNNAMED, Keeper, unname
from hackathon.accounts.providers import DISCORD, HUB


def export(user: User) -> Mapping[str, Any]:
    return {
        "account": {
            "email": user.email,
            "name": user.name,
            "hub_name": user.hub_name,
            "hub_username": user.hub_username,
            "hub_sub": user.hub_sub,
            "hub_orgs": [org.get("preferred_username") or org.get("name", "") for org in user.hub_orgs],
            "discord_username": user.discord_username,
            "discord_id": user.discord_id,
            "date_joined": user.date_joined,
            "last_login": user.last_login,
        },
        "emails": _rows(EmailAddress.objects.filter(user=user).order_by("pk"), "email", "verified", "primary"),
        "connected": _rows(
            SocialAccount.objects.filter(user=user).order_by("pk"),
            "provider",
            "uid",
            "date_joined",
            "last_login",
            "extra_data",
        ),
        "second_steps": _rows(
            Authenticator.objects.filter(user=user).order_by("pk"), "type", "created_at", "last_used_at"
        ),
        "api_tokens": _rows(
            user.auth_token_set.order_by("created", "name"), "name", "created", "expiry", "last_used_at"
        ),
        "roles": _rows(user.roles.order_by("pk"), "edition__title", "kind", "granted_at"),
    }


def erase(user: User, at: datetime) -> None:
    unname(User.objects.filter(pk=user.pk))
    unname(user.roles.all())
    _logged_about(user).update(object_repr=UNNAMED, change_message="")
    user.roles.all().delete()
    _ways_in(user)


def merge(keep: User, gone: User, at: datetime) -> None:
    _merge_roles(keep, gone)
    _merge_emails(keep, gone)
    _merge_hub(keep, gone)
    _merge_discord(keep, gone)
    LogEntry.objects.filter(user=gone).update(user=keep)
    keep.name = keep.name or gone.name
    keep.save()
    _ways_in(gone)


def _rows(rows: QuerySet[Any], *fields: str) -> list[dict[str, Any]]:
    return [{name.split("__")[0]: value for name, value in row.items()} for row in rows.values(*fields)]


def _logged_about(user: User) -> QuerySet[LogEntry]:
    """What the panels wrote down about the person's row."""
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))


def _ways_in(user: User) -> None:
    """Nothing opens the account any more."""
    for model in (EmailAddress, SocialAccount, Authenticator, ApiToken):
        model.objects.filter(user=user).delete()
    Session.objects.filter(pk__in=list(_sessions_of(user))).delete()


def _sessions_of(user: User) -> Iterator[str]:
    """The keys of the person's sessions; whose a session is stands only inside it."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            yield session.pk


def _merge_roles(keep: User, gone: User) -> None:
    had = set(keep.roles.values_list("edition", "kind"))
    for role in gone.roles.all():
        if (role.edition_id, role.kind) in had:
            role.delete()
        else:
            Role.objects.filter(pk=role.pk).update(user=keep)
    Role.objects.filter(granted_by=gone).update(granted_by=keep)


def _merge_emails(keep: User, gone: User) -> None:
    """Confirmed addresses stay confirmed; ``keep``'s first one stays the first."""
    for address in EmailAddress.objects.filter(user=gone):
        same = EmailAddress.objects.annotate(key=Lower("email")).filter(user=keep, key=address.email.lower()).first()
        address.delete()
        if same is None:
            EmailAddress.objects.create(user=keep, email=address.email, verified=address.verified, primary=False)
        elif address.verified and not same.verified:
            EmailAddress.objects.filter(pk=same.pk).update(verified=True)


def _merge_hub(keep: User, gone: User) -> None:
    """Both accounts on the Hub open ``keep`` from now on; what the Hub said of ``keep`` stays, or ``gone``'s fills it."""
    if gone.hub_sub:
        SocialAccount.objects.get_or_create(provider=HUB, uid=gone.hub_sub, defaults={"user": gone})
    SocialAccount.objects.filter(user=gone, provider=HUB).update(user=keep)
    told = {name: getattr(gone, name) for name in ("hub_sub", "hub_username", "hub_name", "hub_orgs")}
    gone.hub_sub = None
    gone.save(update_fields=["hub_sub"])
    if not keep.hub_sub:
        for name, value in told.items():
            setattr(keep, name, value)


def _merge_discord(keep: User, gone: User) -> None:
    """One person has one account on Discord here: ``keep``'s, if there is any."""
    told = (gone.discord_id, gone.discord_username)
    gone.discord_id = None
    gone.save(update_fields=["discord_id"])
    if not keep.discord_id:
        keep.discord_id, keep.discord_username = told
        SocialAccount.objects.filter(user=gone, provider=DISCORD).update(user=keep)


KEEPER = Keeper(
    name="accounts",
    title=_("Tu cuenta"),
    models=frozenset(
        {
            "accounts.User_groups",
            "accounts.User_user_permissions",
            "accounts.ApiToken",
            "accounts.Role",
            "account.EmailAddress",
            "socialaccount.SocialAccount",
            "mfa.Authenticator",
            "admin.LogEntry",
        }
    ),
    export=export,
    erase=erase,
    merge=merge,
    words={
        "account": _("Lo que sabemos de ti"),
        "email": _("Correo"),
        "name": _("Nombre"),
        "hub_name": _("Nombre en Hugging Face"),
        "hub_username": _("Cuenta de Hugging Face"),
        "hub_sub": _("Número en Hugging Face"),
        "hub_orgs": _("Organizaciones en Hugging Face"),
        "discord_username": _("Cuenta de Discord"),
        "discord_id": _("Número en Discord"),
        "date_joined": _("Desde"),
        "last_login": _("Última entrada"),
        "emails": _("Direcciones de correo"),
        "verified": _("Confirmada"),
        "primary": _("Principal"),
        "connected": _("Cuentas conectadas"),
        "provider": _("Sitio"),
        "uid": _("Número allí"),
        "extra_data": _("Lo que nos contó"),
        HUB: "Hugging Face",
        DISCORD: "Discord",
        "second_steps": _("Segundos pasos para entrar"),
        "type": _("Tipo"),
        "created_at": _("Creado"),
        "last_used_at": _("Último uso"),
        "api_tokens": _("Tokens de la API"),
        "created": _("Creado"),
        "expiry": _("Caduca"),
        "roles": _("Papeles"),
        "edition": _("Edición"),
        "kind": _("Papel"),
        "granted_at": _("Desde"),
        **dict(Role.Kind.choices),
    },
)
