"""What is seen of the questions and answers of a corpus, over all its rows. Pure; vectorised; bounded."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy
import pyarrow

from submissions.audit.corpus.cells import Rows
from submissions.audit.corpus.evidence import Overlap, Repeated, Repetition, Split, SplitOverlap, Where
from submissions.audit.corpus.fingerprints import Both, Fingerprints, Kept
from submissions.audit.corpus.hashing import Hashes, hash_texts
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.located import Spots, texts_in
from submissions.audit.corpus.nearness import alike
from submissions.audit.corpus.normalising import fingerprint
from submissions.audit.corpus.repetition import (
    NOTHING,
    ROWS_OF_ONE,
    Pair,
    Spans,
    equal_rows,
    groups,
    rows_in_both,
    rows_with,
    stands_in,
)
from submissions.audit.corpus.rows import Register, excerpt
from submissions.audit.corpus.sampling import Sampled, Sampler
from submissions.audit.corpus.tally import as_numpy, blank_texts

EXAMPLES = 10
MAX_PAIRS = 1_000  # of splits that are compared
MAX_OVERLAPS = 100  # that are kept, the largest
MOST_PLAIN = 4_000_000  # rows; of more the fingerprints that pass over case and signs are not kept
_EMPTY = fingerprint([""])[0]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Rows to be compared: the place of the first among all, how many, and what stands there."""

    first: int
    count: int
    question: pyarrow.Array | None
    answer: pyarrow.Array | None


class Part:
    """One of the columns that are compared: its fingerprints, and the beginnings of some texts that repeat themselves."""

    def __init__(self) -> None:
        self.name = ""
        self.recent = Remembered()
        self.kept = Kept()


