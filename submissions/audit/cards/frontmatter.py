"""The YAML at the top of a card, read without trusting it. Pure.

Nothing is constructed from tags, aliases cannot blow up, and what comes out is JSON-able. Scalars are read as the Hub reads
them (YAML 1.2): ``no`` is Norwegian, not False. Dates stay text.
"""

import math
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from submissions.audit.cards.slips import slip
from submissions.audit.problems import Problem

MAX_YAML_CHARS = 500_000
MAX_NODES = 20_000  # real cards have some hundreds
MAX_DEPTH = 50
MAX_KEYS = 100
LOOK_FOR_LATE_FRONT_MATTER = 40  # lines

_LIBYAML = getattr(yaml, "CSafeLoader", None)  # not in every build of PyYAML
_TWO_DOCUMENTS = "more than one document"
_KINDS = {_TWO_DOCUMENTS: "rest"}
_FENCE = re.compile(r"^---[ \t]*$")
_KEY = re.compile(r"^[A-Za-z_][\w -]{0,60}:(\s|$)")
_TOP_KEY = re.compile(r"^[\"']?([A-Za-z_][\w-]{0,60})[\"']?\s*:(?:\s|$)")
_CARD_KEY = re.compile(
    r"^(?:licenses?|languages?|annotations_creators|task_categories|tags|base_model|datasets|pretty_name):(?:\s|$)"
)
_YAML_LINE = re.compile(r"^(?:[A-Za-z_][\w-]{0,60}:(?:\s|$)|[ \t]+\S|-\s|#(?!#)\S|\s*$)")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_NULL = {"", "~", "null", "Null", "NULL"}
_NORWAY = {"no", "No", "NO", "off", "Off", "OFF", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "y", "Y"}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """``metadata`` None: there is none that can be used, and ``problems`` says why. ``body`` is the card without it, from line
    ``body_line`` on. ``key_lines``: where the top keys stand."""

    metadata: dict[str, Any] | None
    body: str
    problems: tuple[Problem, ...] = ()
    body_line: int = 1
    key_lines: dict[str, int] = field(default_factory=dict)


class TooComplex(ValueError):
    """More nodes, or deeper, than any honest card has."""


class Misread(ValueError):
    """YAML that a parser takes and that is no single document all the same. ``line`` counts from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def split_front_matter(text: str) -> FrontMatter:
    """The front matter of a card's text (``\\n`` line ends) and the rest. Never raises.

    Problem codes: no_front_matter, unopened_front_matter, unfenced_front_matter, front_matter_not_first, unclosed_front_matter,
    empty_front_matter, invalid_yaml (its ``kind`` is the slip), not_a_mapping, too_complex, two_front_matters, duplicate_key,
    norway.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return FrontMatter(None, text, (Problem("no_front_matter"),))
    if not _FENCE.match(lines[start]):
        return _without_opening(text, lines, start)
    end = next((number for number in range(start + 1, len(lines)) if _FENCE.match(lines[number])), None)
    if end is None:
        return _after(lines, _end_of_yaml(lines, start + 1), Problem("unclosed_front_matter", line=start + 1))
    metadata, problems = read_yaml("\n".join(lines[start + 1 : end]), first_line=start + 2)
    second = _second_block(lines, end)
    after = (second[1] if second else end) + 1
    return FrontMatter(
        metadata,
        "\n".join(lines[after:]),
        problems + ((second[0],) if second else ()),
        after + 1,
        _key_lines(lines, start + 1, end, metadata or {}),
    )


def read_yaml(text: str, *, first_line: int = 1) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
    """A YAML mapping as JSON-able data, or None and the reason. ``first_line`` is where ``text`` begins in its file."""
    if len(text) > MAX_YAML_CHARS:
        return None, (Problem("too_complex", line=first_line),)
    try:
        builder, value = _built(text)
    except yaml.YAMLError as error:
        return None, (_invalid(error, text.split("\n"), first_line),)
    except Misread as error:
        kind = _KINDS.get(str(error), "symbol")
        return None, (Problem("invalid_yaml", line=first_line + error.line, detail=str(error)[:200], kind=kind),)
    except (TooComplex, RecursionError) as error:
        return None, (Problem("too_complex", line=first_line, detail=str(error)[:200]),)
    if value is None or value == {}:
        return None, (Problem("empty_front_matter", line=first_line),)
    if not isinstance(value, dict):
        return None, (Problem("not_a_mapping", line=first_line, detail=type(value).__name__),)
    notes = tuple(replace(note, line=(note.line or 0) + first_line) for note in builder.notes)
    return value, notes


def _built(text: str) -> tuple["_Builder", Any]:
    """The data in ``text`` and who built it. libyaml reads several times as fast; the errors are those of the other parser, whose
    words ``slip`` knows."""
    if _LIBYAML is not None:
        builder = _Builder()
        with suppress(yaml.YAMLError, UnicodeError):
            return builder, builder.build(text, _LIBYAML)
    builder = _Builder()
    return builder, builder.build(text, yaml.SafeLoader)


