"""A look into all rows of a corpus. Reads what ``opener`` opens; judges nothing.

Rows go by some ten thousand at a time. While the next ones are unpacked, one thread counts the columns and takes the
fingerprints of questions, and another those of answers; all work in compiled code, which does not hold the interpreter. More
threads, and fewer rows at once, spend more time handing the interpreter to each other than they gain.
"""

import errno
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from time import monotonic
from typing import Any

import numpy
import pyarrow

from hackathon.editions.rules import ColumnRole, EditionRules
from submissions.audit import memory
from submissions.audit.corpus import languages, lying_open
from submissions.audit.corpus.bounding import bounded
from submissions.audit.corpus.cells import Rows
from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.declaring import declared_splits
from submissions.audit.corpus.evidence import (
    ColumnProfile,
    CorpusEvidence,
    CorpusFile,
    DeclaredSplit,
    Limit,
    Repetition,
)
from submissions.audit.corpus.formats import format_of
from submissions.audit.corpus.limits import Budget, Limits, Now
from submissions.audit.corpus.located import Spots, find_spots
from submissions.audit.corpus.looking import Texts
from submissions.audit.corpus.reading.delimited import read_delimited
from submissions.audit.corpus.reading.jsons import read_json
from submissions.audit.corpus.reading.lines import POINTER
from submissions.audit.corpus.reading.notes import Notes
from submissions.audit.corpus.reading.parquet import read_parquet
from submissions.audit.corpus.reading.source import Opener, Source, opened
from submissions.audit.corpus.tally import Tally
from submissions.audit.problems import CutOff

AHEAD = 2  # batches that wait
MAX_COLUMNS = 500  # of all files together
MAX_PROBLEMS = 100
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DEFAULT_LIMITS = Limits()


def profile(
    files: Sequence[DataFile],
    *,
    opener: Opener,
    rules: EditionRules,
    limits: Limits = DEFAULT_LIMITS,
    card: Mapping[str, Any] | None = None,
    evaluation_sets: Mapping[str, numpy.ndarray] | None = None,
    now: Now = monotonic,
) -> CorpusEvidence:
    """What is seen in the rows of ``files``, which are read in that order and as far as ``limits`` let.

    ``opener(path, size)`` opens a file for reading, seekable. ``card``: the card's YAML. ``evaluation_sets``: for each set that no
    corpus may contain the sorted fingerprints (``normalising.fingerprint``) of its questions. Raises what ``opener`` and its files
    raise (the Hub's errors), CutOff where our disk is full, and nothing for what a file contains.
    """
    chosen = files[: limits.files]
    budget = Budget(limits, now, sum(file.size or 0 for file in chosen), len(chosen))
    look = _Look(rules, limits, evaluation_sets or {}, budget)
    if len(files) > limits.files:
        look.budget.reach(Limit.FILES, limits.files, len(files))
    with _room_on_disk(), closing(look.texts):
        for file in chosen:
            look.read(file, opener)
        return look.evidence(files, declared_splits(card))