class Texts:
    """Fingerprints of all questions and answers, and samples of both.

    ``arrive`` is called first for each stretch of rows; what it returns goes to ``asked`` and ``answered``, each in a thread of its own.
    """

    def __init__(self, limits: Limits, evaluation_sets: Mapping[str, Hashes]) -> None:
        self.register = Register()
        self.question, self.answer, self.plain = Part(), Part(), Kept()
        self._sets = {name: numpy.asarray(known, numpy.uint64) for name, known in evaluation_sets.items()}
        self._found: dict[str, tuple[int, list[Where]]] = {name: (0, []) for name in self._sets}
        self._near = Sampler(limits.near_rows, 1)
        self._read = Sampler(limits.language_rows, 3)

    def arrive(self, rows: Rows, spots: Spots, path: str, splits: Sequence[Split]) -> Arrived | None:
        """The next rows of a file; None where they hold neither questions nor answers."""
        question, answer = texts_in(rows.column(spots.question)), texts_in(rows.column(spots.answer))
        if question is None and answer is None:
            return None
        self.question.name = self.question.name or spots.question or ""
        self.answer.name = self.answer.name or spots.answer or ""
        first = self.register.add(path, rows.first, len(rows), splits)
        self._near.add(first, len(rows), question)
        self._read.add(first, len(rows), question, answer, texts_in(rows.column(spots.language)))
        return Arrived(first, len(rows), question, answer)

    def asked(self, rows: Arrived) -> None:
        """Compares their questions."""
        hashes = _hashes(rows.question, rows.count)
        self.question.kept.add(rows.first, hashes)
        self.question.recent.add(hashes, rows.question)
        if not self._sets and rows.first > MOST_PLAIN:
            return
        plain = numpy.zeros(rows.count, numpy.uint64) if rows.question is None else fingerprint(rows.question)
        plain[plain == _EMPTY] = NOTHING  # blank, or nothing but signs
        if rows.first <= MOST_PLAIN:
            self.plain.add(rows.first, plain)
        for name, known in self._sets.items():
            places = numpy.flatnonzero(stands_in(plain, known))
            count, examples = self._found[name]
            new = [self._where(rows, place) for place in places[: EXAMPLES - len(examples)].tolist()]
            self._found[name] = (count + len(places), examples + new)

    def answered(self, rows: Arrived) -> None:
        """Compares their answers."""
        hashes = _hashes(rows.answer, rows.count)
        self.answer.kept.add(rows.first, hashes)
        self.answer.recent.add(hashes, rows.answer)

    def _where(self, rows: Arrived, place: int) -> Where:
        return self.register.where(rows.first + place, text_at(rows.question, place))

    def all_arrived(self) -> None:
        """No more rows come: those at the end that could not be compared say nothing."""
        for kept in (self.question.kept, self.answer.kept, self.plain):
            kept.fill(self.register.rows)

    def close(self) -> None:
        """Lets go of all fingerprints."""
        for kept in (self.question.kept, self.answer.kept, self.plain):
            kept.close()

    def sample(self) -> Sampled:
        """Questions, answers and languages of rows spread evenly over all."""
        return self._read.sample()

    def echoes(self) -> tuple[int | None, tuple[Where, ...]]:
        """Answers that are their question, and the first of them; None: there are not both."""
        if not (self.question.name and self.answer.name):
            return None, ()
        count, places = equal_rows(self.question.kept, self.answer.kept)
        return count, tuple(map(self.register.where, places))

    def repetitions(self, threads: Executor) -> tuple[Repetition, ...]:
        """Exact repetitions of questions, answers and both together, then near ones of questions."""
        asked, answered, found = self.question, self.answer, []
        if asked.name:
            found.append(threads.submit(self._nearly, self._near.sample()))
            found.append(threads.submit(self._repetition, (asked,), asked.kept, asked.kept))
        if answered.name:
            found.append(threads.submit(self._repetition, (answered,), answered.kept, answered.kept))
        if asked.name and answered.name:
            both = Both(answered.kept, asked.kept)
            found.append(threads.submit(self._repetition, (asked, answered), both, asked.kept))
        repetitions = [one for future in found for one in future.result() if one.rows]
        return tuple(sorted(repetitions, key=_order))

    def overlaps(self) -> tuple[Overlap, ...]:
        """Rows whose question stands in an evaluation set."""
        return tuple(Overlap(name, count, tuple(examples)) for name, (count, examples) in self._found.items() if count)

    def split_overlaps(self) -> tuple[tuple[SplitOverlap, ...] | None, int]:
        """Rows whose question stands in a larger split of their config, too, and how many pairs of splits were too many to be
        compared; None: there are no questions."""
        if not self.question.name:
            return None, 0
        hashes = self.plain if self.register.rows <= MOST_PLAIN else self.question.kept
        splits = self.register.splits()
        pairs = _pairs(splits)
        compared = pairs[:MAX_PAIRS]
        found = rows_in_both(hashes, [spans for _, spans in splits], compared)
        overlaps = [
            SplitOverlap(
                *(splits[one][0].config, splits[one][0].split, splits[other][0].split),
                *(count, tuple(map(self.register.where, places))),
            )
            for (one, other), (count, places) in zip(compared, found, strict=True)
            if count
        ]
        return tuple(sorted(overlaps, key=lambda one: -one.rows)[:MAX_OVERLAPS]), len(pairs) - len(compared)

    def _repetition(
        self, parts: tuple[Part, ...], hashes: Fingerprints, texts: Fingerprints, *, near: bool = False
    ) -> list[Repetition]:
        """``texts``: the fingerprints by which the words of the examples are remembered."""
        found = groups(hashes)
        rows = rows_with(hashes, [value for value, _ in found.commonest])
        examples = tuple(
            Repeated(parts[0].recent.text(*_at(texts, places)), count, tuple(map(self.register.where, places)))
            for (_, count), places in zip(found.commonest, rows, strict=True)
        )
        names = tuple(part.name for part in parts)
        return [Repetition(names, found.rows, found.repeated, near, examples=examples)]

    def _nearly(self, sample: Sampled) -> list[Repetition]:
        """Of all rows the questions that differ in case, accents and signs; of as many as can be compared word by word those, too,
        that differ in a word or two."""
        rows = self.register.rows
        whole = len(sample) == rows
        repeated, alike_rows = alike(sample.columns[0])
        examples = tuple(self._group(sample, places) for places in alike_rows)
        said = len(sample) - int(numpy.count_nonzero(blank_texts(sample.columns[0])))
        found = [Repetition((self.question.name,), said, repeated, near=True, sampled=not whole, examples=examples)]
        if not whole and rows <= MOST_PLAIN:
            found += self._repetition((self.question,), self.plain, self.question.kept, near=True)
        return found

    def _group(self, sample: Sampled, places: list[int]) -> Repeated:
        rows = tuple(
            self.register.where(int(sample.rows[place]), text_at(sample.columns[0], place))
            for place in places[:ROWS_OF_ONE]
        )
        return Repeated(rows[0].excerpt, len(places), rows)


