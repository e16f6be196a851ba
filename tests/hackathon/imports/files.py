"""Lists of attendees as files."""

import csv
import io
from collections.abc import Iterable, Sequence

from hackathon.editions.models import Edition
from hackathon.imports import actions
from hackathon.imports.models import ImportJob
from tests.factories.editions import NOW
from tests.factories.people import make_organiser

HEADINGS = ("Attendee #", "First Name", "Last Name", "Email", "Home Country", "Attendee Status", "Team")
BRUNO = ("1", "Bruno", "Salas", "bruno@example.org", "México", "Attending", "")
CARLA = ("2", "Carla", "Ríos", "carla@example.org", "Peru", "Attending", "")


def csv_file(
    *rows: Sequence[str], headings: Sequence[str] = HEADINGS, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    """A file as a spreadsheet writes it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows((headings, *rows))
    return buffer.getvalue().encode(encoding)


def many(count: int, *, team: str = "") -> Iterable[tuple[str, ...]]:
    """That many people, each with an e-mail of their own."""
    for number in range(1, count + 1):
        yield (str(number), f"Persona {number}", "Prueba", f"p{number}@example.org", "MX", "Attending", team)


def make_job(edition: Edition, content: bytes, *, confirmed: bool = True, **fields: object) -> ImportJob:
    """An uploaded list with the columns as they were guessed; waiting for a worker unless it is not ``confirmed``."""
    by = fields.pop("by", None) or make_organiser(edition)
    job = actions.upload(edition=edition, file_name="lista.csv", content=content, by=by, at=NOW)
    if confirmed:
        job = actions.confirm(job=job, mapping=job.mapping, by=by, at=NOW)
    for name, value in fields.items():
        setattr(job, name, value)
    job.save()
    return job


def imported(edition: Edition, content: bytes, **fields: object) -> ImportJob:
    """A list that was imported."""
    return actions.run(job_id=make_job(edition, content, **fields).pk, at=NOW)
