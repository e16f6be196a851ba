"""What the columns of several tables share."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from hackathon.spreadsheets import Column, Kind
from judging.aggregate import points
from judging.results import number
from submissions.models import Submission

PLACES = 6


def whole(key: str, header: str, about: str, value: Callable[[Any], int | None]) -> Column:
    """A column of whole numbers."""
    return Column(key, header, value, Kind.WHOLE, about)


def numbers(key: str, header: str, about: str, value: Callable[[Any], float | Decimal | None]) -> Column:
    """A column of numbers."""
    return Column(key, header, lambda row: _decimal(value(row)), Kind.NUMBER, about)


def text(key: str, header: str, about: str, value: Callable[[Any], str | None], *, personal: bool = False) -> Column:
    """A column of texts."""
    return Column(key, header, value, Kind.TEXT, about, personal)


def yes_no(key: str, header: str, about: str, value: Callable[[Any], bool | None]) -> Column:
    """A column of yes and no."""
    return Column(key, header, value, Kind.YES_NO, about)


def moment(key: str, header: str, about: str, value: Callable[[Any], datetime | None]) -> Column:
    """A column of moments."""
    return Column(key, header, value, Kind.MOMENT, about)


def project_columns(of: Callable[[Any], Submission]) -> tuple[Column, ...]:
    """Which project."""
    return (
        whole("project_id", _("Id del proyecto"), _("El mismo en todas las tablas."), lambda row: of(row).pk),
        text("project", _("Proyecto"), _("Título de su última versión."), lambda row: str(of(row))),
    )


def judge_columns(of: Callable[[Any], Any]) -> tuple[Column, ...]:
    """Which judge: by a number, and by name for who wants it."""
    return (
        whole(
            "judge_id",
            _("Jurado (número)"),
            _("Número de cuenta de quien evalúa, sin su nombre."),
            lambda row: of(row).pk,
        ),
        text("judge", _("Jurado"), _("Nombre de quien evalúa."), lambda row: str(of(row)), personal=True),
    )


def person(key: str, header: str, about: str, of: Callable[[Any], Any]) -> Column:
    """Somebody's name; nothing for nobody."""
    return text(key, header, about, lambda row: str(of(row)) if of(row) else None, personal=True)


def as_json(value: Any) -> str:
    """Facts, as they are kept."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def exactly(value: str | int | None) -> Decimal | None:
    """A number of frozen results, rounded half up to six decimals, as pages round theirs.

    >>> exactly("1/2000000"), exactly("5/2000000"), exactly(None)
    (Decimal('0.000001'), Decimal('0.000003'), None)
    """
    found = number(value)
    return None if found is None else points(found, PLACES)


def _decimal(value: float | Decimal | None) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
