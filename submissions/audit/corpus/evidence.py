"""What was seen in the rows of a corpus: columns, values, repetitions, languages. Frozen, stored and judged later. Pure.

Counts are of the rows that were read; ``CorpusEvidence.sampled`` says when that is not all of them.
"""

from dataclasses import dataclass
from enum import StrEnum

from submissions.audit.exposed.exposure import Exposure
from submissions.audit.problems import Problem


class Limit(StrEnum):
    """What bounds a look into a corpus."""

    BYTES = "bytes"
    ROWS = "rows"
    SECONDS = "seconds"
    MEMORY = "memory"
    FILES = "files"
    COLUMNS = "columns"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class ReachedLimit:
    """A limit that was reached: how much is ``allowed`` and, where it is known, how much there is (``found``)."""

    limit: Limit
    allowed: int
    found: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A row of a file, counted from 1 without the header. ``excerpt``: the beginning of what stands there."""

    path: str
    row: int
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How often a value (shortened to 80 characters) occurs in a column, and where for the first time."""

    value: str
    count: int
    first: Where | None = None


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths of a column's texts, in characters; blanks left out."""

    shortest: int
    median: int
    p95: int
    longest: int
    mean: float


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """A column over all files read. ``rows``: of the files that have it; ``blanks``: empty, only spaces, or null.

    ``values``: the commonest first. ``more_values``: there are others than those listed. ``distinct``: how many there are;
    None: not counted. ``type``: text, number, boolean, list, object, binary or other.
    """

    name: str
    type: str = "text"
    rows: int = 0
    blanks: int = 0
    values: tuple[ValueCount, ...] = ()
    more_values: bool = False
    distinct: int | None = None
    lengths: Lengths | None = None
    blank_rows: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """A split of a config."""

    config: str
    split: str


class OfSplits:
    """What belongs to the split of a config, and to others ``also``."""

    __slots__ = ()
    config: str
    split: str
    also: tuple[Split, ...]

    @property
    def splits(self) -> tuple[Split, ...]:
        """All that it belongs to."""
        return (Split(self.config, self.split), *self.also)


@dataclass(frozen=True, slots=True)
class CorpusFile(OfSplits):
    """A data file that was looked into, with the config and split that it belongs to, and others that it belongs to ``also``.

    ``rows`` None: not known without reading it whole. ``format``: parquet, csv, tsv, json, jsonl or arrow, with the packing behind a
    dot where there is one (``jsonl.gz``).
    """

    path: str
    config: str
    split: str
    format: str
    columns: tuple[str, ...]
    rows_read: int
    rows: int | None = None
    size: int | None = None
    also: tuple[Split, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """A text that several rows share (or nearly share), how many of them, and the first of these rows."""

    text: str
    count: int
    rows: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Repetition:
    """How much of a column repeats itself. ``rows`` were compared; ``repeated`` of them say what an earlier one says.

    ``columns``: the one compared, or several compared together. ``near``: also texts that differ little (case, accents, signs,
    a word or two). ``sampled``: not all rows were compared.
    """

    columns: tuple[str, ...]
    rows: int
    repeated: int
    near: bool = False
    sampled: bool = False
    examples: tuple[Repeated, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageSeen:
    """Rows that are declared to be in one language (``""``: nothing declared) and read like another (ISO 639-1, or 639-3
    where there is none; ``und``: too short or mixed to tell)."""

    declared: str
    detected: str
    rows: int
    examples: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows whose question stands in an evaluation set of the edition's."""

    evaluation_set: str
    rows: int
    examples: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitOverlap:
    """Rows of a config's ``split`` whose question stands in its split ``other``, too."""

    config: str
    split: str
    other: str
    rows: int
    examples: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredSplit:
    """What the card's ``dataset_info`` says of a split."""

    config: str
    split: str
    rows: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class CorpusEvidence:
    """A look into all of a corpus, as far as the limits let it.

    ``data_files``: how many files hold rows. ``rows``: how many rows there are as far as is known; ``rows_read``: how many were
    looked at. ``language_rows``: how many of these had their language identified. ``seconds``: how long it took.
    ``echoes``: how many answers say no more than their question (None: not compared). ``split_overlaps`` None: not compared;
    ``split_pairs_left``: so many pairs of splits were too many to be compared.
    ``evaluation_sets``: the names of those that were compared, whether or not anything of them was found. ``exposures``: what
    lies open in ``exposure_rows`` of the rows.
    """

    files: tuple[CorpusFile, ...] = ()
    columns: tuple[ColumnProfile, ...] = ()
    repetitions: tuple[Repetition, ...] = ()
    languages: tuple[LanguageSeen, ...] = ()
    language_rows: int = 0
    overlaps: tuple[Overlap, ...] = ()
    evaluation_sets: tuple[str, ...] = ()
    echoes: int | None = None
    echo_rows: tuple[Where, ...] = ()
    split_overlaps: tuple[SplitOverlap, ...] | None = None
    split_pairs_left: int = 0
    declared: tuple[DeclaredSplit, ...] = ()
    problems: tuple[Problem, ...] = ()
    reached: tuple[ReachedLimit, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    exposure_rows: int = 0
    data_files: int = 0
    rows: int | None = None
    rows_read: int = 0
    seconds: float = 0.0

    @property
    def sampled(self) -> bool:
        """Not every row was read."""
        return bool(self.reached) or any(file.rows is None or file.rows_read < file.rows for file in self.files)

    @property
    def shared_columns(self) -> frozenset[str] | None:
        """The columns that every file has; None when no file could be read."""
        if not self.files:
            return None
        return frozenset.intersection(*(frozenset(file.columns) for file in self.files))

    def column(self, name: str) -> ColumnProfile | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)
