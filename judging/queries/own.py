"""A judge's own reviews, as their list shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hackathon.accounts.models import Role, User
from hackathon.accounts.roles import editions_with_role
from hackathon.editions.models import Edition
from hackathon.editions.rules import Text
from judging.models import Assignment
from judging.queries.outgrown import blanks
from judging.queries.panel import asked_criteria, is_writable
from judging.queries.reviews import own_assignments, taking_part, track_of

State = Assignment.State
UNFINISHED = (State.DRAFT, State.NOT_STARTED)
_ORDER = (State.DRAFT, State.NOT_STARTED, State.SUBMITTED, State.AMENDED, State.VOIDED)


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A row of the list. ``team`` is empty where the jury does not see who made a project. ``writable``: it can be worked on now.
    ``scored`` of the ``asked`` criteria have a score that counts."""

    assignment: Assignment
    team: str
    track: Text | None
    languages: tuple[str, ...]
    scored: int
    asked: int
    writable: bool

    @property
    def state(self) -> State:
        return self.assignment.state

    @property
    def practice(self) -> bool:
        return self.assignment.stage == Assignment.Stage.PRACTICE

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED or self.outgrown

    @property
    def outgrown(self) -> bool:
        """Whether it was sent, and the rules ask more of it since: until it is completed it does not count."""
        sent = self.state in (State.SUBMITTED, State.AMENDED)
        return sent and not self.practice and self.scored < self.asked


def own_reviews(judge: User, *, at: datetime) -> Sequence[OwnReview]:
    """The reviews that the judge may see: those to complete, those begun, those to begin, those sent, those that count no more."""
    rows = [_row(each, at) for each in own_assignments(judge).prefetch_related("scores").order_by("pk")]
    return sorted(rows, key=lambda row: (not row.outgrown, _ORDER.index(row.state), row.assignment.pk))


def next_to_do(judge: User, *, at: datetime, after: int = 0) -> Assignment | None:
    """The judge's review to go on with: the first that is unfinished and can be written after the one with the key ``after``, round
    again from the beginning. One query."""
    own = taking_part(Assignment.objects.filter(judge=judge, edition__in=editions_with_role(judge, Role.Kind.JUDGE)))
    unfinished = own.filter(submitted_at=None, voided_at=None).exclude(pk=after).select_related("edition")
    waiting = [review for review in unfinished if is_writable(review, at)]
    return min(waiting, key=lambda review: (review.pk <= after, review.pk), default=None)


def editions_of(rows: Iterable[OwnReview]) -> Sequence[Edition]:
    """The editions of these reviews, newest first."""
    found = {row.assignment.edition_id: row.assignment.edition for row in rows}
    return [found[key] for key in sorted(found, reverse=True)]


def _row(assignment: Assignment, at: datetime) -> OwnReview:
    rules = assignment.edition.parsed_rules
    version = assignment.submission.current
    track, asked = track_of(assignment.submission), len(asked_criteria(assignment))
    return OwnReview(
        assignment=assignment,
        team="" if rules.jury.blind else str(assignment.submission.team),
        track=next((each.title for each in rules.jury.tracks if each.key == track), None),
        languages=tuple(version.languages) if version else (),
        scored=asked - len(blanks(assignment)),
        asked=asked,
        writable=assignment.voided_at is None and is_writable(assignment, at),
    )


def may_compare(edition: Edition, *, at: datetime) -> bool:
    """Whether a judge may see how the others use the scale: when the window has closed, and nothing can be amended after it."""
    return at >= edition.parsed_rules.windows.judging.closes_at
