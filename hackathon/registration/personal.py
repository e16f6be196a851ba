"""Registrations as part of a person's data, and the voluntary answers, which nobody but this site's key leads back to them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper, unname
from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from hackathon.registration import queries, wording
from hackathon.registration.attendees import waiting_for
from hackathon.registration.models import Registration

TOLD = (
    "email",
    "name",
    "country",
    "languages",
    "experience",
    "looking_for",
    "skills",
    "topics",
    "timezone",
    "hours_from",
    "hours_to",
    "discord",
    "on_board",
    "team_wanted",
    "external_id",
    "consented_at",
    "consented_rules",
    "source",
    "registered_at",
    "claimed_at",
    "organisation",
    "organisation_checked_at",
)
# What the registration that stays takes from the other one, where it says nothing itself.
FILLED = (
    "country",
    "languages",
    "experience",
    "looking_for",
    "skills",
    "topics",
    "timezone",
    "discord",
    "external_id",
    "team_wanted",
)


def export(user: User) -> Mapping[str, Any]:
    return {"registrations": [_as_data(each, user) for each in _of(user).select_related("edition").order_by("pk")]}


def shown(user: User) -> Mapping[str, Any]:
    """The same with the names of countries, languages and choices."""
    return {"registrations": [_in_words(each, user) for each in _of(user).select_related("edition").order_by("pk")]}


def erase(user: User, at: datetime) -> None:
    """What they told us, and what lists say of an e-mail that is theirs."""
    unname(_of(user))
    for edition in Edition.objects.all():
        queries.answers(user=user, edition=edition).delete()
    _of(user).delete()


def merge(keep: User, gone: User, at: datetime) -> None:
    own = {each.edition_id: each for each in keep.registrations.select_for_update()}
    for other in gone.registrations.select_for_update():
        _merge_registration(own.get(other.edition_id), other, keep)
    for edition in Edition.objects.all():
        _merge_answers(edition, keep, gone)


def _of(user: User) -> QuerySet[Registration]:
    return Registration.objects.filter(Q(user=user) | Q(pk__in=waiting_for(user).values("pk")))


def _as_data(registration: Registration, user: User) -> dict[str, Any]:
    answered = queries.answers_by_question(user=user, edition=registration.edition)
    told = {name: getattr(registration, name) for name in TOLD}
    return {"edition": registration.edition.title, **told, "demographics": answered}


def _in_words(registration: Registration, user: User) -> dict[str, Any]:
    asked = registration.edition.parsed_rules.registration
    answered = queries.answers_by_question(user=user, edition=registration.edition)
    return {
        **_as_data(registration, user),
        "country": wording.country_name(registration.country) if registration.country else "",
        "languages": [wording.language_name(code) for code in registration.languages],
        "experience": wording.choice_label(asked.experience, registration.experience),
        "skills": wording.choice_labels(asked.skills, registration.skills),
        "topics": wording.choice_labels(asked.topics, registration.topics),
        "source": registration.get_source_display(),
        "organisation": registration.get_organisation_display(),
        "demographics": {
            in_words(question.label): wording.choice_label(question.options, answered[question.key])
            for question in asked.demographics
            if question.key in answered
        },
    }


def _merge_registration(own: Registration | None, other: Registration, keep: User) -> None:
    """The complete one stays, ``keep``'s where both are, and takes from the other what it does not say."""
    if own is not None and other.is_complete and not own.is_complete:
        own, other = other, own
    stays = own or other
    if own is not None:
        for name in FILLED:
            setattr(stays, name, getattr(stays, name) or getattr(other, name))
        other.delete()
    stays.user, stays.email = keep, keep.email
    stays.save()


def _merge_answers(edition: Edition, keep: User, gone: User) -> None:
    own = queries.answers(user=keep, edition=edition)
    others = queries.answers(user=gone, edition=edition)
    others.filter(question__in=list(own.values_list("question", flat=True))).delete()
    others.update(person=queries.pseudonym(user=keep, edition=edition))


KEEPER = Keeper(
    name="registration",
    title=_("Inscripciones"),
    models=frozenset({"registration.Registration"}),
    export=export,
    shown=shown,
    erase=erase,
    merge=merge,
    words={
        "registrations": _("Tus inscripciones"),
        "edition": _("Edición"),
        "email": _("Correo"),
        "name": _("Nombre para el certificado"),
        "country": _("País"),
        "languages": _("Lenguas y variedades"),
        "experience": _("Experiencia"),
        "looking_for": _("Qué buscas"),
        "skills": _("Qué sabes hacer"),
        "topics": _("Temas"),
        "timezone": _("Zona horaria"),
        "hours_from": _("Disponible desde (hora)"),
        "hours_to": _("Disponible hasta (hora)"),
        "discord": _("Cuenta de Discord"),
        "on_board": _("Buscas equipo"),
        "team_wanted": _("Equipo en la lista"),
        "external_id": _("Número en la lista"),
        "consented_at": _("Aceptaste las bases"),
        "consented_rules": _("Versión de las bases que aceptaste"),
        "source": _("Origen"),
        "registered_at": _("Inscripción"),
        "claimed_at": _("La reconociste como tuya"),
        "organisation": _("En la organización del Hub"),
        "organisation_checked_at": _("Comprobado"),
        "demographics": _("Respuestas voluntarias (se guardan aparte)"),
    },
)
