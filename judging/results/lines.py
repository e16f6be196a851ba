"""A payload as pages, files and the API read it: numbers as numbers, lines in the order of the ranking. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from judging.results.payload import Payload, number

Numbers = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Line:
    """A project with its place. ``total`` is by the method of the rules, with what it earned outside the jury; ``low`` to
    ``high`` its 90 % interval. ``shift``: how many places better (negative: worse) it is than by the plain mean of its reviews.
    """

    key: int
    title: str
    team: str
    team_id: int
    track: str
    shows: bool
    out: str
    rank: int | None
    shared: bool
    reordered: str
    reviews: int
    drafts: int
    total: Fraction | None
    capped: bool
    earned: Numbers = field(default_factory=dict)
    groups: Numbers = field(default_factory=dict)
    low: Fraction | None = None
    high: Fraction | None = None
    raw: Fraction | None = None
    trimmed: Fraction | None = None
    adjusted: Fraction | None = None
    weighted: Fraction | None = None
    ranks: Mapping[str, int] = field(default_factory=dict)
    by_jury: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    p_first: float | None = None
    p_beats_next: float | None = None
    settled_by: str = ""
    provisional: bool = False
    component: int = 0
    place: int | None = None

    @property
    def project(self) -> int:
        """As a ranking calls it."""
        return self.key

    @property
    def shift(self) -> int | None:
        """By how many places its rank is better than by the plain mean."""
        plain = self.ranks.get("mean")
        return None if plain is None or self.rank is None else plain - self.rank

    @property
    def extra(self) -> Fraction:
        """What it earned outside the jury, in all."""
        return sum(self.earned.values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class Board:
    """The lines of a track (or of all), best first, and the rest of the payload's part about it, as it is there."""

    track: str
    lines: tuple[Line, ...]
    facts: Mapping[str, Any]

    @property
    def by_key(self) -> Mapping[int, Line]:
        return {line.key: line for line in self.lines}


def boards(payload: Payload) -> tuple[Board, ...]:
    """The payload's tracks, in their order."""
    known = {each["id"]: line(each) for each in payload["projects"]}
    return tuple(_board(facts, known) for facts in payload["tracks"])


def _board(facts: Mapping[str, Any], known: Mapping[int, Line]) -> Board:
    rows = [known[key] for key in facts["projects"]]
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: row.rank or 0)
    return Board(facts["track"], (*ranked, *(row for row in rows if row.rank is None)), facts)


def left_out(payload: Payload) -> list[Line]:
    """The projects that are out of the competition."""
    return [line(each) for each in payload["projects"] if each["out"]]


def line(each: Mapping[str, Any]) -> Line:
    """A project of the payload."""
    row = each["row"] or {}
    return Line(
        key=each["id"],
        title=each["title"],
        team=each["team"],
        team_id=each["team_id"],
        track=each["track"],
        shows=each["shows"],
        out=each["out"],
        rank=each["rank"],
        shared=each["shared"],
        reordered=each["reordered"],
        reviews=len(each["points"]),
        drafts=each["drafts"],
        total=number(each["total"]),
        capped=each["capped"],
        earned=_numbers(each["earned"]),
        groups=_numbers(row.get("groups", {})),
        low=number(row.get("total_low")),
        high=number(row.get("total_high")),
        **{name: number(row.get(name)) for name in ("raw", "trimmed", "adjusted", "weighted")},
        ranks=row.get("ranks", {}),
        by_jury=row.get("rank"),
        rank_low=row.get("rank_low"),
        rank_high=row.get("rank_high"),
        p_first=_probability(row.get("p_first")),
        p_beats_next=_probability(row.get("p_beats_next")),
        settled_by=row.get("settled_by", ""),
        provisional=row.get("provisional", False),
        component=row.get("component", 0),
        place=row.get("place"),
    )


def _numbers(given: Mapping[str, str]) -> Numbers:
    return {key: Fraction(text) for key, text in given.items()}


def _probability(text: str | None) -> float | None:
    return None if text is None else float(Fraction(text))
