"""What everybody may see of published results, and what of a project's derivation the reader may."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from django.contrib.auth.models import AnonymousUser

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Audience, Prize, ResultsDetail
from judging import results as pure
from judging.models import Award, FrozenResults
from judging.queries import awarded, counting, publication
from judging.results import Board, Line, Payload


@dataclass(frozen=True, slots=True)
class Won:
    """A prize, who won it, and what the jury says of it (empty: nothing)."""

    prize: Prize
    line: Line
    note: str


@dataclass(frozen=True, slots=True)
class Published:
    """Results as somebody may see them. ``public`` False: only who runs the edition sees them so far."""

    results: FrozenResults
    public: bool
    moment: datetime
    boards: tuple[Board, ...]
    places: tuple[Won, ...]
    mentions: tuple[Won, ...]
    detail: ResultsDetail

    @property
    def told(self) -> list[Line]:
        """The lines as far as everybody may read them, for other programs."""
        return [self._told(line) for board in self.boards for line in board.lines]

    def _told(self, line: Line) -> Line:
        if not line.shows:
            line = replace(line, title="", team="")
        if not self.shows_totals:
            line = replace(line, total=None, low=None, high=None)
        return line if self.shows_groups else replace(line, groups={})

    @property
    def shows_totals(self) -> bool:
        return self.detail is not ResultsDetail.PLACES

    @property
    def shows_groups(self) -> bool:
        return self.detail is ResultsDetail.GROUPS


def published(edition: Edition, *, user: User | AnonymousUser, at: datetime) -> Published | None:
    """The results, for whoever may see them at ``at``; None while there is nothing for this person."""
    found = publication.standing(edition)
    if found is None:
        return None
    public = publication.is_public(found, at=at)
    if not public and not publication.may_preview(user, edition):
        return None
    won = _won(edition, found.payload)
    return Published(
        results=found,
        public=public,
        moment=found.published_at or publication.moment(found),
        boards=pure.boards(found.payload),
        places=tuple(each for each in won if each.prize.audience == Audience.PLACE),
        mentions=tuple(each for each in won if each.prize.audience == Audience.MENTION),
        detail=pure.read_rules(found.payload).jury.published,
    )


def _won(edition: Edition, payload: Payload) -> list[Won]:
    """The prizes that follow from what was signed, less those that were taken back."""
    notes = {(award.prize, award.submission_id): award.note for award in Award.objects.filter(edition=edition)}
    prizes = {prize.key: (place, prize) for place, prize in enumerate(pure.read_rules(payload).prizes)}
    gone = awarded.taken_back(edition)
    won = [pair for each in payload["awards"] if (pair := (each["prize"], each["project"])) not in gone]
    won.sort(key=lambda each: (prizes[each[0]][1].place or 0, prizes[each[0]][0]))
    lines = {each["id"]: pure.line(each) for each in payload["projects"]}
    return [
        Won(prizes[key][1], lines[project], notes.get((key, project), "")) for key, project in won if project in lines
    ]


class Reader(Enum):
    """How much of a derivation somebody sees: all with the judges' names, all without, or the sums alone."""

    ORGANISER = "organiser"
    TEAM = "team"
    ANYBODY = "anybody"


def derivation_payload(
    edition: Edition, *, team_id: int, user: User | AnonymousUser, at: datetime
) -> tuple[Payload, Reader] | None:
    """The results from which the project's derivation is told, and to what kind of reader; None for who may not see it.

    Who runs the edition sees it always, as it stands or as it was frozen; the team once results are out; anybody else then, too,
    where the rules publish the groups.
    """
    found = publication.standing(edition)
    if publication.may_preview(user, edition):
        return (found.payload if found else counting.outcome(edition)), Reader.ORGANISER
    if found is None or not publication.is_public(found, at=at):
        return None
    if publication.is_in_team(user, team_id):
        return found.payload, Reader.TEAM
    open_to_all = pure.read_rules(found.payload).jury.published is ResultsDetail.GROUPS
    named = any(each["team_id"] == team_id and each["shows"] for each in found.payload["projects"])
    return (found.payload, Reader.ANYBODY) if open_to_all and named else None
