"""What the public pages ask the apps below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules, Phase, Text
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

    ``whole_day``: the rules name a day and no hour.
    """

    title: Text
    at: datetime | None
    state: str
    whole_day: bool


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
    """The milestones in the order of time, marked past, now (the first to come) or future.

    A day without an hour is over when it is over in the edition's zone, not when it begins.
    """
    dates, next_found = [], False
    for milestone in rules.milestones:
        ends_at = milestone.at + timedelta(days=1) if milestone.at and milestone.whole_day else milestone.at
        if ends_at is not None and ends_at <= at:
            state = "past"
        else:
            state, next_found = ("future", True) if next_found else ("now", True)
        dates.append(Date(milestone.title, milestone.at, state, milestone.whole_day))
    return dates


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
        delivered=team is not None and Submission.objects.filter(team=team).exists(),
    )


def _discord(connected: bool = False) -> bool | None:
    """None where the organisers have not set it up: then nobody is asked for it."""
    return connected if settings.DISCORD_ENABLED else None
