"""What is seen of the questions and answers of a corpus, over all its rows. Pure; vectorised; bounded."""

from collections.abc import Mapping

import numpy
import pyarrow

from submissions.audit.corpus import hashing
from submissions.audit.corpus.cells import Rows
from submissions.audit.corpus.evidence import Overlap, Repeated, Repetition, SplitOverlap, Where
from submissions.audit.corpus.hashing import Hashes
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.located import Spots, texts_in
from submissions.audit.corpus.nearness import alike
from submissions.audit.corpus.normalising import fingerprint
from submissions.audit.corpus.repetition import ROWS_OF_ONE, groups, rows_with
from submissions.audit.corpus.rows import Register, excerpt
from submissions.audit.corpus.sampling import Sampled, Sampler, spread
from submissions.audit.corpus.tally import as_numpy, blank_texts

EXAMPLES = 10
NOTHING = numpy.uint64(0)
_EMPTY = fingerprint([""])[0]


class Texts:
    """Fingerprints of all questions and answers, and a sample of both."""

    def __init__(self, limits: Limits, evaluation_sets: Mapping[str, Hashes]) -> None:
        self.limits = limits
        self.register = Register()
        self.names: dict[str, str] = {}
        self._sets = {name: numpy.asarray(known, numpy.uint64) for name, known in evaluation_sets.items()}
        self._found: dict[str, tuple[int, list[Where]]] = {name: (0, []) for name in self._sets}
        self._sampler = Sampler(max(limits.near_rows, limits.language_rows))
        self._hashes: dict[str, list[Hashes]] = {"question": [], "answer": [], "plain": []}
        self._echoes: list[Where] = []
        self._echo_count = 0
        self._recent = Remembered()

    def add(self, rows: Rows, spots: Spots, path: str, config: str, split: str) -> None:
        """The next rows of a file."""
        question, answer = texts_in(rows.column(spots.question)), texts_in(rows.column(spots.answer))
        if question is None and answer is None:
            return
        for part, name in (("question", spots.question), ("answer", spots.answer)):
            if name is not None:
                self.names.setdefault(part, name)
        first = self.register.add(path, rows.first, len(rows), config, split)
        self._sampler.add(first, len(rows), question, answer, texts_in(rows.column(spots.language)))
        asked = _hashes(question, len(rows), hashing.hash_texts)
        plain = _hashes(question, len(rows), fingerprint)
        plain[plain == _EMPTY] = NOTHING
        answered = _hashes(answer, len(rows), hashing.hash_texts)
        for part, hashes in (("question", asked), ("answer", answered), ("plain", plain)):
            self._hashes[part].append(hashes)
        self._recent.add(asked, question)
        self._recent.add(answered, answer)
        self._look_for_echoes(asked, answered, first, question)
        self._look_into_sets(plain, first, question)

    def _look_for_echoes(self, asked: Hashes, answered: Hashes, first: int, texts: pyarrow.Array | None) -> None:
        same = numpy.flatnonzero((asked == answered) & (asked != NOTHING))
        self._echo_count += len(same)
        self._echoes += self._places(same[: EXAMPLES - len(self._echoes)], first, texts)

    def _look_into_sets(self, plain: Hashes, first: int, texts: pyarrow.Array | None) -> None:
        for name, known in self._sets.items():
            rows = numpy.flatnonzero(stands_in(plain, known))
            count, examples = self._found[name]
            self._found[name] = (
                count + len(rows),
                examples + self._places(rows[: EXAMPLES - len(examples)], first, texts),
            )

    def _places(self, rows: numpy.ndarray, first: int, texts: pyarrow.Array | None) -> list[Where]:
        return [self.register.where(first + row, text_at(texts, row)) for row in rows.tolist()]

    def sample(self) -> Sampled:
        """Rows spread evenly over all."""
        return self._sampler.sample()

    def echoes(self) -> tuple[int | None, tuple[Where, ...]]:
        """Answers that are their question, and the first of them; None: there are not both."""
        return (self._echo_count, tuple(self._echoes)) if len(self.names) == 2 else (None, ())

    def overlaps(self) -> tuple[Overlap, ...]:
        """Rows whose question stands in an evaluation set."""
        return tuple(Overlap(name, count, tuple(examples)) for name, (count, examples) in self._found.items() if count)

    def repetitions(self, sample: Sampled) -> tuple[Repetition, ...]:
        """Exact repetitions of questions, answers and both together, then near ones of questions."""
        asked, answered = self._joined("question"), self._joined("answer")
        found = []
        if "question" in self.names:
            found.append(self._repetition(("question",), asked))
        if "answer" in self.names:
            found.append(self._repetition(("answer",), answered))
        if len(self.names) == 2:
            both = hashing.mix(asked, answered)
            both[(asked == NOTHING) | (answered == NOTHING)] = NOTHING
            found.append(self._repetition(("question", "answer"), both, asked))
            del both
        if "question" in self.names:
            found += self._nearly(sample, asked)
        return tuple(one for one in found if one.rows)

    def split_overlaps(self) -> tuple[SplitOverlap, ...]:
        """Rows whose question stands in another split of their config, too. Say the smaller split's rows."""
        plain, found = self._joined("plain"), []
        for config, splits in self.register.splits().items():
            ordered = sorted(splits.items(), key=lambda item: len(item[1]))
            for number, (split, rows) in enumerate(ordered):
                for other, others in ordered[number + 1 :]:
                    known = numpy.unique(plain[others])
                    same = rows[stands_in(plain[rows], known)]
                    if len(same):
                        examples = tuple(self.register.where(row) for row in same[:EXAMPLES].tolist())
                        found.append(SplitOverlap(config, split, other, len(same), examples))
        return tuple(found)

    def _joined(self, part: str) -> Hashes:
        pieces = self._hashes[part]
        if len(pieces) != 1:
            self._hashes[part] = pieces = [_poured(pieces, self.register.rows)]
        return pieces[0]

    def _repetition(self, parts: tuple[str, ...], hashes: Hashes, texts: Hashes | None = None) -> Repetition:
        found = groups(hashes)
        rows = rows_with(hashes, [value for value, _ in found.commonest])
        words = hashes if texts is None else texts
        examples = tuple(
            Repeated(self._recent.text(int(words[places[0]])), count, tuple(map(self.register.where, places)))
            for (_, count), places in zip(found.commonest, rows, strict=True)
        )
        return Repetition(tuple(self.names[part] for part in parts), found.rows, found.repeated, examples=examples)

    def _nearly(self, sample: Sampled, asked: Hashes) -> list[Repetition]:
        """Of all rows those that differ in case, accents and signs; of as many as can be compared word by word those, too, that
        differ in a word or two."""
        plain, columns = self._joined("plain"), (self.names["question"],)
        compared = sample.take(spread(len(sample), self.limits.near_rows))
        repeated, alike_rows = alike(compared.questions)
        said = int(numpy.count_nonzero(plain[compared.rows]))
        examples = tuple(self._group(compared, rows) for rows in alike_rows)
        whole = len(compared) == self.register.rows
        found = [Repetition(columns, said, repeated, near=True, sampled=not whole, examples=examples)]
        if not whole:
            found.insert(0, self._plainly_repeated(columns, plain, asked))
        return found

    def _plainly_repeated(self, columns: tuple[str, ...], plain: Hashes, asked: Hashes) -> Repetition:
        found = groups(plain)
        rows = rows_with(plain, [value for value, _ in found.commonest])
        examples = tuple(
            Repeated(self._recent.text(*asked[places].tolist()), count, tuple(map(self.register.where, places)))
            for (_, count), places in zip(found.commonest, rows, strict=True)
        )
        return Repetition(columns, found.rows, found.repeated, near=True, examples=examples)

    def _group(self, sample: Sampled, places: list[int]) -> Repeated:
        rows = tuple(
            self.register.where(int(sample.rows[place]), text_at(sample.questions, place))
            for place in places[:ROWS_OF_ONE]
        )
        return Repeated(rows[0].excerpt, len(places), rows)


