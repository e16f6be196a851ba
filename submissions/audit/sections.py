"""The sections of a card and whether anything was written in them. Pure."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

from submissions.audit.evidence import Section
from submissions.audit.texts import heading_key, plain

MAX_BODY_CHARS = 400_000
MAX_BODY_LINES = 10_000
MAX_SECTIONS = 500

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PLACEHOLDER = re.compile(
    r"\[?\(?\s{0,3}(?:(?i:more information (?:is )?needed|needs more information|(?:más )?información pendiente"
    r"|por completar|\boptional\b|\bopcional\b|\bfill (?:me )?in\b)|\bTODO\b|\bTBD\b)\s{0,3}\)?\]?(?:\([^()]{0,300}\))?"
)
_LABEL = re.compile(r"^\W*(?:[\w'’/()\-,& ]{1,60}):\W*$")
_TEMPLATE_SENTENCES = tuple(
    plain(sentence)
    for sentence in (
        "Provide a quick summary of",
        "This dataset card aims to be a base template for new datasets",
        "This modelcard aims to be a base template for new models",
        "This is the model card of a 🤗 transformers model that has been pushed on the Hub",
        "Users should be made aware of the risks, biases and limitations of the",
        "Users (both direct and downstream) should be made aware of the risks, biases and limitations of the",
        "Use the code below to get started with the model",
        "Carbon emissions can be estimated using the",
        "Se pueden estimar las emisiones de carbono",
    )
)


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    level: int
    start: int  # first line of the heading
    end: int  # first line after it


def bounded(body: str) -> str:
    """As much of a card's body as is read: real cards of 200 kB fit."""
    return "\n".join(body[:MAX_BODY_CHARS].split("\n", MAX_BODY_LINES)[:MAX_BODY_LINES])


def strip_comments(text: str) -> str:
    """``text`` without HTML comments; an unclosed one hides the rest, as it does on the page. Line numbers are kept."""
    return _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)


def read_sections(body: str) -> tuple[tuple[Section, ...], int]:
    """The sections of a card's body (``bounded``) in order, and the number of words that say something in all of it.

    >>> sections, words = read_sections("# Card\\n## Uses\\n[More Information Needed]\\n## Sesgos\\nHay más hombres.")
    >>> [(section.key, section.filled) for section in sections]
    [('card', True), ('uses', False), ('sesgos', True)]
    """
    text = strip_comments(body)
    lines = text.split("\n")
    headings = _headings(text)[:MAX_SECTIONS]
    ends = [heading.start for heading in headings[1:]] + [len(lines)]
    words = [count_words(lines[heading.end : end]) for heading, end in zip(headings, ends, strict=False)]
    preamble = count_words(lines[: headings[0].start] if headings else lines)
    sections = tuple(
        Section(
            heading.text[:200], heading_key(heading.text)[:200], heading.level, words[i], _filled(i, headings, words)
        )
        for i, heading in enumerate(headings)
    )
    return sections, preamble + sum(words)


def count_words(lines: list[str]) -> int:
    """How many words of ``lines`` somebody wrote: placeholders, bare labels and the template's own sentences do not count."""
    return sum(len(plain(_own(line)).split()) for line in lines)


def _own(line: str) -> str:
    rest = _PLACEHOLDER.sub(" ", line)
    if _LABEL.match(rest.replace("*", "").replace("_", "").replace("`", "")):
        return ""
    return "" if plain(line).startswith(_TEMPLATE_SENTENCES) else rest


def _filled(index: int, headings: list[_Heading], words: list[int]) -> bool:
    if words[index]:
        return True
    level = headings[index].level
    for later in range(index + 1, len(headings)):
        if headings[later].level <= level:
            return False
        if words[later]:
            return True
    return False


def _headings(text: str) -> list[_Heading]:
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    parser.core.ruler.disable("inline")
    tokens = parser.parse(text)
    return [
        _Heading(tokens[i + 1].content[:500].strip(), int(token.tag[1:]), token.map[0], token.map[1])
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
