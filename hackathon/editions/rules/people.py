"""What people bring: registration and teams. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.texts import Choice, Text


class Requirement(StrEnum):
    """What a person may have to bring before they get a seat in a team."""

    REGISTRATION = "registration"
    HUB_ACCOUNT = "hub_account"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class TeamRules:
    """How many people a team has, both ends included, and what each of them needs to have first."""

    min_size: int
    max_size: int
    requires: frozenset[Requirement] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its possible answers; nobody has to answer it."""

    key: str
    title: Text
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What people are asked when they register. An empty list means that the form does not ask.

    ``languages`` are ISO 639 codes, with the country for a variety (``es_MX``). ``conduct`` is the code of conduct to
    consent to (None: there is none). ``demographics`` are shown in aggregate only, and no group of fewer than
    ``smallest_group`` people.
    """

    languages: tuple[str, ...] = ()
    experience: tuple[Choice, ...] = ()
    skills: tuple[Choice, ...] = ()
    topics: tuple[Choice, ...] = ()
    conduct: Text | None = None
    demographics: tuple[Question, ...] = ()
    smallest_group: int = 5
