"""Whether two headings mean the same, whatever their language's small words, order, plurals and slips. Pure."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from submissions.audit.texts import heading_key, plain

MAX_EXTRA = 3  # words that a heading may have beside those asked for
SAME = 2.0  # how well two headings fit that mean the same; one that says more fits by the share of what was asked for
_SLIP = 0.88  # two headings closer than this differ by a slip of the pen

_SMALL = frozenset(
    plain(
        """
        a al an and con como de del e el en es esta este for from in is la las lo los nuestra nuestro o of on optional opcional or our
        para por que se su sus the this to un una with y
        """
    ).split(" ")
)
_PHRASES = {
    "conjunto de datos": "corpus",
    "conjuntos de datos": "corpus",
    "base de datos": "corpus",
    "bases de datos": "corpus",
    "data set": "corpus",
    "data sets": "corpus",
    "fine tuning": "finetuning",
    "fine tune": "finetuning",
    "por que": "porque",
    "dataset sources": "repositorios",  # links in the Hub's template, unlike "Source Data"
    "model sources": "repositorios",
    "hiper parametros": "hiperparametros",
    "hyper parameters": "hyperparameters",
    "pre procesamiento": "preprocesamiento",
    "pre processing": "preprocessing",
}
_ONE_WORD = (
    ("corpus", "dataset datasets data dato datos corpora"),
    ("model", "modelo modelos"),
    ("project", "proyecto proyectos"),
    ("card", "readme tarjeta"),
    ("bias", "bias biases"),
    ("analysis", "analysis analyses"),
    ("analisis", "analisis"),
    ("finetuning", "finetune finetuned"),
    ("creacion", "construccion elaboracion generacion"),
    ("creation", "construction generation"),
    ("origen", "fuente fuentes"),
    ("ambiental", "medioambiental medioambientales"),
    ("carbono", "co2 carbon"),
)
_SUBJECTS = frozenset(("corpus", "model", "project", "card"))  # what a heading may be about says nothing about it
_SYNONYMS = {word: one for one, words in _ONE_WORD for word in (one, *words.split(" "))}


@lru_cache(maxsize=4096)
def meaning(key: str) -> frozenset[str]:
    """The words that matter of a heading's ``heading_key``, without number and with one word for what means the same.

    >>> sorted(meaning("los sesgos del conjunto de datos"))
    ['corpus', 'sesgo']
    """
    padded = f" {key} "
    for phrase, word in _PHRASES.items():
        if phrase in padded:
            padded = padded.replace(f" {phrase} ", f" {word} ")
    words = padded.split()
    return frozenset(_stem(word) for word in words if word not in _SMALL) or frozenset(words)


@lru_cache(maxsize=2048)
def asked_meanings(headings: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """What the headings asked for mean."""
    return tuple(dict.fromkeys(meaning(heading_key(heading)) for heading in headings))


def fit(heading: frozenset[str], asked: Iterable[frozenset[str]], *, whole: bool = False) -> float:
    """How well a heading fits one of those asked for: SAME; less, down to 0, the more it says beside.

    ``whole``: it has to mean just the same, as a card's own title does, under which everything lies.

    >>> fit(meaning("evaluacion de sesgos"), asked_meanings(("Evaluación",))), fit(meaning("sesgos"), asked_meanings(("Sesgo",)))
    (0.5, 2.0)
    """
    best = 0.0
    for wanted in asked:
        if heading == wanted:
            return SAME
        if not whole and wanted < heading and len(heading) - len(wanted) <= MAX_EXTRA and not wanted <= _SUBJECTS:
            best = max(best, len(wanted) / len(heading))
    return best


def is_slip(heading: frozenset[str], asked: Iterable[frozenset[str]]) -> bool:
    """True if the heading differs by a letter or two from one asked for."""
    letters = "".join(sorted(heading))[:60]
    return len(letters) >= 6 and any(_close(letters, "".join(sorted(wanted))) for wanted in asked)


def _close(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other)
    return matcher.real_quick_ratio() > _SLIP and matcher.quick_ratio() > _SLIP and matcher.ratio() > _SLIP


def _stem(word: str) -> str:
    """A word without the endings of its plural, and one of several that mean the same: "limitaciones" is "limitacion"."""
    if word in _SYNONYMS:
        return _SYNONYMS[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return _SYNONYMS.get(word, word)
