"""From the bytes of a file to what JSON says, within limits. Pure."""

import json
from typing import Any, Final

from submissions.evaluation.results.shapes import NotResults, Refusal
from submissions.evaluation.results.values import kind

MAX_BYTES: Final = 20_000_000
"""A run of a thousand tasks with their prompts takes two."""
LONGEST_INTEGER: Final = 18
"""Digits: what is longer is no count of anything, and takes Python long to read."""


def decode(content: bytes) -> dict[str, Any]:
    """The mapping in a JSON file. NaN and Infinity, which the harness writes, are read as such. Raises NotResults.

    >>> decode(b'\\xef\\xbb\\xbf{"results": {"arc_es": {"acc,none": NaN}}}')
    {'results': {'arc_es': {'acc,none': nan}}}
    """
    if len(content) > MAX_BYTES:
        raise NotResults(Refusal.TOO_BIG, most=MAX_BYTES // 1_000_000)
    text = _text(content)
    try:
        tree = json.loads(text, parse_int=_integer)
    except RecursionError:
        raise NotResults(Refusal.TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise NotResults(Refusal.SAMPLES if _is_samples(text) else Refusal.NOT_JSON, line=error.lineno) from None
    if not isinstance(tree, dict):
        raise NotResults(Refusal.SAMPLES if _is_answer(tree) else Refusal.NOT_A_MAPPING, kind=kind(tree))
    if _is_answer(tree):
        raise NotResults(Refusal.SAMPLES, line=1)
    return tree


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotResults(Refusal.NOT_UTF8, byte=error.start) from None
    if not text.strip():
        raise NotResults(Refusal.EMPTY)
    return text


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else float(digits)


def _is_samples(text: str) -> bool:
    """Whether it is JSON Lines whose first line is an answer: people take the wrong one of the harness's two files."""
    first = text.lstrip().split("\n", 1)[0]
    try:
        return _is_answer(json.loads(first, parse_int=_integer))
    except (ValueError, RecursionError):
        return False


def _is_answer(tree: object) -> bool:
    first = tree[0] if isinstance(tree, list) and tree else tree
    return isinstance(first, dict) and "doc_id" in first and "results" not in first
