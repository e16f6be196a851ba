"""The hyperparameters of a training, as its card, its tables or its scripts name them. Pure.

Found by name with a number beside it, in Spanish or English. A machine cannot tell whether they are the true ones.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from submissions.audit.models.figures import NUMBER, WORDED, folded, number, numbered, table_rows

MAX_SETTINGS: Final = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """A hyperparameter with the value that was written. ``key`` is one of ``NAMES``; ``path``: the file that names it."""

    key: str
    value: str
    path: str


NAMES: Final = {
    "learning_rate": r"learning[ _-]?rate|\blr\b|(?:tasa|ratio|ritmo|velocidad) de aprendizaje",
    "epochs": r"epochs?\b|\bepocas\b|max[_ ]steps|(?:training|train)[_ ]steps|pasos de entrenamiento|iteraciones|iterations",
    "batch_size": r"batch[ _-]?size|(?:tamano|size) (?:de|del|of) (?:lote|batch)s?|\blotes? de\b|\blote\b|\bbatch (?:of|de)\b",
    "lora_r": r"lora[ _]?r(?:ank)?\b|\brank\b|\brango\b|\br\s?[=:]",
    "lora_alpha": r"lora[ _]?alpha|\balpha\b|\balfa\b",
    "gradient_accumulation": r"gradient[ _]accumulation(?:[ _]steps)?|acumulacion de gradientes?",
    "weight_decay": r"weight[ _]decay|decaimiento de (?:los )?pesos",
    "warmup": r"warm[ _-]?up(?:[ _](?:steps|ratio))?|calentamiento",
    "max_length": r"max[ _]?(?:seq(?:uence)?[ _]?)?length|longitud maxima|context length",
    "seed": r"\bseed\b|\bsemilla\b",
}
"""How a hyperparameter is called, in texts that were ``folded``."""
BEFORE: Final = {
    "epochs": r"(?:epochs?|epocas?)\b",
    "batch_size": r"(?:ejemplos )?(?:por lote|per batch)\b",
}
"""How it is called where the number comes first: "tres épocas"."""
OPTIMISERS: Final = re.compile(r"\b(paged_adamw_\w+|adamw?(?:_\w+)?|adafactor|sgd|lion|adagrad|rmsprop)\b")

ESSENTIAL: Final = ("learning_rate", "epochs", "batch_size")
"""Without these nobody can train the same again."""
ESSENTIAL_OF_ADAPTERS: Final = ("lora_r",)

_AFTER = {key: re.compile(rf"(?:{names})[^\d\n]{{0,25}}?({NUMBER})") for key, names in NAMES.items()}
_WORDED = {
    key: re.compile(rf"(?:{names})(?: (?:de|del|of|was|fue|es|is))?[:= ]{{1,3}}({WORDED})")
    for key, names in NAMES.items()
}
_FIRST = {key: re.compile(rf"({WORDED})[ -](?:{names})") for key, names in BEFORE.items()}
_NAMED = {key: re.compile(names) for key, names in NAMES.items()}


def settings_in(text: str, path: str) -> tuple[Setting, ...]:
    """The hyperparameters that a text or a script names, each once, with the value that stands first.

    >>> [(one.key, one.value) for one in settings_in("LoRA de rango 16, tres épocas, lote de 8, tasa de aprendizaje 2e-4", "README.md")]
    [('batch_size', '8'), ('epochs', 'tres'), ('learning_rate', '2e-4'), ('lora_r', '16')]
    """
    plain = folded(text)
    found: dict[str, str] = {}
    for key, value in (*_in_tables(plain), *_in_sentences(plain)):
        found.setdefault(key, value.strip()[:40])
    return tuple(Setting(key, value, path[:300]) for key, value in sorted(found.items()))[:MAX_SETTINGS]


def named(settings: Iterable[Setting]) -> dict[str, Setting]:
    """The first setting of each key."""
    found: dict[str, Setting] = {}
    for setting in settings:
        found.setdefault(setting.key, setting)
    return found


def essential(*, adapter: bool) -> tuple[str, ...]:
    """Those that a card should name."""
    return ESSENTIAL + (ESSENTIAL_OF_ADAPTERS if adapter else ())


def _in_tables(plain: str) -> Iterator[tuple[str, str]]:
    """A column that is called so, or a row whose first cell is."""
    for header, cells in table_rows(plain):
        for key, name in _NAMED.items():
            for title, cell in zip(header, cells, strict=False):
                if name.search(title) and re.match(NUMBER, cell):
                    yield key, cell
            if len(cells) > 1 and name.search(cells[0] + ":") and re.match(NUMBER, cells[1]):
                yield key, cells[1]


def _in_sentences(plain: str) -> Iterator[tuple[str, str]]:
    for key, pattern in _FIRST.items():
        if (match := pattern.search(plain)) and number(match[1]):
            yield key, match[1]
    for patterns, text in ((_WORDED, plain), (_AFTER, numbered(plain))):
        for key, pattern in patterns.items():
            if (match := pattern.search(text)) and number(match[1]) is not None:
                yield key, match[1]
    if match := OPTIMISERS.search(plain):
        yield "optimiser", match[1]