def _pairs(splits: Sequence[tuple[Split, Spans]]) -> list[Pair]:
    """The pairs of splits of the same config, by their numbers, the smaller first: those with each config's largest split before those
    with its second largest, and so on."""
    sizes = [sum(map(len, spans)) for _, spans in splits]
    configs: dict[str, list[int]] = {}
    for number in sorted(range(len(splits)), key=lambda number: sizes[number]):
        configs.setdefault(splits[number][0].config, []).append(number)
    ranked = [
        (len(ordered) - place, one, ordered[place])
        for ordered in configs.values()
        for place in range(len(ordered) - 1, 0, -1)
        for one in ordered[:place]
    ]
    return [(one, other) for _, one, other in sorted(ranked, key=lambda pair: pair[0])]


class Remembered:
    """Texts that were probably seen before, by fingerprint: a few thousand, to have words for the examples."""

    MOST = 2_000
    SLOTS = 23  # bits

    def __init__(self) -> None:
        self._seen = numpy.zeros(1 << self.SLOTS, bool)
        self._texts: dict[int, str] = {}

    def add(self, hashes: Hashes, texts: pyarrow.Array | None) -> None:
        """The next rows."""
        if texts is None or len(self._texts) >= self.MOST:
            return
        slots = (hashes >> numpy.uint64(64 - self.SLOTS)).astype(numpy.int64)
        again = self._seen[slots]
        self._seen[slots] = True
        ordered = numpy.argsort(slots, kind="stable")
        again[ordered[1:][slots[ordered[1:]] == slots[ordered[:-1]]]] = True
        for row in numpy.flatnonzero(again & (hashes != NOTHING))[: self.MOST - len(self._texts)].tolist():
            self._texts.setdefault(int(hashes[row]), excerpt(text_at(texts, row)))

    def text(self, *hashes: int) -> str:
        """The beginning of a text with one of these fingerprints; empty where it was not kept."""
        return next((self._texts[one] for one in hashes if one in self._texts), "")


def text_at(texts: pyarrow.Array | None, row: int) -> str:
    """What stands in a row."""
    if texts is None:
        return ""
    try:
        return texts[row].as_py() or ""
    except UnicodeDecodeError:
        return (texts[row].cast(pyarrow.binary()).as_py() or b"").decode("utf-8", "replace")


def _hashes(texts: pyarrow.Array | None, rows: int) -> Hashes:
    """A fingerprint for each row; of a blank it is zero."""
    if texts is None:
        return numpy.zeros(rows, numpy.uint64)
    if not pyarrow.types.is_dictionary(texts.type):
        hashes = hash_texts(texts)
        hashes[blank_texts(texts)] = NOTHING
        return hashes
    hashes = numpy.append(_hashes(texts.dictionary, len(texts.dictionary)), NOTHING)
    return hashes[as_numpy(texts.indices.cast(pyarrow.int64()).fill_null(len(hashes) - 1))]


def _order(one: Repetition) -> tuple[bool, bool]:
    return one.near, one.sampled


def _at(hashes: Fingerprints, places: Iterable[int]) -> list[int]:
    return [int(stretch[0]) for place in places for _, stretch in hashes.stretches(place, place + 1)]
