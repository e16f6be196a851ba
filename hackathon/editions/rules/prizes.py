"""What can be won, and how projects are presented. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules.texts import Text


class Audience(StrEnum):
    """Who a prize is for: whoever registered, whoever delivered, a place on the ranking, or a mention that is awarded."""

    PARTICIPANTS = "participants"
    SUBMITTERS = "submitters"
    PLACE = "place"
    MENTION = "mention"


class Share(StrEnum):
    """Whether everybody in a team gets a benefit, or the team gets it once."""

    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A part of a prize. Without a ``key`` it is told, and nobody keeps a list of who got it.

    ``codes``: it is handed out as a code from the sponsor's list.

    ``opt_in``: only for teams that chose this opt-in of the delivery form. ``claim``: it must be asked for, and is not
    just delivered. ``sponsor``: who gives it, for the list that the sponsor gets.
    """

    title: Text
    key: str | None = None
    per: Share = Share.PERSON
    codes: bool = False
    opt_in: str = ""
    claim: bool = False
    sponsor: str = ""


class MentionBy(StrEnum):
    """Where a mention comes from: the likes at the frozen moment, a rubric group's points, or a decision of the jury."""

    LIKES = "likes"
    GROUP = "group"
    JURY = "jury"


@dataclass(frozen=True, slots=True)
class Prize:
    """``place`` None: not for a place on the ranking. ``by`` and ``group`` say who gets a mention."""

    key: str
    title: Text
    audience: str
    place: int | None
    benefits: tuple[Benefit, ...]
    by: MentionBy = MentionBy.JURY
    group: str = ""


@dataclass(frozen=True, slots=True)
class Presentation:
    """A talk that a team gives, of at most ``minutes``. ``format`` is live or video."""

    key: str
    title: Text
    minutes: int
    format: str
