"""How fast, and in how much memory, all rows of a corpus are looked at.

A million rows of nine columns in Parquet, built anew each time. The two sides run in processes of their own, turn by turn, with
the file in the system's cache, so that what else the machine does falls on both; the ratio of processor time stands beside that
of seconds, because it hardly depends on what else runs. ``CORPUS_ROWS=10000000`` looks at as many rows too (five minutes and
1.5 GB of disk more). ``DATASETS_PYTHON`` names a Python that has ``datasets``: against a loop over the rows that it loads a look
has to be fifteen times as fast. The loop that reads with pyarrow alone is shown beside it.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
import pyarrow
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

from tests.benchmarks.measuring import Line

ROWS, PIECE, TEXT_ROWS = 1_000_000, 100_000, 200_000
TURNS, TIMES = 4, 2
TIMES_FASTER = 15
COMMON = 1.45  # how much commoner a word is than the next: as in texts of which pages are alike
SYLLABLES = (
    "ca",
    "ma",
    "ri",
    "to",
    "pe",
    "lo",
    "sa",
    "ción",
    "der",
    "men",
    "te",
    "que",
    "es",
    "tra",
    "ño",
    "lla",
    "bue",
    "ná",
    "mí",
)
SHORT = {
    "idioma": ("es_mx", "es_pe", "es_es", "es_ar", "ca", "qu"),
    "registro": ("coloquial", "medio", "culto"),
    "periodo": ("actual", "moderno", "clásico", None),
    "dominio": ("legal", "salud", "literatura", "prensa", "cocina"),
    "tarea": ("pregunta", "resumen", "traduccion"),
    "país_origen": ("MX", "PE", "ES", "AR"),
    "país_referencia": ("MX", "PE", "", "AR"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """Seconds and seconds of processor time (the median of all times), and the most memory in MB that a side took."""

    seconds: float
    cpu: float
    memory: float


class Writer:
    """Makes up rows: words of a few syllables, common ones far commoner than rare ones, as in any language."""

    def __init__(self, seed: int = 600) -> None:
        self.random = numpy.random.default_rng(seed)
        counts = self.random.integers(1, 4, 8_000)
        words = {"".join(self.random.choice(SYLLABLES, count)) for count in counts}
        self.words = pyarrow.array(sorted(words, key=lambda word: (len(word), word)))
        shares = 1 / numpy.arange(1, len(self.words) + 1) ** COMMON
        self.up_to = numpy.cumsum(shares / shares.sum())

    def rows(self, count: int) -> pyarrow.Table:
        """Rows with a question of some 100 letters, an answer of some 400, and seven short columns."""
        columns = {"pregunta": self.texts(count, 28), "respuesta": self.texts(count, 114)}
        for name, values in SHORT.items():
            columns[name] = pyarrow.array(values).take(pyarrow.array(self.random.integers(0, len(values), count)))
        return pyarrow.table(columns)

    def texts(self, count: int, words: int) -> pyarrow.Array:
        """Texts of about so many words."""
        lengths = self.random.integers(int(words * 0.7), int(words * 1.3) + 1, count)
        places = numpy.concatenate(([0], numpy.cumsum(lengths))).astype(numpy.int32)
        chosen = numpy.searchsorted(self.up_to, self.random.random(int(places[-1])))
        found = self.words.take(pyarrow.array(numpy.minimum(chosen, len(self.words) - 1)))
        return pyarrow.compute.binary_join(pyarrow.ListArray.from_arrays(pyarrow.array(places), found), " ")


def run() -> Iterator[Line]:
    """Measures, and gives the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        whole = build(Path(folder, "corpus.parquet"), ROWS)
        yield from _compared(whole)
        yield from _as_text(Path(folder))
        many = int(os.environ.get("CORPUS_ROWS", ROWS))
        if many > ROWS:
            seen = _median([side("look", build(Path(folder, "many.parquet"), many), times=1)])
            yield Line(f"corpus: memory at {many:,} rows", "MB", seen.memory, limit=500, note=f"{seen.seconds:.1f} s")


