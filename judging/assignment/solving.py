"""From a problem to an assignment. Pure, and the same for the same problem and seed, in whatever order it is given."""

from collections.abc import Iterator

import numpy as np

from judging.assignment.flow import Flow
from judging.assignment.grid import Grid, grid
from judging.assignment.joining import components
from judging.assignment.problem import EXPERT, Hold, Id, Judge, Pair, Problem, Project
from judging.assignment.shortage import shortages
from judging.assignment.solution import Change, Gave, Given, Solution, Why
from judging.assignment.swaps import Swaps, overlaps


def assign(problem: Problem) -> Solution:
    """The fairest assignment that there is: no forbidden pair, only judges who read the project, as many different judges as it needs.

    Then, in this order: pairs that stood before stay, loads are even, projects have an expert, judges fit, pairs of judges are
    spread. Where not all reviews can be had it is the largest assignment, and ``gave`` says why it is not larger.

    >>> two = tuple(Project(id=number) for number in (1, 2))
    >>> three = tuple(Judge(id=name) for name in "abc")
    >>> solution = assign(Problem(two, three, reviews=2, forbidden={(1, "a"): "team"}))
    >>> [pair for pair in solution.pairs if pair[0] == 1], sorted(solution.loads.values()), solution.feasible
    ([(1, 'b'), (1, 'c')], [1, 1, 2], True)
    """
    made = grid(problem)
    if made.seats.size:
        _solve(made, repair=bool(problem.previous))
    return _solution(made, problem)


def _solve(made: Grid, *, repair: bool) -> None:
    """Fill the seats. To repair, nobody's load is made more even at the price of a pair that stood."""
    flow = Flow(made)
    flow.seat_experts()
    flow.seat_all()
    if not repair:
        flow.free_experts()  # even loads come before experts; the exchanges give back what they can
        flow.level()
    swaps = Swaps(made)
    swaps.improve()
    swaps.connect()


def _solution(made: Grid, problem: Problem) -> Solution:
    pairs = _pairs(made)
    before = problem.previous | problem.held.keys()
    rows, columns = np.nonzero(made.seats)
    return Solution(
        pairs=pairs,
        loads=_by_id((made.judges[j], int(load)) for j, load in enumerate(made.loads)),
        overlaps=_overlaps(made),
        components=tuple(sorted(_ordered(made.judges[j] for j in part) for part in components(made.seats))),
        affinity=float(made.affinity[rows, columns].mean()) if len(rows) else 0.0,
        why=_reasons(made, problem),
        gave=tuple(_gave(made, problem)),
        added=tuple(pair for pair in pairs if pair not in before),
        dropped=_dropped(made, problem, set(pairs)),
    )


def _pairs(made: Grid) -> tuple[Pair, ...]:
    found = ((made.projects[p], made.judges[j]) for p, j in zip(*np.nonzero(made.seats), strict=True))
    return tuple(sorted(found, key=_key))


def _overlaps(made: Grid) -> dict[Pair, int]:
    shared = overlaps(made)
    pairs = {}
    for one, two in zip(*np.nonzero(np.triu(shared, 1)), strict=True):
        pairs[_ordered((made.judges[one], made.judges[two]))] = int(shared[one, two])
    return {pair: pairs[pair] for pair in sorted(pairs, key=_key)}


def _reasons(made: Grid, problem: Problem) -> dict[Pair, Why]:
    projects = {project.id: project for project in problem.projects}
    judges = {judge.id: judge for judge in problem.judges}
    found = {}
    for p, j in zip(*np.nonzero(made.seats), strict=True):
        pair = made.projects[p], made.judges[j]
        project, judge = projects[pair[0]], judges[pair[1]]
        held = problem.held.get(pair, Hold.ANCHOR if made.anchors[p] else None)
        fits = int(made.affinity[p, j])
        found[pair] = _why(project, judge, fits, held, kept=pair in problem.previous)
    return {pair: found[pair] for pair in sorted(found, key=_key)}


def _why(project: Project, judge: Judge, fits: int, held: Hold | None, *, kept: bool) -> Why:
    known, languages = judge.expertise & project.needs, judge.languages & project.languages
    return Why(fits, fits >= EXPERT, tuple(sorted(known)), tuple(sorted(languages)), held, kept)


def _gave(made: Grid, problem: Problem) -> Iterator[Given]:
    yield from shortages(made, problem)
    for pair in sorted((pair for pair in problem.held if pair in problem.forbidden), key=_key):
        yield Given(Gave.HELD, projects=(pair[0],), judges=(pair[1],))
    yield from _uneven(made)
    for row in np.flatnonzero(made.expert.any(axis=1) & ~(made.seats & made.expert).any(axis=1) & (made.wanted > 0)):
        experts = _ordered(made.judges[j] for j in np.flatnonzero(made.expert[row]))
        yield Given(Gave.NO_EXPERT, projects=(made.projects[row],), judges=experts)
    parts = components(made.seats)
    if len(parts) > 1:
        smallest = min(parts, key=len)
        judges = _ordered(made.judges[j] for j in smallest)
        yield Given(Gave.DISCONNECTED, judges=judges, needed=1, available=len(parts))


def _uneven(made: Grid) -> Iterator[Given]:
    """Loads that differ by more than one, with the judges who have fewest; who takes no more is as even as they want to be."""
    room = made.loads < made.most
    if not room.any() or made.loads.max() - made.loads[room].min() <= 1:
        return
    fewest = int(made.loads[room].min())
    judges = _ordered(made.judges[j] for j in np.flatnonzero(room & (made.loads == fewest)))
    yield Given(Gave.UNEVEN, judges=judges, needed=fewest, available=int(made.loads.max()))


def _dropped(made: Grid, problem: Problem, pairs: set[Pair]) -> tuple[Change, ...]:
    there = set(made.projects), set(made.judges)
    found = []
    for pair in sorted(problem.previous - pairs, key=_key):
        gone = pair[0] not in there[0] or pair[1] not in there[1]
        found.append(Change(pair, "gone" if gone else problem.forbidden.get(pair, "moved")))
    return tuple(found)


def _by_id(items: Iterator[tuple[Id, int]]) -> dict[Id, int]:
    return dict(sorted(items, key=lambda item: _key((item[0],))))


def _ordered(ids: object) -> tuple[Id, ...]:
    return tuple(sorted(ids, key=lambda one: _key((one,))))


def _key(ids: tuple[Id, ...]) -> tuple[tuple[bool, Id], ...]:
    return tuple((isinstance(one, str), one) for one in ids)
