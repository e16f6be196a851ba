"""What the dashboard counts, as values. Pure: no Django, no clock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

UNKNOWN = ""
# More columns than this are too thin for a phone.
MOST_COLUMNS = 62
STEPS = (1, 7, 28, 364)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people registered, how many of them have a team, and how many of those are in one that delivered."""

    registered: int = 0
    in_team: int = 0
    delivered: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        return Funnel(
            self.registered + other.registered, self.in_team + other.in_team, self.delivered + other.delivered
        )

    @property
    def without_team(self) -> int:
        return self.registered - self.in_team


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a breakdown; ``key`` is a code, ``UNKNOWN`` for people who did not say."""

    key: str
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class Period:
    """Some days in a row, mostly one, both ends included, and what came to be in them."""

    first: date
    last: date
    registrations: int
    teams: int
    submissions: int


def share(part: int, whole: int) -> int:
    """The part in whole per cent, halves up; 0 of nothing.

    >>> share(1, 3), share(1, 8), share(0, 0)
    (33, 13, 0)
    """
    return (200 * part + whole) // (2 * whole) if whole else 0


def ranked(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The largest first, by their code where they are equal; who did not say comes last.

    >>> [group.key for group in ranked([Group("", Funnel(9)), Group("PE", Funnel(1)), Group("MX", Funnel(1))])]
    ['MX', 'PE', '']
    """
    return tuple(sorted(groups, key=lambda group: (group.key == UNKNOWN, -group.funnel.registered, group.key)))


def by_each(rows: Iterable[tuple[Sequence[str], Funnel]]) -> tuple[Group, ...]:
    """People by everything that they named: who named two things counts in both, who named none under ``UNKNOWN``.

    >>> [(group.key, group.funnel.registered) for group in by_each([(["es_MX", "nah"], Funnel(2)), (["es_MX"], Funnel(3))])]
    [('es_MX', 5), ('nah', 2)]
    """
    sums: defaultdict[str, Funnel] = defaultdict(Funnel)
    for keys, funnel in rows:
        for key in set(keys) or {UNKNOWN}:
            sums[key] += funnel
    return ranked(Group(key, funnel) for key, funnel in sums.items())


def periods(
    *, registrations: Mapping[date, int], teams: Mapping[date, int], submissions: Mapping[date, int]
) -> tuple[Period, ...]:
    """Every day from the first on which something came to be to the last, also those without anything; longer stretches
    of equal length where there would be too many days to draw."""
    days = registrations.keys() | teams.keys() | submissions.keys()
    if not days:
        return ()
    first, last = min(days), max(days)
    step = _step((last - first).days + 1)
    starts = [first + timedelta(days=step * number) for number in range((last - first).days // step + 1)]
    sums = [_by_start(counts, first, step) for counts in (registrations, teams, submissions)]
    return tuple(
        Period(start, start + min(timedelta(days=step - 1), last - start), *(each.get(start, 0) for each in sums))
        for start in starts
    )


def _step(span: int) -> int:
    fitting = (step for step in STEPS if span <= step * MOST_COLUMNS)
    return next(fitting, ceil(span / MOST_COLUMNS))


def _by_start(counts: Mapping[date, int], first: date, step: int) -> Mapping[date, int]:
    sums: defaultdict[date, int] = defaultdict(int)
    for day, count in counts.items():
        sums[first + timedelta(days=(day - first).days // step * step)] += count
    return sums
