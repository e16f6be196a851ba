"""Frozen dataclasses to bare JSON and back. Pure. The only place where evidence and findings are dicts."""

import math
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def to_wire(value: Any) -> Any:
    """``value`` as JSON-able dicts, lists, texts and numbers; moments as ISO 8601, sets sorted. What is no finite number is null,
    because a database refuses it."""
    if is_dataclass(value):
        return {field.name: to_wire(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {storable(str(key)): to_wire(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_wire(item) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(to_wire(item) for item in value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return storable(value) if isinstance(value, str) else value


def storable(text: str) -> str:
    """``text`` without what a database refuses: NUL and halves of characters become the replacement character.

    >>> storable("a\\x00b\\ud800")
    'a\ufffdb\ufffd'
    """
    return _UNSTORABLE.sub("\ufffd", text)


def from_wire(cls: type[T], data: Mapping[str, Any]) -> T:
    """The ``cls`` that ``to_wire`` was given. Unknown keys are left out and missing ones get their default,
    so evidence stored by an older version stays readable; a missing key without a default raises KeyError."""
    hints = _hints(cls)
    given = {}
    for field in fields(cls):
        if field.name in data:
            given[field.name] = _value(hints[field.name], data[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise KeyError(f"{cls.__name__}.{field.name}")
    return cls(**given)


@lru_cache(maxsize=64)
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _value(hint: Any, raw: Any) -> Any:
    if raw is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _value(next(arg for arg in get_args(hint) if arg is not type(None)), raw)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in raw)
    if is_dataclass(hint):
        return from_wire(hint, raw)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(raw)
    if hint is datetime:
        return datetime.fromisoformat(raw)
    return raw
