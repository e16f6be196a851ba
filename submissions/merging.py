"""Several people in one form: which of their changes fit together, and which do not. Pure.

A browser says for each field what was in it when it began, as a mark: a short digest of a text, or a list of keys as it was.
That is all it takes to see who changed what, however long ago the browser began.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | list[str]
Content = Mapping[str, Value]
Marks = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes out. ``content`` has both sides' changes, and ``theirs`` where both changed the same (``conflicts``).

    ``taken``: fields that only they changed. ``changed``: whether anything in it differs from theirs.
    """

    content: dict[str, Value]
    conflicts: tuple[str, ...]
    taken: tuple[str, ...]
    changed: bool


def marks(content: Content) -> dict[str, Value]:
    """What a browser is to remember of the content with which it begins.

    >>> marks({"title": " Recetas ", "sdgs": ["12", "2"]})
    {'title': '3d93e5011a1d', 'sdgs': ['12', '2']}
    """
    return {name: mark(value) for name, value in content.items()}


def mark(value: Value) -> Value:
    """Of one field. Spaces around a text are no change."""
    if isinstance(value, list):
        return sorted(value)
    return hashlib.sha256(value.strip().encode("utf-8", "replace")).hexdigest()[:12]


def read_marks(text: str) -> Marks:
    """The marks that a browser sent, as JSON; none of what it should not have sent."""
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(sent, dict):
        return {}
    return {name: value for name, value in sent.items() if _is_mark(value)}


def merge(*, began: Marks, theirs: Content, mine: Content) -> Merged:
    """Three ways, field by field; boxes of which several may be ticked, box by box. Only the fields of ``mine`` count.

    A field of which it is not known how it began is a conflict as soon as theirs says something else.

    >>> began = marks({"title": "Uno", "video": ""})
    >>> merge(began=began, theirs={"title": "Dos", "video": ""}, mine={"title": "Uno", "video": "v"}).content
    {'title': 'Dos', 'video': 'v'}
    """
    content: dict[str, Value] = {}
    conflicts: list[str] = []
    taken: list[str] = []
    for name, value in mine.items():
        other = theirs.get(name, _nothing_like(value))
        start = began.get(name)
        content[name] = other
        if mark(value) == mark(other):
            continue
        if start is not None and isinstance(value, list) and isinstance(start, list):
            content[name] = _boxes(start, other, value)
            if mark(other) != mark(start):
                taken.append(name)
        elif start == mark(value):
            taken.append(name)
        elif start == mark(other) or (start is None and not other):
            content[name] = value
        else:
            conflicts.append(name)
    changed = any(mark(value) != mark(theirs.get(name, _nothing_like(value))) for name, value in content.items())
    return Merged(dict(theirs) | content, tuple(conflicts), tuple(taken), changed)


def _boxes(start: Sequence[str], theirs: Value, mine: Sequence[str]) -> list[str]:
    """Ticked by either and unticked by neither."""
    other = set(theirs) if isinstance(theirs, list) else set()
    gone = (set(start) - set(mine)) | (set(start) - other)
    return sorted((other | set(mine)) - gone)


def _nothing_like(value: Value) -> Value:
    return [] if isinstance(value, list) else ""


def _is_mark(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