def _without_opening(text: str, lines: list[str], start: int) -> FrontMatter:
    fences = [n for n in range(start, min(len(lines), start + LOOK_FOR_LATE_FRONT_MATTER)) if _FENCE.match(lines[n])]
    if fences and _KEY.match(lines[start]) and not lines[start].startswith("#"):
        return _after(lines, fences[0], Problem("unopened_front_matter", line=start + 1))
    end = _end_of_yaml(lines, start)
    if any(_CARD_KEY.match(line) for line in lines[start : end + 1]):
        return _after(lines, end, Problem("unfenced_front_matter", line=start + 1))
    for fence in fences:
        if fence + 1 < len(lines) and _KEY.match(lines[fence + 1]):
            end = next((n for n in range(fence + 1, len(lines)) if _FENCE.match(lines[n])), fence)
            kept = lines[:fence] + [""] * (end - fence + 1) + lines[end + 1 :]  # what is no text must not count as text
            return FrontMatter(None, "\n".join(kept), (Problem("front_matter_not_first", line=fence + 1),))
    return FrontMatter(None, text, (Problem("no_front_matter"),))


def _after(lines: list[str], last: int, problem: Problem) -> FrontMatter:
    """Nothing to be used up to the line ``last``, and the rest as body."""
    return FrontMatter(None, "\n".join(lines[last + 1 :]), (problem,), last + 2)


def _end_of_yaml(lines: list[str], start: int) -> int:
    """The last line from ``start`` on that looks like YAML, where nothing says where the block ends."""
    for number in range(start, len(lines)):
        if not _YAML_LINE.match(lines[number]):
            return number - 1
    return len(lines) - 1


def _second_block(lines: list[str], end: int) -> tuple[Problem, int] | None:
    """A second block right under the first, which the Hub does not read, and where it ends."""
    if end + 1 < len(lines) and _KEY.match(lines[end + 1]):  # its opening line has closed the first one
        close = _end_of_yaml(lines, end + 1) + 1
        fenced = close < len(lines) and _FENCE.match(lines[close])
        return (Problem("two_front_matters", line=end + 1), close) if fenced else None
    start = next((n for n in range(end + 1, len(lines)) if lines[n].strip()), None)
    if start is None or not _FENCE.match(lines[start]) or not _KEY.match((lines[start + 1 :] or [""])[0]):
        return None
    close = next((n for n in range(start + 1, len(lines)) if _FENCE.match(lines[n])), None)
    return None if close is None else (Problem("two_front_matters", line=start + 1), close)


def _key_lines(lines: list[str], start: int, end: int, metadata: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in range(start, end):
        match = _TOP_KEY.match(lines[number])
        if match and match[1] in metadata:
            found.setdefault(match[1], number + 1)
        if len(found) >= MAX_KEYS:
            break
    return found


def _invalid(error: yaml.YAMLError, lines: list[str], first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
    if mark is None and isinstance(getattr(error, "position", None), int):  # a character that YAML does not allow
        at = "\n".join(lines).count("\n", 0, error.position)
    else:
        at = mark.line if mark is not None else 0
    kind, at = slip(str(detail), lines, at)
    return Problem("invalid_yaml", line=at + first_line, detail=str(detail)[:200], kind=kind)


class _Builder:
    """Builds data from YAML events with a stack of its own, so that neither depth nor aliases can hurt."""

    def __init__(self) -> None:
        self.notes: list[Problem] = []
        self.nodes = 0
        self.stack: list[tuple[Any, str | None, int]] = []  # container, anchor, nodes before it
        self.keys: list[Any] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.root: Any = None
        self.documents = 0
        self.line = 0  # of the event that is being read

    def build(self, text: str, loader: Any) -> Any:
        for event in yaml.parse(text, Loader=loader):
            self.line = event.start_mark.line
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise Misread(_TWO_DOCUMENTS, self.line)
            elif isinstance(event, yaml.ScalarEvent):
                self._count(1)
                value = self._scalar(event)
                self._anchor(event.anchor, value, 1)
                self._place(value, event)
            elif isinstance(event, yaml.AliasEvent):
                value, weight = self._aliased(event.anchor)
                self._count(weight)
                self._place(value, event)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._close(event)
        return self.root

    def _count(self, weight: int) -> None:
        self.nodes += weight
        if self.nodes > MAX_NODES:
            raise TooComplex("too many values")

    def _aliased(self, name: str) -> tuple[Any, int]:
        if name not in self.anchors:
            raise Misread(f"unknown alias {name[:50]}", self.line)
        return self.anchors[name]

    def _anchor(self, name: str | None, value: Any, weight: int) -> None:
        if name:
            self.anchors[name] = (value, weight)

    def _open(self, container: Any, anchor: str | None) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise TooComplex("too deep")
        self._count(1)
        self.stack.append((container, anchor, self.nodes))
        self.keys.append(_NO_KEY)

    def _close(self, event: yaml.Event) -> None:
        container, anchor, before = self.stack.pop()
        self.keys.pop()
        self._anchor(anchor, container, self.nodes - before + 1)
        self._place(container, event)

    def _place(self, value: Any, event: yaml.Event) -> None:
        if not self.stack:
            self.root = value
            return
        container = self.stack[-1][0]
        if isinstance(container, list):
            container.append(value)
        elif self.keys[-1] is _NO_KEY:
            self.keys[-1] = _key(value)
            if self.keys[-1] in container:
                self.notes.append(Problem("duplicate_key", line=event.start_mark.line, detail=self.keys[-1][:100]))
        else:
            container[self.keys[-1]] = value
            self.keys[-1] = _NO_KEY

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        if not event.implicit[0]:
            return text
        if text in _NORWAY:
            self.notes.append(Problem("norway", line=event.start_mark.line, detail=text))
        return _plain_scalar(text)


_NO_KEY = object()


def _key(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value)[:200] if value is not None else ""


def _plain_scalar(text: str) -> Any:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _INT.fullmatch(text):
        return int(text)
    if len(text) <= 40 and _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