def _compared(whole: Path) -> Iterator[Line]:
    bare, look = sides(whole)
    size = f"{whole.stat().st_size / 1e6:.0f} MB"
    note = f"a look {look.seconds:.2f} s ÷ read and count {bare.seconds:.2f} s; {ROWS:,} rows, {size}"
    yield Line("corpus: a look ÷ a bare read and count", "×", look.seconds / bare.seconds, limit=2.0, note=note)
    note = f"{look.cpu:.2f} s ÷ {bare.cpu:.2f} s"
    yield Line("corpus: the same in processor time", "×", look.cpu / bare.cpu, note=note)
    note = f"the bare read takes {bare.memory:.0f}"
    yield Line(f"corpus: memory at {ROWS:,} rows", "MB", look.memory, limit=400, note=note)
    yield _loop("pyarrow", sys.executable, whole, look)
    python = os.environ.get("DATASETS_PYTHON", "")
    yield _loop("datasets", python, whole, look) if python else NOT_MEASURED


def _loop(reader: str, python: str, whole: Path, look: Side) -> Line:
    """How long a look takes, of what a loop over the rows takes."""
    seconds = loop(reader, python, whole)
    note = f"{seconds / look.seconds:.1f} times as fast as {seconds:.0f} s"
    limit = None if reader == "pyarrow" else 100 / TIMES_FASTER
    name = f"corpus: a look ÷ a loop over {reader}'s rows"
    return Line(name, "%", 100 * look.seconds / seconds, limit=limit, note=note)


NOT_MEASURED = Line(
    "corpus: a look ÷ a loop over datasets's rows", "%", math.nan, note="not measured: name a DATASETS_PYTHON"
)


def _as_text(folder: Path) -> Iterator[Line]:
    table = Writer(seed=601).rows(TEXT_ROWS)
    pyarrow.csv.write_csv(table, folder / "corpus.csv")
    with open(folder / "corpus.jsonl", "w", encoding="utf-8") as file:
        for batch in table.to_batches(max_chunksize=10_000):
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in batch.to_pylist())
    for name in ("csv", "jsonl"):
        seen = _median([side("look", folder / f"corpus.{name}", times=TIMES)])
        note = f"{seen.memory:.0f} MB; for a million rows {seen.seconds * ROWS / TEXT_ROWS:.1f} s"
        yield Line(f"corpus: {TEXT_ROWS:,} rows of {name.upper()}", "s", seen.seconds, note=note)


def build(path: Path, rows: int) -> Path:
    """A Parquet file of so many rows, a piece at a time."""
    writer = Writer()
    schema = writer.rows(1).schema
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for _ in range(rows // PIECE):
            file.write_table(writer.rows(PIECE))
    return path


def sides(path: Path) -> tuple[Side, Side]:
    """The bare read and the look, turn by turn."""
    turns = [(side("bare", path, times=TIMES), side("look", path, times=TIMES)) for _ in range(TURNS)]
    return _median([bare for bare, _ in turns]), _median([look for _, look in turns])


def side(name: str, path: Path, *, times: int) -> list[Side]:
    """One side, in a new process that does it so many times."""
    command = [sys.executable, "-m", "tests.benchmarks.corpus_sides", name, str(path), str(times)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [Side(seconds, cpu, told["memory"]) for seconds, cpu in zip(told["seconds"], told["cpu"], strict=True)]


def _median(turns: list[list[Side]]) -> Side:
    found = [one for turn in turns for one in turn]
    seconds, cpu = statistics.median(one.seconds for one in found), statistics.median(one.cpu for one in found)
    return Side(seconds, cpu, max(one.memory for one in found))


def loop(reader: str, python: str, path: Path) -> float:
    """How many seconds a loop over the rows takes that ``reader`` gives."""
    script = str(Path(__file__).with_name("corpus_loop.py"))
    ran = subprocess.run([python, script, reader, str(path)], check=True, capture_output=True)
    return json.loads(ran.stdout.splitlines()[-1])["seconds"][0]
