"""What the public pages ask the apps below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from hackathon.accounts.models import User
from hackathon.editions.deadlines import Deadline, Due, milestones_of, next_due
from hackathon.editions.deadlines import due as in_order
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules, Milestone, Phase
from hackathon.editions.wording import close_policy, deadline_name, in_words
from hackathon.pages.checklist import Progress, State, Step, next_step, steps
from hackathon.registration.models import Registration
from hackathon.registration.queries import known_membership, registration_of
from submissions.models import Submission
from teams.models import Team
from teams.queries import Waiting, waiting


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as its visitors see it at a moment; ``team`` is the reader's own, if any."""

    edition: Edition
    rules: EditionRules
    phase: Phase
    team: Team | None


@dataclass(frozen=True, slots=True)
class Date:
    """One line of the calendar. ``state`` is past, now (the next one to come) or future; ``at`` None: to be announced.

    ``whole_day``: the rules name a day and no hour. ``due``: the deadline that it tells, None for any other date;
    ``is_next``: no other deadline comes before it; ``notes``: what becomes of what arrives later.
    """

    title: str
    at: datetime | None
    state: str
    whole_day: bool
    due: Due | None = None
    is_next: bool = False
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A person's way through an edition: what is done, what is next (None: nothing now), their registration, if any, and
    the requests for a seat that wait for an answer."""

    steps: Sequence[Step]
    next: Step | None
    registration: Registration | None
    waiting: Waiting

    @property
    def done(self) -> int:
        """How many steps lie behind."""
        return sum(step.state == State.DONE for step in self.steps)

    @property
    def delivered(self) -> bool:
        """Whether their team has submitted a project."""
        return any(step.key == "project" and step.state == State.DONE for step in self.steps)


# What people came for stands first: what is going on, then what is to come, then what is over.
ORDER = (Phase.BUILDING, Phase.REGISTRATION, Phase.JUDGING, Phase.BEFORE, Phase.RESULTS)


def edition_cards(*, user: User | AnonymousUser, at: datetime) -> Sequence[EditionCard]:
    """Every edition with its phase at ``at``, the ones that go on first. Two queries, however many there are."""
    teams = (
        {team.edition_id: team for team in Team.objects.filter(memberships__user=user)} if user.is_authenticated else {}
    )
    cards = [
        EditionCard(edition, edition.parsed_rules, edition.parsed_rules.phase(at), teams.get(edition.pk))
        for edition in Edition.objects.all()
    ]
    return sorted(
        cards, key=lambda card: (ORDER.index(card.phase), -card.rules.windows.submission.closes_at.timestamp())
    )


def calendar(*, rules: EditionRules, at: datetime) -> Sequence[Date]:
    """The milestones and the deadlines in the order of time, marked past, now (the first to come) or future.

    A milestone that tells a deadline is one line with it. A day without an hour is over when it is over in the edition's
    zone, not when it begins.
    """
    deadlines = {each.which: each for each in in_order(rules)}
    telling = {milestone.key: which for which in deadlines for milestone in milestones_of(rules, which)}
    untold = [each for which, each in deadlines.items() if which not in telling.values()]
    told = [(each, deadlines.get(telling.get(each.key))) for each in rules.milestones]
    lines = [(due.at if due else _end(milestone), milestone, due) for milestone, due in told]
    lines += [(due.at, None, due) for due in untold]
    lines.sort(key=lambda line: (line[0] is None, line[0] or at))
    first = next((number for number, line in enumerate(lines) if line[0] is None or line[0] > at), len(lines))
    states = ["past"] * first + ["now"] + ["future"] * len(lines)
    return [_date(rules, *line[1:], state=state, at=at) for line, state in zip(lines, states, strict=False)]


def deadlines(*, rules: EditionRules, at: datetime) -> Sequence[Date]:
    """The lines of the calendar that are deadlines."""
    return [date for date in calendar(rules=rules, at=at) if date.due]


def _end(milestone: Milestone) -> datetime | None:
    return milestone.at + timedelta(days=1) if milestone.at and milestone.whole_day else milestone.at


def _date(rules: EditionRules, milestone: Milestone | None, told: Due | None, *, state: str, at: datetime) -> Date:
    if told is None:
        return Date(in_words(milestone.title), milestone.at, state, milestone.whole_day)
    return Date(
        title=in_words(milestone.title) if milestone else deadline_name(told.which),
        at=told.said,
        state=state,
        whole_day=False,
        due=told,
        is_next=told == next_due(rules, at=at),
        notes=close_policy(rules) if told.which == Deadline.SUBMISSION else (),
    )


def way(*, user: User | AnonymousUser, edition: Edition, team: Team | None, at: datetime) -> Way:
    """How far the person has come in the edition; ``team`` is theirs. Three queries, none for a visitor."""
    registration = registration_of(user=user, edition=edition)
    progress = _progress(user, edition, registration, team) if user.is_authenticated else Progress(discord=_discord())
    found = steps(rules=edition.parsed_rules, progress=progress, at=at)
    open_requests = waiting(user=user, edition=edition, team=team) if user.is_authenticated else Waiting()
    return Way(found, next_step(found), registration, open_requests)


def _progress(user: User, edition: Edition, registration: Registration | None, team: Team | None) -> Progress:
    return Progress(
        hub=bool(user.hub_sub),
        organisation=known_membership(registration, user=user, edition=edition),
        discord=_discord(bool(user.discord_id)),
        registered=registration is not None and registration.is_complete,
        listed=registration is not None,
        team=team is not None,
        delivered=team is not None and Submission.objects.delivered().filter(team=team).exists(),
    )


def _discord(connected: bool = False) -> bool | None:
    """None where the organisers have not set it up: then nobody is asked for it."""
    return connected if settings.DISCORD_ENABLED else None
