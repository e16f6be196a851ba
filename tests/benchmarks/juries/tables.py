"""What came of the simulated juries, as tables for people."""

from collections.abc import Iterator, Sequence

from tests.benchmarks.juries.targets import Outcome
from tests.benchmarks.juries.trial import METHODS, Cell, Figure

BESIDE = ("alpha", "size of winner set", "careless judges found")


def methods_table(cells: Sequence[Cell]) -> str:
    """Every method in every setting at every size: Kendall's tau, how often the best is first, the share of the best three."""
    header = f"{'setting':<8} {'size':>7} {'juries':>6}  {'method':<14} {'tau to the truth':>16} {'best first':>14} {'top 3':>14}"
    lines = [header, "─" * len(header)]
    for cell in cells:
        for method in METHODS:
            told = [_told(cell.figure(f"{method}: {what}")) for what in ("tau", "first", "top 3")]
            size = f"{cell.projects}×{cell.judges}"
            lines.append(
                f"{cell.setting:<8} {size:>7} {len(cell.trials):>6}  {method:<14} {told[0]:>16} {told[1]:>14} {told[2]:>14}"
            )
    return "\n".join(lines)


def targets_table(outcomes: Sequence[Outcome]) -> str:
    """Each target with what was measured at each size; what is missed is marked."""
    sizes = sorted({each.projects for each in outcomes})
    header = f"{'setting':<8} {'what':<28} {'target':>18}" + "".join(f"{f'{size} projects':>22}" for size in sizes)
    return "\n".join([header, "─" * len(header), *_rows(outcomes, sizes)])


def _rows(outcomes: Sequence[Outcome], sizes: Sequence[int]) -> Iterator[str]:
    for target in dict.fromkeys((each.target.setting, each.target.name) for each in outcomes):
        mine = {each.projects: each for each in outcomes if (each.target.setting, each.target.name) == target}
        words = next(iter(mine.values())).target.told()
        told = (f"{_told(mine[size].figure)} {mine[size].verdict:<6}" if size in mine else "" for size in sizes)
        yield f"{target[0]:<8} {target[1]:<28} {words:>18}" + "".join(f"{each:>22}" for each in told)


def beside_table(cells: Sequence[Cell]) -> str:
    """What is good to know, and promised nowhere."""
    header = f"{'setting':<8} {'size':>7}" + "".join(f"{name:>24}" for name in BESIDE)
    rows = (
        f"{cell.setting:<8} {f'{cell.projects}×{cell.judges}':>7}"
        + "".join(f"{_told(cell.figure(name)):>24}" for name in BESIDE)
        for cell in cells
    )
    return "\n".join([header, "─" * len(header), *rows])


def _told(figure: Figure) -> str:
    return "–" if figure.value != figure.value else f"{figure.value:.3f} ±{figure.error:.3f}"
