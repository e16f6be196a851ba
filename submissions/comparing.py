"""What differs between two texts, or two lists of things, for people to read. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
MOST_TOKENS = 4000
"""A longer text is compared line by line: word by word would take a machine seconds."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text. ``op``: same, removed or added."""

    op: str
    text: str


def compare_texts(old: str, new: str) -> tuple[Part, ...]:
    """The two texts as one, with what was removed and what was added marked, word by word.

    >>> compare_texts("Un corpus grande", "Un corpus enorme")
    (Part(op='same', text='Un corpus '), Part(op='removed', text='grande'), Part(op='added', text='enorme'))
    """
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > MOST_TOKENS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    return tuple(_parts(before, after))


def compare_lists(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is no longer there, and what is there now, each in its order.

    >>> compare_lists(["a", "b"], ["b", "c"])
    (('a',), ('c',))
    """
    return tuple(item for item in old if item not in new), tuple(item for item in new if item not in old)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _parts(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    for op, start, end, new_start, new_end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if op == "equal":
            yield Part("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Part("removed", "".join(before[start:end]))
        if new_end > new_start:
            yield Part("added", "".join(after[new_start:new_end]))
