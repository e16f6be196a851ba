"""What the lines of a card say, leaving out what nobody wrote: placeholders, bare labels and the templates' own words. Pure."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from submissions.audit.cards.unsaid import (
    NO_ANSWERS,
    PLACEHOLDER,
    PLACEHOLDER_HINTS,
    TEMPLATE_BEGINNINGS,
    TEMPLATE_SENTENCES,
)
from submissions.audit.texts import plain

MAX_LINE = 20_000  # characters that are looked at
OVER_AND_OVER = 5
"""So many times as many words as different ones: no text that somebody means, however long its line, comes near it."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"(?<![\w.,])[-+±]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?(?:\s?%)?(?![\w])")
_DIGIT = re.compile(r"\d")
_ITEM = re.compile(r"^\s*(?:(?:[-*+>•]|\d{1,3}[.)])\s+)+")
_SEPARATOR = re.compile(r"^[\s|:+=_*-]+$")
_IMAGE = re.compile(
    r"!\[[^\[\]]{0,300}\]\([^()]{0,1000}\)|!\[[^\[\]]{0,300}\]\[[^\[\]]{0,100}\]|<img\b[^<>]{0,2000}>", re.IGNORECASE
)
_ANCHOR = re.compile(
    r"\[[^\[\]]{0,300}\]\(\s{0,3}#[^()\s]{0,300}\s{0,3}\)|<a\b[^<>]{0,200}href=[\"']#[^<>]{0,300}>[^<>]{0,300}</a>",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\([^()]{0,1000}(?:\([^()]{0,200}\)[^()]{0,500})?\)")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`|]{1,2000}", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_LABEL = re.compile(r"^\W*(?:[\w'’/()\-,& ]{1,60}):\W*$")
_FACT = re.compile(
    r"^(?:licen[sc]ias?|licen[sc]es?|languages?(?: nlp)?|language s nlp|idiomas?(?: pln)?|lenguas?|model type|tipo de modelo"
    r"|fine ?tuned from model|base model|modelo base) "
)
_QUESTION = re.compile(
    r"^(?:¿.*|(?:who|what|how|why|where|when|which|were|was|is|are|does|do|did)\b.*)\?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """How many words somebody wrote, how many numbers are among them, how many addresses and pictures stand there, and how many
    rows its tables have."""

    words: int = 0
    numbers: int = 0
    links: int = 0
    media: int = 0
    rows: int = 0

    def __add__(self, other: "Said") -> "Said":
        return Said(
            self.words + other.words,
            self.numbers + other.numbers,
            self.links + other.links,
            self.media + other.media,
            self.rows + other.rows,
        )


NOTHING = Said()


def said_in(lines: Iterable[str], code: Iterable[bool]) -> Said:
    """What ``lines`` say together; ``code`` tells which of them are code.

    >>> said_in(["- **License:** mit", "[More Information Needed]", "Hay 12 hombres más."], [False] * 3)
    Said(words=4, numbers=1, links=0, media=0, rows=0)
    """
    told = list(zip(lines, code, strict=True))
    hints = _hints_in("\n".join(line for line, _ in told))
    words, numbers = _in_code([line for line, is_code in told if is_code], hints)
    links = media = rows = 0
    for line, is_code in told:
        if is_code or not line or line.isspace():
            continue
        one = said(line, hints)
        words += one.words
        numbers += one.numbers
        links += one.links
        media += one.media
        rows += one.rows
    return Said(words, numbers, links, media, max(0, rows))


def said(line: str, hints: Sequence[str] = PLACEHOLDER_HINTS) -> Said:
    """What one line of text says. The row under a table's header takes the header from the count of rows.

    ``hints``: the words of placeholders that may be in it.
    """
    line = line[:MAX_LINE]
    if _SEPARATOR.match(line):
        return Said(rows=-1) if "|" in line and "-" in line else NOTHING
    row = int(line.lstrip().startswith("|"))
    line = _filled_in(line, hints)  # first, for a placeholder may be a link
    media = links = 0
    if "![" in line or "<img" in line or "<IMG" in line:
        line, media = _IMAGE.subn(" ", line)
    if "#" in line:
        line = _ANCHOR.sub(" ", line)
    if "](" in line:
        line, links = _LINK.subn(lambda match: f" {match[1]} ", line)
    if "://" in line or "www." in line:
        line, bare = _URL.subn(" ", line)
        links += bare
    rest = _text(line)
    bare = _ITEM.sub("", rest.replace("*", "").replace("`", "")).strip()
    if _is_the_templates(bare[:300]):
        return NOTHING
    if not bare or (len(bare) <= 90 and (_LABEL.match(bare) or _QUESTION.match(bare) or _says_nothing(bare))):
        return Said(links=links, media=media, rows=row)
    return Said(_words(rest), _numbers(bare), links, media, row)


def _in_code(lines: Sequence[str], hints: Sequence[str]) -> tuple[int, int]:
    """The words and the numbers in lines of code."""
    rest = "\n".join(_filled_in(line, hints) for line in lines) if hints else "\n".join(lines)
    return len(_WORD.findall(rest)), _numbers(rest)


def _words(text: str) -> int:
    """How many words there are; of what says the same few over and over, each once."""
    words = _WORD.findall(text)
    different = len(set(words)) if len(words) > OVER_AND_OVER else len(words)
    return different if different * OVER_AND_OVER < len(words) else len(words)


def _numbers(text: str) -> int:
    return len(_NUMBER.findall(text)) if _DIGIT.search(text) else 0


def _text(line: str) -> str:
    """A line without tags and entities."""
    if "<" in line:
        line = _TAG.sub(" ", line)
    return html.unescape(line) if "&" in line else line


def _is_the_templates(text: str) -> bool:
    """True for what a template tells people to write, also behind a label."""
    for start in (text, text.partition(":")[2]):
        first = _WORD.search(start)
        if first and first[0].casefold() in TEMPLATE_BEGINNINGS and plain(start).startswith(TEMPLATE_SENTENCES):
            return True
    return False


def _filled_in(line: str, hints: Sequence[str]) -> str:
    """``line`` without placeholders. Most lines have none, and to look for their words is cheaper than for them."""
    return PLACEHOLDER.sub(" ", line) if hints and _hints_in(line, hints) else line


def _hints_in(text: str, hints: Sequence[str] = PLACEHOLDER_HINTS) -> list[str]:
    folded = text.casefold()
    return [hint for hint in hints if hint in folded]


def _says_nothing(text: str) -> bool:
    """True for "N/A", for a label with it, and for a licence or a language that a template's form was filled in with."""
    known = plain(text)
    value = plain(text.partition(":")[2]) or known
    return not known or value in NO_ANSWERS or (":" in text and len(known) <= 60 and _FACT.match(known) is not None)
