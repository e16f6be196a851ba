"""How near the ranking comes to the truth in simulated juries, beside simpler methods; and how long it takes.

Takes about five minutes of one core. ``JURIES=4`` draws four times as many juries: errors half as large, in twenty.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence

from judging.assignment import assign
from tests.benchmarks.juries.drawing import draw
from tests.benchmarks.juries.kinds import BASE, SIZES
from tests.benchmarks.juries.methods import fair
from tests.benchmarks.juries.seats import problem, seated
from tests.benchmarks.juries.tables import beside_table, methods_table, targets_table
from tests.benchmarks.juries.targets import NOISE, outcomes
from tests.benchmarks.juries.trial import SEED, Cell, cells
from tests.benchmarks.measuring import Line, seconds_of

MORE = float(os.environ.get("JURIES", "1"))
JURIES = {35: 200, 100: 100, 500: 40}
TIMES = 5
RANK_S, ASSIGN_S = 0.5, 1.0


def run() -> Iterator[Line]:
    """The tables at once, then a line that says how many targets were missed, and the times."""
    done: list[Cell] = []
    for cell in cells({size: max(2, round(count * MORE)) for size, count in JURIES.items()}):
        print(f"  {cell.setting}, {cell.projects} projects: {len(cell.trials)} juries", file=sys.stderr)
        done.append(cell)
    yield told(done)
    yield from times()


def told(done: Sequence[Cell]) -> Line:
    """Prints what came of the juries."""
    found = outcomes(done)
    print(f"Seed {SEED}; 90 % intervals; ± is a standard error.\n")
    print(methods_table(done), targets_table(found), beside_table(done), sep="\n\n", end="\n\n")
    missed = [each for each in found if each.verdict == "missed"]
    noise = sum(each.verdict == "noise" for each in found)
    note = f"of {len(found)}; {noise} more by no more than {NOISE:g} standard errors"
    return Line("juries: targets missed", "", float(len(missed)), limit=0.5, note=note)


def times() -> Iterator[Line]:
    """The best of a few times of a whole ranking with 1,000 draws, and of an assignment; and whether twice is the same."""
    projects, judges = SIZES[-1]
    jury = draw(BASE, projects=projects, judges=judges, seats=seated, seed=[SEED])
    size = f"{projects} projects, {judges} judges"
    yield Line(f"juries: a ranking, {size}", "s", best(lambda: fair(jury)), limit=RANK_S)
    yield Line(f"juries: an assignment, {size}", "s", best(lambda: assign(problem(projects, judges))), limit=ASSIGN_S)
    same = repr(fair(jury).ranking) == repr(fair(jury).ranking)
    same_seats = assign(problem(projects, judges)) == assign(problem(projects, judges))
    yield Line("juries: repeats that differ", "", float(2 - same - same_seats), limit=0.5)


def best(deed: Callable[[], object]) -> float:
    """The shortest of a few times, in seconds: others on the machine only make it longer."""
    return min(seconds_of(deed) for _ in range(TIMES))
