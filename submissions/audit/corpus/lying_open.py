"""Secrets and personal data in the texts of a corpus, in rows spread over all of it. Pure; bounded."""

from submissions.audit.corpus.rows import Register
from submissions.audit.corpus.sampling import Sampled, spread
from submissions.audit.exposed.exposure import Exposure
from submissions.audit.exposed.searching import MAX_IN_ROWS, search_rows

PARTS = 2  # the question and the answer come first among a sample's columns


def seen(sample: Sampled, register: Register, most: int) -> tuple[int, tuple[Exposure, ...]]:
    """How many rows of the sample were searched, ``most`` at most, and what lies open in their questions and answers."""
    sample = sample.take(spread(len(sample), most))
    columns = [column.to_pylist() for column in sample.columns[:PARTS]]
    found: list[Exposure] = []
    for at, place in enumerate(sample.rows.tolist()):
        texts = [text for column in columns if (text := column[at])]
        if texts and len(found) < MAX_IN_ROWS:
            where = register.where(place)
            found += search_rows(where.path, ((where.row, text) for text in texts))
    return len(sample), tuple(found[:MAX_IN_ROWS])
