"""From a table to people: what each row says, and why some say nothing that we could keep."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from hackathon.imports.mapping import Field, country_code, full_name, is_cancelled, is_given, team_name
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.imports.reading import UNREADABLE_CHARACTER, Record, Sheet
from hackathon.registration.attendees import Attendee, Step, clean_attendee
from teams.validators import clean_name

Outcome = ImportRow.Outcome
COUNTRY_UNKNOWN = "country_unknown"
TEAM_UNREADABLE = "team_unreadable"
UNREADABLE = "unreadable_characters"
TYPED_MAX = ImportRow._meta.get_field("typed").max_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a row says: somebody, or why it cannot be somebody (``outcome``, ``reason``). ``notes``: what was left out."""

    number: int
    attendee: Attendee | None = None
    outcome: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    typed: str = ""

    def row(self, job: ImportJob, step: Step | None) -> ImportRow:
        """The row's line in the report, not saved; ``step`` is what became of its person, if it has one."""
        return ImportRow(
            job=job,
            number=self.number,
            outcome=step.outcome.value if step else self.outcome,
            reason=self.reason,
            facts={**self.facts, **({"changed": list(step.changed)} if step and step.changed else {})},
            notes=list(self.notes),
            typed="" if step else self.typed,
            registration=step.registration if step else None,
        )


def read_rows(sheet: Sheet, mapping: Mapping[str, int]) -> Iterator[Reading]:
    """What each row says, in the order of the file. Of several with one e-mail the first that can be kept counts."""
    columns = {Field(name): column for name, column in mapping.items() if column < len(sheet.headings)}
    seen: dict[str, int] = {}
    for record in sheet.records:
        reading = read_row(record, columns)
        if reading.attendee is not None:
            first = seen.setdefault(reading.attendee.email, reading.number)
            if first != reading.number:
                reading = Reading(
                    number=reading.number, outcome=Outcome.REPEATED, facts={"row": first}, typed=reading.typed
                )
        yield reading


def read_row(record: Record, columns: Mapping[Field, int]) -> Reading:
    """What one row says by itself."""
    cells = {each: record.cells[column] for each, column in columns.items()}
    email, name = cells.get(Field.EMAIL, ""), full_name(cells)
    typed = " · ".join(part for part in (name, email) if part)[:TYPED_MAX]
    if is_cancelled(cells.get(Field.STATUS, "")):
        return Reading(number=record.number, outcome=Outcome.CANCELLED, typed=typed)
    if UNREADABLE_CHARACTER in name:
        return Reading(number=record.number, outcome=Outcome.REFUSED, reason=UNREADABLE, typed=typed)
    notes: dict[str, str] = {}
    attendee = Attendee(
        email=email if is_given(email) else "",
        name=name,
        country=_country(cells.get(Field.COUNTRY, ""), notes),
        external_id=cells.get(Field.EXTERNAL_ID, ""),
        team_wanted=_team(cells.get(Field.TEAM, ""), notes),
    )
    try:
        kept = clean_attendee(attendee)
    except ValidationError as error:
        facts = {"length": len(name), **(error.params or {})} if error.code == "name_long" else {}
        return Reading(number=record.number, outcome=Outcome.REFUSED, reason=error.code, facts=facts, typed=typed)
    return Reading(number=record.number, attendee=kept, facts=notes, notes=tuple(notes), typed=typed)


def _country(cell: str, notes: dict[str, str]) -> str:
    if not is_given(cell):
        return ""
    code = country_code(cell)
    if not code:
        notes[COUNTRY_UNKNOWN] = cell[:60]
    return code


def _team(cell: str, notes: dict[str, str]) -> str:
    wanted = team_name(cell)
    try:
        return clean_name(wanted) if wanted else ""
    except ValidationError:
        notes[TEAM_UNREADABLE] = wanted[:60]
        return ""
