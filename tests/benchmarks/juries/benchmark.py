"""How near the ranking comes to the truth in simulated juries, beside simpler methods; and how long it takes.

Takes about five minutes of one core. ``JURIES=4`` draws four times as many juries: errors half as large, in twenty.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence

from judging.assignment import assign
from judging.results import outcome
from tests.benchmarks.juries.drawing import draw
from tests.benchmarks.juries.kinds import BASE, KINDS, SIZES
from tests.benchmarks.juries.methods import fair, material
from tests.benchmarks.juries.seats import problem, seated
from tests.benchmarks.juries.tables import beside_table, methods_table, targets_table
from tests.benchmarks.juries.targets import NOISE, outcomes
from tests.benchmarks.juries.trial import SEED, Cell, cells
from tests.benchmarks.measuring import Line

MORE = float(os.environ.get("JURIES", "1"))
JURIES = {35: 200, 100: 100, 500: 40}
TIMES = 5
RANK_S, OUTCOME_S, ASSIGN_S = 0.5, 0.8, 1.0


def run() -> Iterator[Line]:
    """Tables of each setting as soon as it is done and a line that says how many targets were missed; then the times."""
    print(
        f"Seed {SEED}; 90 % intervals; ± is a standard error; noise: beyond the target by no more than {NOISE:g} of them."
    )
    for setting in KINDS:
        yield told(setting, cells(setting, {size: max(2, round(count * MORE)) for size, count in JURIES.items()}))
    yield from times()


def told(setting: str, done: Sequence[Cell]) -> Line:
    """Prints what came of the juries of a setting."""
    found = outcomes(done)
    print("", methods_table(done), targets_table(found), beside_table(done), sep="\n\n", flush=True)
    missed = sum(each.verdict == "missed" for each in found)
    noise = sum(each.verdict == "noise" for each in found)
    note = f"of {len(found)}; {noise} more are noise"
    return Line(f"juries: targets missed, {setting}", "", float(missed), limit=0.5, note=note)


def times() -> Iterator[Line]:
    """The times of a whole ranking with 1,000 draws, all it says of judges included, of the payload that pages and a freeze make of the
    reviews with it, and of an assignment; whether twice is the same."""
    projects, judges = SIZES[-1]
    jury = draw(BASE, projects=projects, judges=judges, seats=seated, seed=[SEED])
    size = f"{projects} projects, {judges} judges"
    yield Line(f"juries: a ranking, {size}", "s", best(lambda: fair(jury)), limit=RANK_S)
    given = material(jury)
    yield Line(f"juries: all that is frozen of it, {size}", "s", best(lambda: outcome(given)), limit=OUTCOME_S)
    yield Line(f"juries: an assignment, {size}", "s", best(lambda: assign(problem(projects, judges))), limit=ASSIGN_S)
    same = repr(fair(jury).ranking) == repr(fair(jury).ranking)
    same_seats = assign(problem(projects, judges)) == assign(problem(projects, judges))
    yield Line("juries: repeats that differ", "", float(2 - same - same_seats), limit=0.5)


def best(deed: Callable[[], object]) -> float:
    """The shortest of a few times, in seconds of the processor: whatever else the machine does."""
    return min(_of_the_processor(deed) for _ in range(TIMES))


def _of_the_processor(deed: Callable[[], object]) -> float:
    began = time.process_time()
    deed()
    return time.process_time() - began
