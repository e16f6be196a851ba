"""Questions about lists of attendees and what became of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast

from hackathon.editions.models import Edition, TrailEntry
from hackathon.imports.mapping import is_complete
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.imports.reading import Record, read
from hackathon.imports.rows import Reading, read_rows
from hackathon.registration.attendees import Step, plan
from hackathon.registration.models import Registration

Outcome = ImportRow.Outcome
State = ImportJob.State

FINE = (Outcome.CREATED, Outcome.UNCHANGED)
WORST_FIRST = (Outcome.REFUSED, Outcome.REPEATED, Outcome.CANCELLED, Outcome.REGISTERED, *FINE, Outcome.UPDATED)
CHANGES = {Outcome.CREATED.value, Outcome.UPDATED.value}
SHOWN_ROWS = 8
SHOWN_PROBLEMS = 50
SHOWN_JOBS = 50
SEATED, UNSEATED = "registration.seated", "registration.unseated"
CHUNK = 5_000  # SQLite takes some thirty thousand values in one question


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing the list would do now. ``first`` are rows as they are in the file, ``counts`` rows by outcome in the
    order of ``Outcome``, zeros left out; ``problems`` are the first rows of which something is left out."""

    headings: Sequence[str]
    first: Sequence[Record]
    counts: Mapping[str, int]
    problems: Sequence[ImportRow]
    more_problems: int
    encoding: str
    delimiter: str

    @property
    def changes(self) -> bool:
        """False when everything in the file is here already, or cannot be."""
        return bool(self.counts.keys() & CHANGES)


def jobs(edition: Edition) -> QuerySet[ImportJob]:
    """The edition's lists, newest first, without the files themselves."""
    return ImportJob.objects.filter(edition=edition).defer("content").select_related("uploaded_by")


def same_file(job: ImportJob) -> ImportJob | None:
    """The last time when exactly this file was imported, if ever."""
    done = jobs(job.edition).filter(digest=job.digest, state=State.DONE).exclude(pk=job.pk)
    return done.order_by("-finished_at").first()


def preview(job: ImportJob) -> Preview:
    """What importing the list with its columns as they are chosen would do. Three queries for every 5,000 rows."""
    sheet = read(bytes(job.content))
    foreseen = list(_foreseen(job, list(read_rows(sheet, job.mapping)))) if is_complete(job.mapping) else []
    problems = [(outcome, reading, step) for outcome, reading, step in foreseen if outcome not in FINE or reading.notes]
    problems.sort(key=lambda each: WORST_FIRST.index(each[0]))
    return Preview(
        headings=sheet.headings,
        first=sheet.records[:SHOWN_ROWS],
        counts=_in_order(Counter(outcome for outcome, _reading, _step in foreseen)),
        problems=[reading.row(job, step) for _outcome, reading, step in problems[:SHOWN_PROBLEMS]],
        more_problems=max(0, len(problems) - SHOWN_PROBLEMS),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
    )


def counts(job: ImportJob) -> Mapping[str, int]:
    """The list's rows done so far by outcome, zeros left out."""
    found = job.rows.order_by().values_list("outcome").annotate(rows=Count("pk"))
    return _in_order(dict(found))


def remarkable(job: ImportJob) -> QuerySet[ImportRow]:
    """The rows that somebody may want to look at, worst first: all but new people and those who were there already."""
    rank = Case(*(When(outcome=outcome, then=Value(rank)) for rank, outcome in enumerate(WORST_FIRST)))
    return job.rows.exclude(outcome__in=FINE, notes=[]).order_by(rank, "number").select_related("registration")


def report_rows(job: ImportJob) -> QuerySet[ImportRow]:
    """Every row done so far, with its person."""
    return job.rows.select_related("registration")


def to_be_seated() -> QuerySet[Registration]:
    """Claimed registrations whose list names a team that nobody has tried to seat them in yet."""
    tried = TrailEntry.objects.filter(
        target_type=Registration._meta.label_lower,
        target_id=Cast(OuterRef("pk"), CharField()),
        verb__in=(SEATED, UNSEATED),
    )
    return Registration.objects.exclude(user=None).exclude(team_wanted="").filter(~Exists(tried), user__erased_at=None)


def _foreseen(job: ImportJob, readings: Sequence[Reading]) -> Iterator[tuple[str, Reading, Step | None]]:
    """What would become of each row."""
    people = [reading.attendee for reading in readings if reading.attendee is not None]
    steps = (
        step
        for start in range(0, len(people), CHUNK)
        for step in plan(edition=job.edition, attendees=people[start : start + CHUNK])
    )
    for reading in readings:
        step = next(steps) if reading.attendee is not None else None
        yield step.outcome.value if step else reading.outcome, reading, step


def _in_order(found: Mapping[str, int]) -> dict[str, int]:
    return {outcome.value: found[outcome.value] for outcome in Outcome if found.get(outcome.value)}
