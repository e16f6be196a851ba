"""How fast, and in how much memory, all rows of a corpus are looked at.

A million rows of nine columns in Parquet, built anew each time. Each side runs in processes of its own, turn by turn, with the
file in the system's cache, so that what else the machine does falls on both. ``CORPUS_ROWS=10000000`` looks at as many rows
too (three minutes and 2 GB of disk more). ``DATASETS_PYTHON`` names a Python that has ``datasets``; without it the loop over
rows reads them with pyarrow alone, which is faster.
"""

import json
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
TURNS, TIMES = 3, 3
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
    """Seconds (the median of all times) and the most memory in MB that a side took."""

    seconds: float
    memory: float


class Writer:
    """Makes up rows: words of a few syllables, common ones far commoner than rare ones, as in any language."""

    def __init__(self, seed: int = 600) -> None:
        self.random = numpy.random.default_rng(seed)
        counts = self.random.integers(1, 4, 8_000)
        words = {"".join(self.random.choice(SYLLABLES, count)) for count in counts}
        self.words = pyarrow.array(sorted(words, key=lambda word: (len(word), word)))
        shares = 1 / numpy.arange(1, len(self.words) + 1)
        self.up_to = numpy.cumsum(shares / shares.sum())

    def rows(self, count: int) -> pyarrow.Table:
        """Rows with a question of some 100 letters, an answer of some 400, and seven short columns."""
        columns = {"pregunta": self.texts(count, 20), "respuesta": self.texts(count, 80)}
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
            seen = side("look", build(Path(folder, "many.parquet"), many), turns=1, times=1)
            yield Line(f"corpus: memory at {many:,} rows", "MB", seen.memory, limit=500, note=f"{seen.seconds:.1f} s")


def _compared(whole: Path) -> Iterator[Line]:
    bare, look = sides(whole)
    size = f"{whole.stat().st_size / 1e6:.0f} MB"
    note = f"a look {look.seconds:.2f} s ÷ read and count {bare.seconds:.2f} s; {ROWS:,} rows, {size}"
    yield Line("corpus: a look ÷ a bare read and count", "×", look.seconds / bare.seconds, limit=2.0, note=note)
    yield Line(
        f"corpus: memory at {ROWS:,} rows", "MB", look.memory, limit=400, note=f"the bare read takes {bare.memory:.0f}"
    )
    reader, seconds = loop(whole)
    note = f"{seconds / look.seconds:.1f} times faster than {seconds:.0f} s; to be 15 times"
    yield Line(
        f"corpus: a look ÷ a loop over {reader}'s rows", "%", 100 * look.seconds / seconds, limit=100 / 15, note=note
    )


def _as_text(folder: Path) -> Iterator[Line]:
    table = Writer(seed=601).rows(TEXT_ROWS)
    pyarrow.csv.write_csv(table, folder / "corpus.csv")
    with open(folder / "corpus.jsonl", "w", encoding="utf-8") as file:
        for batch in table.to_batches(max_chunksize=10_000):
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in batch.to_pylist())
    for name in ("csv", "jsonl"):
        seen = side("look", folder / f"corpus.{name}", turns=1, times=TIMES)
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
    turns = [(side("bare", path, turns=1, times=TIMES), side("look", path, turns=1, times=TIMES)) for _ in range(TURNS)]
    return _median([bare for bare, _ in turns]), _median([look for _, look in turns])


def side(name: str, path: Path, *, turns: int, times: int) -> Side:
    """One side, in ``turns`` new processes that do it ``times`` times each."""
    command = [sys.executable, "-m", "tests.benchmarks.corpus_sides", name, str(path), str(times)]
    told = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(turns)]
    return _median([Side(statistics.median(one["seconds"]), one["memory"]) for one in told])


def _median(found: list[Side]) -> Side:
    return Side(statistics.median(one.seconds for one in found), max(one.memory for one in found))


def loop(path: Path) -> tuple[str, float]:
    """With what the loop over rows reads, and how many seconds it takes."""
    python, reader = os.environ.get("DATASETS_PYTHON", ""), "datasets"
    if not python:
        python, reader = sys.executable, "pyarrow"
    script = str(Path(__file__).with_name("corpus_loop.py"))
    ran = subprocess.run([python, script, reader, str(path)], check=True, capture_output=True)
    return reader, json.loads(ran.stdout.splitlines()[-1])["seconds"][0]
