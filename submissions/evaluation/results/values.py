"""Single values of a result file: numbers that may be texts, names that may be anything. Pure."""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

MOST_COUNT: Final = 2_147_483_647
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
_EARLIEST, _LATEST = datetime(2019, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def mapping(value: object) -> Mapping[str, Any]:
    """``value`` if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def kind(value: object) -> str:
    """What JSON calls it.

    >>> [kind(value) for value in ({}, [], "a", 1.0, True, None)]
    ['object', 'array', 'string', 'number', 'boolean', 'null']
    """
    if isinstance(value, bool):
        return "boolean"
    names = {dict: "object", list: "array", str: "string", int: "number", float: "number", type(None): "null"}
    return names.get(type(value), "string")


def number(value: object) -> float | None:
    """A number, also one that was written as text; NaN and infinity stay what they are; None for what is no number.

    >>> [number(value) for value in (1, 0.25, "71.5", "nan", True, "N/A", [1])]
    [1.0, 0.25, 71.5, nan, None, None, None]
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        value = value.strip()
        if len(value) > 40 or not (_NUMBER.fullmatch(value) or value.lower() in _NOT_FINITE):
            return None
    try:
        return float(value)
    except OverflowError:
        return math.inf


def finite(value: object, *, least: float = -math.inf) -> float | None:
    """A number that can be reckoned with and is not below ``least``; else None."""
    read = number(value)
    return read if read is not None and math.isfinite(read) and read >= least else None


def count(value: object, *, most: int = MOST_COUNT) -> int | None:
    """A whole number from 0 to ``most``; else None.

    >>> [count(value) for value in (5, 5.0, "5", 0.5, -1, 10**30, None)]
    [5, 5, 5, None, None, None, None]
    """
    read = finite(value, least=0)
    return int(read) if read is not None and read <= most and read == int(read) else None


def text(value: object, *, most: int) -> str:
    """What a person may read of ``value``, at most ``most`` characters, in one line; empty for what is neither text nor number.

    >>> text("meta-llama/\\x00Llama\\ud800 \\n 3", most=20), text(1.0, most=5), text(None, most=5), text({}, most=5)
    ('meta-llama/Llama 3', '1.0', '', '')
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return ""
    kept = (one for one in str(value)[: most * 4] if one.isspace() or unicodedata.category(one)[0] != "C")
    return " ".join("".join(kept).split())[:most].rstrip()


def is_clean(value: str, *, most: int) -> bool:
    """Whether a name can be kept as it is: not empty, not too long, nothing in it that cannot be seen."""
    return bool(value) and value == text(value, most=most)


def moment(value: object) -> datetime | None:
    """A date as seconds since 1970 or in ISO 8601 with its offset; None for any other, which could be anywhere in the world.

    >>> moment(1718620017.5), moment("2024-06-17T12:26:57.5+02:00") == moment("1718620017.5"), moment("2024-06-17T10:26:57")
    (datetime.datetime(2024, 6, 17, 10, 26, 57, 500000, tzinfo=datetime.timezone.utc), True, None)
    """
    try:
        seconds = finite(value)
        read = (
            datetime.fromtimestamp(seconds, UTC)
            if seconds is not None
            else datetime.fromisoformat(text(value, most=40))
        )
        return read.astimezone(UTC) if read.tzinfo and _EARLIEST <= read < _LATEST else None
    except (ValueError, OverflowError, OSError):
        return None
