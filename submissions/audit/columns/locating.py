"""Which columns of a corpus are the ones that an edition asks for, whatever they are called. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

from hackathon.editions.rules import Column, ColumnRole, DatasetRules
from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence
from submissions.audit.texts import similar, squeezed

CHATS: Final = frozenset(("messages", "conversations", "conversation", "chat", "dialogue", "dialog"))
"""What chat formats call the list of turns in which they keep a whole conversation."""
PREFERRED: Final = frozenset(("chosen", "rejected"))
"""What formats for preferences call the better and the worse answer."""
MOST_NAMES: Final = 2_000
"""So many columns are looked through; a table has fewer unless it is a trap."""
NEAR_NAMES: Final = 200
"""So many are compared letter by letter."""
_INDEX: Final = re.compile(r"^(unnamed.*|index|level_0|__index_level_\d+__)$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"^\d+[-_.\s]*")


class Sign(StrEnum):
    """By what a column was recognised."""

    NAME = "name"
    SPELLING = "spelling"
    ALIAS = "alias"
    NESTED = "nested"
    NEAR = "near"


class Shape(StrEnum):
    """What kind of table it is where question and answer are not columns of their own.

    CHAT: a list of turns in a cell. NESTED: the names of an annotation tool's export. SINGLE: one column of text. OTHER: it
    has not been turned into questions and answers.
    """

    CHAT = "chat"
    NESTED = "nested"
    SINGLE = "single"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Located:
    """A column of the edition and the one of the corpus that was meant by it."""

    column: Column
    name: str
    sign: Sign

    @property
    def is_called_so(self) -> bool:
        """It bears the very name that the edition asks for."""
        return self.sign == Sign.NAME


def locate(rules: DatasetRules, names: Iterable[str]) -> dict[str, Located]:
    """For each column of the edition that is there, under whichever name, where it is. No column stands for two.

    Surer signs go first: the name itself, another spelling of it, an alias, the end of a nested name, a near miss.

    >>> from hackathon.editions.rules import Text
    >>> from hackathon.editions.rules import CardRules
    >>> asked = tuple(Column(name, Text((("es", name),)), aliases=("question",)) for name in ("consulta", "país"))
    >>> rules = DatasetRules(asked, ("es",), CardRules((), ()), (".py",))
    >>> [(name, one.name, str(one.sign)) for name, one in locate(rules, ("pais", "inputs.1-question")).items()]
    [('país', 'pais', 'spelling'), ('consulta', 'inputs.1-question', 'nested')]
    """
    return dict(_located(rules.columns, tuple(islice(names, MOST_NAMES))))


def profile_of(located: Mapping[str, Located], column: Column, corpus: CorpusEvidence) -> ColumnProfile | None:
    """The profile of the edition's column in the corpus, under whichever name."""
    one = located.get(column.name)
    return corpus.column(one.name) if one else None


def shape(rules: DatasetRules, corpus: CorpusEvidence) -> Shape | None:
    """How the corpus is built where it lacks the question or the answer; None where it has both under their names or others'."""
    located = locate(rules, (column.name for column in corpus.columns))
    asked = rules.of_role(ColumnRole.QUESTION, ColumnRole.ANSWER)
    if not asked or not corpus.columns:
        return None
    if all(column.name in located for column in asked):
        nested = any(located[column.name].sign == Sign.NESTED for column in asked)
        return Shape.NESTED if nested else None
    names = [column.name for column in corpus.columns if not is_index(column.name)]
    if chats(names):
        return Shape.CHAT
    return Shape.SINGLE if len(names) == 1 else Shape.OTHER


def chats(names: Sequence[str]) -> tuple[str, ...]:
    """The columns that hold whole conversations, by the names that chat formats give them."""
    return tuple(name for name in names if _last(name).lower() in CHATS)


def preferences(names: Iterable[str]) -> bool:
    """Whether the columns are those of a corpus of preferences: a better answer and a worse one."""
    return {_last(name).lower() for name in names} >= PREFERRED


def is_index(name: str) -> bool:
    """A number of the row that a tool wrote along."""
    return not name or bool(_INDEX.match(name))


@lru_cache(maxsize=256)
def _located(columns: tuple[Column, ...], names: tuple[str, ...]) -> tuple[tuple[str, Located], ...]:
    """All files of a corpus have mostly the same columns, and every check asks for them again."""
    free = list(dict.fromkeys(names))
    found: dict[str, Located] = {}
    for sign in Sign:
        for column in columns:
            name = None if column.name in found else _by(sign, column, free)
            if name is not None:
                found[column.name] = Located(column, name, sign)
                free.remove(name)
    return tuple(found.items())


def _by(sign: Sign, column: Column, free: Sequence[str]) -> str | None:
    if sign == Sign.NAME:
        return column.name if column.name in free else None
    if sign == Sign.SPELLING:
        return next((name for name in free if squeezed(name) == squeezed(column.name)), None)
    if sign == Sign.ALIAS:
        return _alias(column, {squeezed(name): name for name in reversed(free)})
    if sign == Sign.NESTED:
        return _alias(column, {squeezed(_last(name)): name for name in reversed(free) if "." in name or "/" in name})
    return similar(column.name, free[:NEAR_NAMES])


def _alias(column: Column, by_key: Mapping[str, str]) -> str | None:
    """The alias that comes first in the rules, of those that are there."""
    keys = (squeezed(name) for name in (column.name, *column.aliases))
    return next((by_key[key] for key in keys if key in by_key), None)


def _last(name: str) -> str:
    """``inputs.1-instruction`` → ``instruction``."""
    return _NUMBER.sub("", re.split(r"[./]", name)[-1])
