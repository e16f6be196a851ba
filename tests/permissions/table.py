"""What a row of the tables is, and the world in which the rows are tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from judging.models import Assignment
from submissions.models import Submission
from teams.models import Team
from tests.factories.editions import make_edition
from tests.factories.judging import make_assignment
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

ROLES = ("anonymous", "stranger", "member", "judge", "organiser")


@dataclass(frozen=True, slots=True)
class World:
    """One edition in its building phase, with a team that has delivered and a judge who scores it.

    ``people`` are those of ``ROLES`` but the first: the stranger is signed in and has nothing to do with the edition.
    """

    edition: Edition
    team: Team
    submission: Submission
    assignment: Assignment
    people: dict[str, User]


@dataclass(frozen=True, slots=True)
class Row:
    """An address by its URL name, and the status that each of ``ROLES`` gets, in that order.

    ``as_json``: the data is sent as programs send it.
    """

    method: str
    name: str
    statuses: tuple[int, int, int, int, int]
    arguments: Callable[[World], Sequence[object]] = lambda world: ()
    data: dict[str, Any] = field(default_factory=dict)
    as_json: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def status(self, world: World, role: str) -> int:
        """What ``role`` gets here, following no redirect."""
        client = Client()
        if role != "anonymous":
            client.force_login(world.people[role])
        address = reverse(self.name, args=self.arguments(world))
        kind = {"content_type": "application/json"} if self.as_json else {}
        answer = getattr(client, self.method.lower())(address, self.data, **kind)
        if answer.streaming:
            list(answer.streaming_content)  # to the end, where what it reads from is closed
        return answer.status_code


def make_world() -> World:
    """The world as it stands before each row and each role."""
    edition = make_edition()
    alicia, judge = make_person("Alicia"), make_judge(edition)
    team = make_team(edition, alicia)
    submission = make_submission(team)
    return World(
        edition=edition,
        team=team,
        submission=submission,
        assignment=make_assignment(submission, judge),
        people={
            "stranger": make_person("Bruno"),
            "member": alicia,
            "judge": judge,
            "organiser": make_organiser(edition),
        },
    )


def of_edition(world: World) -> Sequence[object]:
    return [world.edition.slug]


def of_team(world: World) -> Sequence[object]:
    return [world.edition.slug, world.team.pk]


def of_submission(world: World) -> Sequence[object]:
    return [world.edition.slug, world.submission.pk]
