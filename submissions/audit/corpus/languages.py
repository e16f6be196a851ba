"""The language that texts read like. Pure, but for a model that is read from a library's own files once in a process."""

from collections import Counter
from functools import cache
from typing import Any

from submissions.audit.corpus.evidence import LanguageSeen, Where
from submissions.audit.corpus.rows import Register
from submissions.audit.corpus.sampling import Sampled

UNKNOWN = "und"
SHORTEST = 20  # letters: of less nobody can tell Spanish from Galician
SURE = 0.5
LOOKED_AT = 240  # characters of a text
HALF = 120  # of them for the question, and for the answer
EXAMPLES = 10
MAX_PAIRS = 200
_SAME = {"zxx": UNKNOWN}


def identify(text: str) -> str:
    """The ISO 639 code of the language that ``text`` reads like; ``und`` for what is too short or too mixed to tell.

    >>> identify("La tortilla de patatas se hace con huevos y, si quieres, con cebolla.")
    'es'
    >>> identify("Hola")
    'und'
    """
    looked_at = text[:LOOKED_AT]
    if sum(char.isalpha() for char in looked_at) < SHORTEST:
        return UNKNOWN
    label, share = _identifier().classify(looked_at)
    return _SAME.get(label, label) if share >= SURE else UNKNOWN


@cache
def _identifier() -> Any:
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def seen(sample: Sampled, register: Register) -> tuple[int, tuple[LanguageSeen, ...]]:
    """How many rows of the sample were looked at, and which languages they are declared to be in and read like.

    The sample's columns are questions, answers and declared languages. A row is read as its question and its answer together:
    together they are longer.
    """
    rows: dict[tuple[str, str], list[Where]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    columns = (column.to_pylist() for column in sample.columns)
    for place, question, answer, value in zip(sample.rows.tolist(), *columns, strict=True):
        text = " ".join(part[:HALF] for part in (question, answer) if part)
        if not text.strip():
            continue
        pair = ((value or "").strip()[:20], identify(text))
        counts[pair] += 1
        if len(rows.setdefault(pair, [])) < EXAMPLES:
            rows[pair].append(register.where(place, text))
    found = (LanguageSeen(*pair, count, tuple(rows[pair])) for pair, count in counts.most_common(MAX_PAIRS))
    return counts.total(), tuple(found)