class Remembered:
    """Texts that were probably seen before, by fingerprint: a few thousand, to have words for the examples."""

    MOST = 4_000
    SLOTS = 24  # bits

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


def stands_in(hashes: Hashes, known: Hashes) -> numpy.ndarray:
    """Which of the fingerprints stand in a sorted array; those of nothing do not."""
    if not len(known):
        return numpy.zeros(len(hashes), bool)
    places = numpy.minimum(numpy.searchsorted(known, hashes), len(known) - 1)
    return (known[places] == hashes) & (hashes != NOTHING)


def text_at(texts: pyarrow.Array | None, row: int) -> str:
    """What stands in a row."""
    if texts is None:
        return ""
    try:
        return texts[row].as_py() or ""
    except UnicodeDecodeError:
        return (texts[row].cast(pyarrow.binary()).as_py() or b"").decode("utf-8", "replace")


def _hashes(texts: pyarrow.Array | None, rows: int, hash_all) -> Hashes:  # type: ignore[no-untyped-def]
    """A fingerprint for each row; of a blank it is zero."""
    if texts is None:
        return numpy.zeros(rows, numpy.uint64)
    if not pyarrow.types.is_dictionary(texts.type):
        hashes = hash_all(texts)
        hashes[blank_texts(texts)] = NOTHING
        return hashes
    hashes = numpy.append(_hashes(texts.dictionary, len(texts.dictionary), hash_all), NOTHING)
    return hashes[as_numpy(texts.indices.cast(pyarrow.int64()).fill_null(len(hashes) - 1))]


def _poured(pieces: list[Hashes], rows: int) -> Hashes:
    """The pieces in one array; each is let go once it was copied."""
    whole = numpy.empty(rows, numpy.uint64)
    stop = rows
    while pieces:
        piece = pieces.pop()
        whole[stop - len(piece) : stop] = piece
        stop -= len(piece)
    return whole