class _Look:
    """One look into a corpus while it lasts."""

    def __init__(
        self, rules: EditionRules, limits: Limits, evaluation_sets: Mapping[str, numpy.ndarray], budget: Budget
    ) -> None:
        self.rules = rules
        self.limits = limits
        self.budget = budget
        self.sets = evaluation_sets
        self.tallies: dict[str, Tally] = {}
        self.texts = Texts(limits, evaluation_sets)
        self.files: list[CorpusFile] = []
        self.notes: list[Notes] = []

    def read(self, file: DataFile, opener: Opener) -> None:
        """Reads one file as far as its share of the limits goes."""
        written = format_of(file.path) or "csv"
        notes = Notes(file.path, self.budget, self.budget.share(file.size))
        self.notes.append(notes)
        if notes.may_go_on():
            with opened(file.path, file.size, opener, notes) as source:
                self._consume(self._reader(source, written, notes), notes, file)
        if notes.columns:
            self.files.append(
                CorpusFile(
                    *(file.path, file.config, file.split, written),
                    *(notes.columns, notes.rows_read, notes.rows, file.size, file.also),
                )
            )

    def _reader(self, source: Source, written: str, notes: Notes) -> Iterator[Rows]:
        if written == "parquet":
            return read_parquet(source, notes, self._asked())
        source.need_all()
        if source.begins_with(POINTER):
            notes.problem("lfs_pointer")
            return iter(())
        return (read_json if written.startswith("json") else read_delimited)(source.path, written, notes)

    def _asked(self) -> tuple[str, ...]:
        """The names under which the edition's questions and answers may stand."""
        columns = self.rules.dataset.of_role(ColumnRole.QUESTION, ColumnRole.ANSWER)
        return tuple(name for column in columns for name in (column.name, *column.aliases))

    def _consume(self, reader: Iterator[Rows], notes: Notes, file: DataFile) -> None:
        """Counts and compares what the reader brings, in threads of their own, while it brings more."""
        waiting: deque[Future[None]] = deque()
        spots: dict[tuple[str, ...], Spots] = {}
        with (
            memory.at_most(self.limits.memory),
            ThreadPoolExecutor(1) as counting,
            ThreadPoolExecutor(1) as answering,
        ):
            for rows in reader:
                arrived = None
                rows = rows.head(notes.share.rows - notes.rows_read)
                where = spots.setdefault(rows.names, find_spots(rows.names, self.rules.dataset))
                waiting.append(counting.submit(self._count, rows, file.path, notes.rows_read))
                with _written_down(notes):
                    arrived = self.texts.arrive(rows, where, file.path, file.splits)
                if arrived is not None:
                    waiting.append(counting.submit(self.texts.asked, arrived))
                    waiting.append(answering.submit(self.texts.answered, arrived))
                notes.rows_read += len(rows)
                self.budget.rows_used += len(rows)
                while len(waiting) > 3 * AHEAD:
                    _settle(waiting.popleft(), notes)
            while waiting:
                _settle(waiting.popleft(), notes)
        self._fill_gaps(file.path, notes)

    def _count(self, rows: Rows, path: str, before: int) -> None:
        for name, array in zip(rows.names, rows.arrays, strict=True):
            tally = self.tallies.get(name)
            if tally is None:
                if len(self.tallies) >= MAX_COLUMNS:
                    continue
                tally = self.tallies[name] = Tally(name)
            missed = before - tally.rows_of(path)
            if missed > 0:
                tally.missing(missed, path, rows.first - missed)
            tally.add(array, path, rows.first)

    def _fill_gaps(self, path: str, notes: Notes) -> None:
        """Columns that the last rows of a file left out."""
        for name in notes.columns:
            tally = self.tallies.get(name)
            if tally is not None and 0 < tally.rows_of(path) < notes.rows_read:
                missed = notes.rows_read - tally.rows_of(path)
                tally.missing(missed, path, notes.rows_read - missed + 1)

    def evidence(self, files: Sequence[DataFile], declared: tuple[DeclaredSplit, ...]) -> CorpusEvidence:
        """Everything that was seen."""
        pyarrow.default_memory_pool().release_unused()  # what the rows took; the rest needs room of another kind
        self.texts.all_arrived()
        echoes, echo_rows = self.texts.echoes()
        with ThreadPoolExecutor(2) as threads:
            sample = self.texts.sample()
            languages_of = threads.submit(languages.seen, sample, self.texts.register)
            open_in = threads.submit(lying_open.seen, sample, self.texts.register, self.limits.exposure_rows)
            repetitions = self.texts.repetitions(threads)
            language_rows, languages_seen = languages_of.result()
            exposure_rows, exposures = open_in.result()
        overlaps, pairs_left = self.texts.split_overlaps()
        known = [file.rows for file in self.files]
        return CorpusEvidence(
            files=tuple(self.files),
            columns=self._columns(repetitions),
            repetitions=repetitions,
            languages=languages_seen,
            language_rows=language_rows,
            overlaps=self.texts.overlaps(),
            evaluation_sets=tuple(sorted(self.sets)) if self.texts.question.name else (),
            echoes=echoes,
            echo_rows=echo_rows,
            split_overlaps=overlaps,
            split_pairs_left=pairs_left,
            declared=declared,
            problems=tuple(problem for notes in self.notes for problem in notes.all_problems())[:MAX_PROBLEMS],
            reached=tuple(self.budget.reached)[:MAX_PROBLEMS],
            exposures=exposures,
            exposure_rows=exposure_rows,
            data_files=len(files),
            rows=None if None in known or len(known) < len(files) else sum(known),
            rows_read=sum(file.rows_read for file in self.files),
            seconds=round(self.budget.seconds, 2),
        )

    def _columns(self, repetitions: Sequence[Repetition]) -> tuple[ColumnProfile, ...]:
        distinct = {
            one.columns[0]: one.rows - one.repeated for one in repetitions if len(one.columns) == 1 and not one.near
        }
        columns = [tally.profile(distinct.get(name)) for name, tally in self.tallies.items()]
        return bounded(columns, self.rules.dataset)


@contextmanager
def _room_on_disk() -> Iterator[None]:
    """Copies of files and fingerprints are written to a temporary folder: that it is full is neither the file's fault nor ours."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL or _is_no_folder(error):
            raise CutOff("disk") from error
        raise


def _is_no_folder(error: OSError) -> bool:
    """Python tries whether it can write to a temporary folder, and on a full disk finds none."""
    return error.errno == errno.ENOENT and error.filename is None and tempfile.tempdir is None


@contextmanager
def _written_down(notes: Notes) -> Iterator[None]:
    """What cannot be made of the rows is a problem of theirs."""
    try:
        yield
    except (pyarrow.ArrowException, MemoryError, ValueError, TypeError, KeyError, OverflowError) as error:
        notes.problem("rows_not_counted", detail=str(error))


def _settle(future: Future[None], notes: Notes) -> None:
    with _written_down(notes):
        future.result()
