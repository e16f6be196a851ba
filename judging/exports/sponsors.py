"""The list that a sponsor gets: who may have its benefits, of people who agreed to the rules, with the columns that were chosen."""

from collections.abc import Callable, Container, Iterable, Sequence

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from hackathon.spreadsheets import Column, Table, table_of
from judging.exports.kit import moment, text
from judging.models import Entitlement
from judging.queries import prizes as queries

STANDARD = ("benefit", "person", "email", "team")
"""The columns that are chosen before anybody chooses."""


def sponsor_columns(edition: Edition) -> Sequence[Column]:
    """Everything that may be told to a sponsor."""
    return (
        text("prize", _("Premio"), _("Por qué lo recibe."), lambda row: _prize(edition, row)),
        text("benefit", _("Beneficio"), _("Qué recibe."), lambda row: _benefit(edition, row)),
        text("person", _("Persona"), _("Su nombre; de un equipo, quien lo capitanea."), _name, personal=True),
        text("email", _("Correo"), _("El de su cuenta."), _mail, personal=True),
        text("hub", _("Cuenta de Hugging Face"), _("Su nombre en el Hub."), _hub, personal=True),
        text("team", _("Equipo"), _("Con quién participó."), lambda row: row.team.name if row.team else None),
        text("state", _("Estado"), _("Cómo va."), lambda row: row.get_state_display()),
        moment("at", _("Desde"), _("Cuándo lo ganó."), lambda row: row.at),
    )


def sponsor_table(edition: Edition, rows: Iterable[Entitlement], *, wanted: Container[str]) -> Table:
    """One row for each benefit of each person or team. Written at once, in the reader's language."""
    table = table_of(rows, columns=sponsor_columns(edition), wanted=wanted, title=_("Beneficios"))
    return Table(title=table.title, header=table.header, rows=list(table.rows))


def _prize(edition: Edition, row: Entitlement) -> str:
    prize = queries.prize_of(edition, row.prize)
    return in_words(prize.title) if prize else row.prize


def _benefit(edition: Edition, row: Entitlement) -> str:
    benefit = queries.benefit_of(edition, row.prize, row.benefit)
    return in_words(benefit.title) if benefit else row.benefit


def _of_person(field: str) -> Callable[[Entitlement], str | None]:
    return lambda row: getattr(row.user or row.team.captain, field) or None


_name, _mail, _hub = _of_person("display_name"), _of_person("email"), _of_person("hub_username")
