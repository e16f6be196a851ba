"""What an organiser may take away about each person of the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import Choice
from hackathon.registration.models import Registration
from hackathon.registration.wording import choices, country_choices, language_name
from hackathon.spreadsheets import Column


def people_columns(edition: Edition) -> Sequence[Column]:
    """Every column, in the reader's words. Rows are those of ``queries.listed``; moments are of the edition's zone."""
    rules, zone = edition.parsed_rules.registration, ZoneInfo(edition.parsed_rules.timezone)
    countries, experience = dict(country_choices()), dict(choices(rules.experience))
    languages = {code: language_name(code) for code in rules.languages}
    skills, topics = (_labels(offered) for offered in (rules.skills, rules.topics))
    organisation = {key: str(label) for key, label in Registration.Organisation.choices}
    source = {key: str(label) for key, label in Registration.Source.choices}
    yes, no = _("sí"), _("no")
    return (
        Column("name", _("Nombre"), lambda row: row.name),
        Column("email", _("Correo"), lambda row: row.email),
        Column("hub", _("Cuenta de Hugging Face"), lambda row: row.user.hub_username if row.user else None),
        Column("discord", "Discord", _discord),
        Column("discord_verified", _("Discord verificado"), lambda row: yes if _verified(row) else no),
        Column("country", _("País"), lambda row: countries.get(row.country, row.country)),
        Column("languages", _("Lenguas y variedades"), lambda row: _joined(row.languages, languages)),
        Column("experience", _("Experiencia"), lambda row: experience.get(row.experience, row.experience)),
        Column("skills", _("Qué sabe hacer"), lambda row: _joined(row.skills, skills)),
        Column("topics", _("Temas"), lambda row: _joined(row.topics, topics)),
        Column("looking_for", _("Qué busca"), lambda row: row.looking_for),
        Column("timezone", _("Zona horaria"), lambda row: row.timezone),
        Column("hours", _("Horas disponibles"), _hours),
        Column("team", _("Equipo"), lambda row: row.team_name),
        Column("captain", _("Capitanía"), lambda row: yes if row.user_id and row.team_captain == row.user_id else no),
        Column("submitted", _("Proyecto entregado"), lambda row: yes if row.project_id else no),
        Column("on_board", _("Busca equipo"), lambda row: yes if row.on_board else no),
        Column("organisation", _("En la organización del Hub"), lambda row: organisation[row.organisation]),
        Column("complete", _("Inscripción completa"), lambda row: yes if row.is_complete else no),
        Column("source", _("Origen"), lambda row: source[row.source]),
        Column("external_id", _("Número en la lista"), lambda row: row.external_id),
        Column("registered_at", _("Inscrita"), lambda row: _moment(row.registered_at, zone)),
    )


def _verified(row: Registration) -> bool:
    """True where Discord itself said who the person is there."""
    return row.user is not None and bool(row.user.discord_id)


def _discord(row: Registration) -> str:
    """What Discord said, else what the person typed."""
    return row.user.discord_username if _verified(row) else row.discord


def _hours(row: Registration) -> str:
    """Without a zone nobody has said hours: what the row holds is what the form begins with."""
    return f"{row.hours_from:02}–{row.hours_to:02}" if row.timezone else ""


def _labels(offered: Sequence[Choice]) -> Mapping[str, str]:
    return dict(choices(offered))


def _joined(keys: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in keys)


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(" ", "minutes")
