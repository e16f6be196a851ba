"""Columns of people and teams: those that their lists have, and here what each means and which of them are personal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.outreach.people_columns import people_columns
from hackathon.spreadsheets import Column
from teams.admin.listing import team_columns

IMPERSONAL = frozenset({"complete", "source", "registered_at", "submitted", "organisation", "languages", "experience"})
"""Of a person's columns those that say nothing about who it is, and little about the person."""
ABOUT_CAPTAINS = frozenset({"captain", "captain_email"})
ABOUT_PEOPLE_OF_TEAMS = frozenset({"captain", "captain_email", "members", "emails", "discord"})


def columns_of_people(edition: Edition) -> Sequence[Column]:
    """Of each person who registered and consented."""
    about = _people_in_words()
    found = (column for column in people_columns(edition) if column.key != "complete")
    return [_told(column, about, personal=column.key not in IMPERSONAL) for column in found]


def columns_of_teams(edition: Edition) -> Sequence[Column]:
    """Of each team; of its people those who consented to the rules."""
    about = _teams_in_words()
    found = (_of_who_consented(column) if column.key in ABOUT_CAPTAINS else column for column in team_columns(edition))
    return [_told(column, about, personal=column.key in ABOUT_PEOPLE_OF_TEAMS) for column in found]


def _of_who_consented(column: Column) -> Column:
    """A captain's column, empty where the captain did not consent."""
    return replace(column, value=lambda team: column.value(team) if team.captain_consented else None)


def _told(column: Column, about: Mapping[str, str], *, personal: bool) -> Column:
    return replace(column, about=about.get(column.key, ""), personal=personal)


def _people_in_words() -> Mapping[str, str]:
    return {
        "name": _("Como quiere que aparezca en su certificado."),
        "email": _("El de su inscripción."),
        "hub": _("Usuario en el Hub, si ha entrado con él."),
        "discord": _("Lo que dijo Discord o, si no se conectó, lo que escribió."),
        "discord_verified": _("Si Discord mismo lo confirmó."),
        "country": _("País de residencia, si lo dijo."),
        "languages": _("Las que dijo que habla."),
        "experience": _("La que dijo tener."),
        "skills": _("Lo que dijo que sabe hacer."),
        "topics": _("Los que le interesan."),
        "looking_for": _("Con sus palabras, qué busca."),
        "timezone": _("La de sus horas disponibles."),
        "hours": _("Cuándo puede trabajar, en su zona horaria."),
        "team": _("El suyo en esta edición."),
        "captain": _("Si lleva la capitanía de su equipo."),
        "submitted": _("Si su equipo ha entregado un proyecto que participa."),
        "on_board": _("Si aparece en el tablón de quien busca equipo."),
        "organisation": _("Si está en la organización de la edición en el Hub."),
        "source": _("Formulario o lista de asistentes."),
        "external_id": _("El que traía en la lista de asistentes."),
        "registered_at": _("Cuándo se inscribió, en la hora de la edición."),
    }


def _teams_in_words() -> Mapping[str, str]:
    return {
        "name": _("Nombre del equipo."),
        "captain": _("Nombre de quien lleva la capitanía, si aceptó las bases."),
        "captain_email": _("Su correo, si aceptó las bases."),
        "people": _("Cuántas personas son."),
        "free": _("Cuántas caben todavía."),
        "members": _("Nombres de sus personas que aceptaron las bases."),
        "emails": _("Correos de sus personas que aceptaron las bases."),
        "on_board": _("Si aparece en el tablón porque busca gente."),
        "delivered": _("Si ha entregado un proyecto que participa."),
        "project": _("El título de su proyecto."),
        "idea": _("De qué va, con sus palabras."),
        "sdgs": _("Objetivos de Desarrollo Sostenible que eligió, por número."),
        "topics": _("Los que eligió."),
        "languages": _("Las que eligió."),
        "skills": _("Lo que busca en otras personas."),
        "discord": _("Dónde habla el equipo."),
        "created": _("Cuándo se creó, en la hora de la edición."),
    }
