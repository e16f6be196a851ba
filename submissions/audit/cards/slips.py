"""Which of the usual slips broke a block of YAML, from the lines around the place where a parser gave up. Pure.

A parser says where it could go no further, and in its own terms; people want to know what to change, and on which line.
"""

import re
from collections.abc import Sequence

_DASH = re.compile(r"^\s*-[^\s-]")
_TWO_COLONS = re.compile(r"^\s*(?:- )?[^'\"\[{#:]+:\s+[^'\"\[{|>].*?:(?:\s|$)")
_AFTER_QUOTES = re.compile(r"^\s*(?:- )?(?:[^'\":]+:\s+)?(['\"])(?:(?!\1).)*\1\s*[^\s#\]}:]")
_SYMBOL = re.compile(r"^\s*(?:- )?(?:[^:]+:\s+)?[@`%*&!|>]")
_TEMPLATE = re.compile(r"\bYAML tags\b", re.IGNORECASE)
_LOOK_BACK = 4  # lines


def slip(message: str, lines: Sequence[str], at: int) -> tuple[str, int]:
    """What went wrong where, when a parser stopped with ``message`` on ``lines[at]``; the index of the line to mend.

    tab, dash (no space after it), colon (a value with one, unquoted), indent, quotes, brackets, symbol (a value that begins with
    one), no_colon, template (what an old template of cards says there), rest (something after the end), control (characters that
    may not be in it) or "" (something else).

    >>> slip("could not find expected ':'", ["language:", "-ca", "license: mit"], 2)
    ('dash', 1)
    """
    at = min(max(at, 0), len(lines) - 1)
    line = lines[at] if lines else ""
    before = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), at)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "tab", at
    template = next((n for n in range(max(0, at - _LOOK_BACK), at + 1) if lines and _TEMPLATE.search(lines[n])), None)
    if template is not None:
        return "template", template
    dashed = next((n for n in range(at, max(-1, at - _LOOK_BACK), -1) if _DASH.match(lines[n])), None)
    if dashed is not None:
        return "dash", next((n + 1 for n in range(dashed - 1, -1, -1) if not _DASH.match(lines[n])), 0)
    if "special characters" in message:
        return "control", at
    if "end of stream" in message or _AFTER_QUOTES.match(line):
        return "quotes", at
    if "mapping values" in message:
        deeper = _indent(line) > _indent(lines[before]) and not lines[before].rstrip().endswith(":")
        return ("colon", at) if _TWO_COLONS.match(line) or not deeper else ("indent", at)
    return _by_message(message, lines, at, before)


def _by_message(message: str, lines: Sequence[str], at: int, before: int) -> tuple[str, int]:
    if "expected ',' or" in message or "flow" in message:
        return "brackets", at
    if "could not find expected ':'" in message:
        return "no_colon", next((n for n in (before, at) if lines and ":" not in lines[n]), at)
    if "document" in message:
        return "rest", at
    if "cannot start any token" in message or "alias" in message or "alphabetic" in message or _SYMBOL.match(lines[at]):
        return "symbol", at
    return ("indent", at) if "block end" in message else ("", at)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
