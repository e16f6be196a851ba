"""The way from curious to a delivered project, as steps, and which of them is next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hackathon.editions.rules import EditionRules, Requirement, Window


class State(StrEnum):
    """How a step stands. UNKNOWN is not "no": nobody could be asked. LATER is not open yet, CLOSED not any more."""

    DONE = "done"
    TODO = "todo"
    UNKNOWN = "unknown"
    LATER = "later"
    CLOSED = "closed"


class Key(StrEnum):
    """What there is to do, in the order in which it is done."""

    HUB = "hub"
    ORGANISATION = "organisation"
    DISCORD = "discord"
    REGISTRATION = "registration"
    TEAM = "team"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Step:
    """``essential``: there is no project without it. ``opens_at``: since when a LATER one can be done, where a date says it."""

    key: Key
    state: State
    essential: bool = True
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a person has come. ``organisation`` is yes, no or unknown; ``discord`` None: the organisers use none.

    ``listed``: a list of attendees has them, and only their consent is missing.
    """

    hub: bool = False
    organisation: str = "unknown"
    discord: bool | None = None
    registered: bool = False
    listed: bool = False
    team: bool = False
    delivered: bool = False


def steps(*, rules: EditionRules, progress: Progress, at: datetime) -> tuple[Step, ...]:
    """Every step that the edition has, in order."""
    found = [Step(Key.HUB, _done(progress.hub))]
    if rules.hub.organisations:
        found.append(_organisation(rules, progress))
    if progress.discord is not None:
        found.append(Step(Key.DISCORD, _done(progress.discord), essential=False))
    found.append(_registration(rules, progress, at))
    found.append(_within(Key.TEAM, progress.team, rules.windows.teams, at))
    found.append(_project(rules, progress, at))
    return tuple(found)


def next_step(steps: Sequence[Step]) -> Step | None:
    """What to do now: the first essential step that is to do, else any other, else what nobody knows; None: nothing."""
    wanted = (
        lambda step: step.essential and step.state in (State.TODO, State.UNKNOWN),
        lambda step: step.state == State.TODO,
        lambda step: step.state == State.UNKNOWN,
    )
    return next((step for fits in wanted for step in steps if fits(step)), None)


def _done(done: bool) -> State:
    return State.DONE if done else State.TODO


def _organisation(rules: EditionRules, progress: Progress) -> Step:
    """A "no" is worth asking the person to do something. An "unknown" stops nobody, unless a seat depends on it."""
    states = {"yes": State.DONE, "no": State.TODO}
    state = states.get(progress.organisation, State.UNKNOWN)
    needed = Requirement.ORGANISATION in rules.team.requires and not progress.team
    return Step(Key.ORGANISATION, state, essential=needed and progress.registered)


def _registration(rules: EditionRules, progress: Progress, at: datetime) -> Step:
    if progress.listed and not progress.registered:
        return Step(Key.REGISTRATION, _done(False))
    return _within(Key.REGISTRATION, progress.registered, rules.windows.registration, at)


def _project(rules: EditionRules, progress: Progress, at: datetime) -> Step:
    """Only a team delivers: without one the step waits for it, whatever the date."""
    step = _within(Key.PROJECT, progress.delivered, rules.delivery_window, at)
    return Step(Key.PROJECT, State.LATER) if step.state == State.TODO and not progress.team else step


def _within(key: Key, done: bool, window: Window, at: datetime) -> Step:
    if done:
        return Step(key, State.DONE)
    if at < window.opens_at:
        return Step(key, State.LATER, opens_at=window.opens_at)
    return Step(key, State.TODO if window.is_open(at) else State.CLOSED)
