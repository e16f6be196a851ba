"""Columns as Arrow delivers them, named and typed as people see them. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow
import pyarrow.compute as pc

VALUE_CHARS = 80
MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file as columns of equal length; ``first`` is the number of the first of them, from 1."""

    names: tuple[str, ...]
    arrays: tuple[pyarrow.Array, ...]
    first: int

    def __len__(self) -> int:
        return len(self.arrays[0]) if self.arrays else 0

    def head(self, rows: int) -> "Rows":
        """The first ``rows`` of them."""
        if rows >= len(self):
            return self
        return Rows(self.names, tuple(array.slice(0, max(rows, 0)) for array in self.arrays), self.first)

    def column(self, name: str | None) -> pyarrow.Array | None:
        """The column of that name."""
        return self.arrays[self.names.index(name)] if name in self.names else None


def column_name(name: Any) -> str:
    """A column's name as it is compared: letters with accents in their composed form, which look the same to people."""
    return unicodedata.normalize("NFC", str(name))[:200]


def shown(text: str) -> str:
    """A value as it is told: composed, without spaces around it, at most eighty characters.

    >>> shown(" medio "), len(shown("a" * 100))
    ('medio', 80)
    """
    text = unicodedata.normalize("NFC", text[: VALUE_CHARS * 2]).strip()
    return text if len(text) <= VALUE_CHARS else text[: VALUE_CHARS - 1] + "…"


def type_name(kind: pyarrow.DataType) -> str:
    """text, number, boolean, list, object, binary or other."""
    types = pyarrow.types
    if types.is_dictionary(kind):
        return type_name(kind.value_type)
    tests = (
        ("text", is_text),
        ("boolean", types.is_boolean),
        ("number", lambda one: types.is_integer(one) or types.is_floating(one) or types.is_decimal(one)),
        ("list", lambda one: types.is_list(one) or types.is_large_list(one) or types.is_fixed_size_list(one)),
        ("object", lambda one: types.is_struct(one) or types.is_map(one)),
        ("binary", is_binary),
    )
    return next((name for name, test in tests if test(kind)), "other")


def is_text(kind: pyarrow.DataType) -> bool:
    """True for strings, however they are laid out."""
    types = pyarrow.types
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def is_binary(kind: pyarrow.DataType) -> bool:
    """True for bytes, however they are laid out."""
    types = pyarrow.types
    return (
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    )


def chat_fields(kind: pyarrow.DataType) -> tuple[str, str] | None:
    """The fields that say who speaks and what: ``role`` and ``content``, or ``from`` and ``value`` as older exports have it."""
    if not (pyarrow.types.is_list(kind) or pyarrow.types.is_large_list(kind)):
        return None
    turn = kind.value_type
    if not pyarrow.types.is_struct(turn):
        return None
    names = {turn.field(index).name for index in range(turn.num_fields)}
    return next((pair for pair in CHAT_FIELDS if set(pair) <= names), None)


CHAT_FIELDS = (("role", "content"), ("from", "value"))
ASKING = ("user", "human")
ANSWERING = ("assistant", "gpt", "model", "bot")


def flat(names: list[str], arrays: list[pyarrow.Array], *, at_most: int) -> tuple[list[str], list[pyarrow.Array]]:
    """The columns with objects taken apart (``inputs.1-instruction``) and the turns of a chat set beside it; of a repeated name
    the first."""
    found: dict[str, pyarrow.Array] = {}
    for name, array in zip(names, arrays, strict=True):
        for one, part in _parts(column_name(name), array, 0):
            if len(found) >= at_most:
                break
            found.setdefault(one, part)
    return list(found), list(found.values())


def _parts(name: str, array: pyarrow.Array, depth: int) -> Iterator[tuple[str, pyarrow.Array]]:
    if pyarrow.types.is_struct(array.type) and array.type.num_fields and depth < MAX_DEPTH:
        for index, part in enumerate(array.flatten()):
            yield from _parts(column_name(f"{name}.{array.type.field(index).name}"), part, depth + 1)
        return
    yield name, array.cast(pyarrow.large_string()) if pyarrow.types.is_string_view(array.type) else array
    fields = chat_fields(array.type)
    if fields is not None:
        yield f"{name}.{ASKING[0]}", turns(array, fields, ASKING)
        yield f"{name}.{ANSWERING[0]}", turns(array, fields, ANSWERING)


def turns(chat: pyarrow.Array, fields: tuple[str, str], speakers: tuple[str, ...]) -> pyarrow.Array:
    """What the first turn of one of the ``speakers`` says in each chat; null where none of them speaks."""
    parents, flat_turns = pc.list_parent_indices(chat), pc.list_flatten(chat)
    role, content = (_string(flat_turns.field(flat_turns.type.get_field_index(one))) for one in fields)
    theirs = pc.is_in(role, value_set=pyarrow.array(speakers))
    parents, content = pc.filter(parents, theirs), pc.filter(content, theirs)
    where = pc.index_in(pyarrow.array(range(len(chat)), parents.type), value_set=parents)
    return content.take(where)


def _string(array: pyarrow.Array) -> pyarrow.Array:
    if pyarrow.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    return (
        array.cast(pyarrow.string())
        if not pyarrow.types.is_nested(array.type)
        else pyarrow.nulls(len(array), pyarrow.string())
    )
