"""The sections of a card and whether anything was written in them. Pure."""

from dataclasses import replace
from itertools import accumulate

from submissions.audit.cards.outline import Heading, Outline, outline_of
from submissions.audit.cards.saying import NOTHING, Said, said_in
from submissions.audit.evidence import Section
from submissions.audit.texts import heading_key, plain

MAX_BODY_CHARS = 400_000
MAX_BODY_LINES = 10_000
FEW_WORDS = 5
"""Fewer may well be the same in two sections: "Ver el cuaderno"."""


def bounded(body: str) -> str:
    """As much of a card's body as is read: real cards of 200 kB fit."""
    return "\n".join(body[:MAX_BODY_CHARS].split("\n", MAX_BODY_LINES)[:MAX_BODY_LINES])


def read_sections(body: str, *, first_line: int = 1) -> tuple[tuple[Section, ...], int, int]:
    """The sections of a card's body (``bounded``) in order, the words before the first of them, and those of the whole body.

    ``first_line``: where the body begins in its file. A label before a text is a section too, of level 8; its words are also
    those of the section that it stands in.

    >>> sections, opening, words = read_sections("Hola.\\n# Card\\n## Uses\\n[More Information Needed]\\n## Sesgos\\nHay más hombres.")
    >>> [(section.key, section.line, section.filled) for section in sections], opening, words
    ([('card', 2, True), ('uses', 3, False), ('sesgos', 5, True)], 1, 4)
    """
    outline = outline_of(body)
    headings = outline.headings
    ends = [heading.start for heading in headings[1:]] + [len(outline.lines)]
    said = [_between(outline, heading.end, end) for heading, end in zip(headings, ends, strict=False)]
    again = _repeated(outline, ends, said)
    said = [NOTHING if i in again else one for i, one in enumerate(said)]
    opening = _between(outline, 0, headings[0].start if headings else len(outline.lines)).words
    upto = [0, *accumulate(one.words for one in said)]
    lasts = _lasts(headings)
    sections = [
        _section(heading, said[i], first_line, last_line=ends[lasts[i]], filled=upto[lasts[i] + 1] > upto[i])
        for i, heading in enumerate(headings)
    ]
    for i, first in again.items():
        sections[i] = replace(sections[i], repeats=sections[first].line)
    labels = [_label(label, first_line) for label in outline.labels]
    return tuple(sorted(sections + labels, key=lambda one: (one.line, one.level))), opening, opening + upto[-1]


def _between(outline: Outline, start: int, end: int) -> Said:
    return said_in(outline.lines[start:end], outline.code[start:end]) if end > start else NOTHING


def _repeated(outline: Outline, ends: list[int], said: list[Said]) -> dict[int, int]:
    """The sections whose own text is that of an earlier one, whatever its signs, and which that is."""
    alike: dict[Said, list[int]] = {}
    for i, one in enumerate(said):
        if one.words >= FEW_WORDS:
            alike.setdefault(one, []).append(i)
    found: dict[int, int] = {}
    for group in alike.values():
        known: dict[str, int] = {}
        for i in group if len(group) > 1 else ():
            text = plain("\n".join(outline.lines[outline.headings[i].end : ends[i]]))
            first = known.setdefault(text, i)
            found |= {i: first} if first != i else {}
    return found


def _lasts(headings: list[Heading]) -> list[int]:
    """For each heading the last one that lies under it, itself if none does."""
    lasts = list(range(len(headings)))
    open_ones: list[int] = []
    for i, heading in enumerate(headings):
        while open_ones and headings[open_ones[-1]].level >= heading.level:
            lasts[open_ones.pop()] = i - 1
        open_ones.append(i)
    for i in open_ones:
        lasts[i] = len(headings) - 1
    return lasts


def _section(heading: Heading, said: Said, first_line: int, *, last_line: int, filled: bool) -> Section:
    return Section(
        heading=heading.text[:200],
        key=heading_key(heading.text)[:200],
        level=heading.level,
        words=said.words,
        filled=filled,
        line=first_line + heading.start,
        last_line=first_line + last_line - 1,
        numbers=said.numbers,
        rows=said.rows,
        links=said.links,
        media=said.media,
    )


def _label(label: Heading, first_line: int) -> Section:
    said = said_in(label.rest, [False] * len(label.rest))
    last_line = label.start + len(label.rest)
    return _section(label, said, first_line, last_line=last_line, filled=said.words > 0)
