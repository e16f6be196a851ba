"""Where the headings of a card are, whichever way people write them, and which lines are code. Pure.

Headings are Markdown's own (with one slip forgiven: no space after the hashes), HTML's, a line in bold that stands alone, and the
label before a text ("**Autoras:** …"). It is read line by line in linear time: no mess can make it slow.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_SECTIONS = 500
MAX_LABELS = 100
BOLD_LEVEL = 7  # under any heading of HTML or Markdown
LABEL_LEVEL = 8

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})([^`]*)$")
_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_SQUEEZED_ATX = re.compile(r"^ {0,3}(#{2,6})([^\s#].*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_NO_PARAGRAPH = re.compile(r"^\s*(?:[-*+>|#<]|\d{1,9}[.)]\s)| {4}|\t")
_HTML = re.compile(r"^\s*(?:<[a-z]+[^<>]{0,200}>\s*){0,3}?<(?:h([1-6])|summary)\b[^<>]{0,300}>(.*)$", re.IGNORECASE)
_HTML_END = re.compile(r"</(?:h[1-6]|summary)\s*>", re.IGNORECASE)
_BOLD = re.compile(r"^ {0,3}(\*{2,3}|_{2,3})(?!\s)([^*]{1,100}?)\1\s*:?\s*$")
_LABEL = re.compile(
    r"^\s{0,6}(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:(\*\*|__)([^*:]{2,60}?)(?::\s*\1|\1\s*:)|([^\W\d_a-z][\w ()/]{2,40}):(?=\s))\s*(\S.*)$"
)
_NOT_MORE = re.compile(r"^\s*(?:[-*+]\s|\d{1,3}[.)]\s|#|<h|$)")
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_MAX_BOLD_WORDS = 9
_HTML_LINES = 4  # an HTML heading may be spread over so many


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the lines ``start`` to ``end`` (half-open, from 0). ``level`` 1 to 6, BOLD_LEVEL or LABEL_LEVEL.

    ``rest``: for a label, the lines that it is about, and for any other heading nothing.
    """

    text: str
    level: int
    start: int
    end: int
    rest: tuple[str, ...] = ()


@dataclass(slots=True)
class Outline:
    """The lines of a card's body without what the page does not show; which of them are code; its headings in order."""

    lines: list[str]
    code: list[bool]
    headings: list[Heading] = field(default_factory=list)
    labels: list[Heading] = field(default_factory=list)


def outline_of(body: str) -> Outline:
    """The outline of a card's body.

    >>> [(one.text, one.level) for one in outline_of("# Recetas\\n**Sesgos**\\n\\nMuchos.\\n<h3>Equipo</h3>").headings]
    [('Recetas', 1), ('Sesgos', 7), ('Equipo', 3)]
    """
    outline = _shown(body.split("\n"))
    for heading in _headings(outline):
        (outline.labels if heading.level == LABEL_LEVEL else outline.headings).append(heading)
        if len(outline.headings) >= MAX_SECTIONS:
            break
    outline.labels = outline.labels[:MAX_LABELS]
    return outline


def _shown(lines: list[str]) -> Outline:
    """The lines without comments (an unclosed one hides the rest, as on the page), and those of fenced code, fences included."""
    outline = Outline([], [])
    fence, commented = "", False
    for line in lines:
        if fence:
            outline.lines.append("" if _closes(line, fence) else line)
            outline.code.append(True)
            fence = "" if _closes(line, fence) else fence
            continue
        shown, commented = _without_comments(line, commented) if commented or "<!--" in line else (line, False)
        opening = _FENCE.match(shown) if "```" in shown or "~~~" in shown else None
        fence = opening[1] if opening else ""
        outline.lines.append("" if opening else shown)
        outline.code.append(bool(opening))
    return outline


def _closes(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and mark == fence[0] * len(mark)


def _without_comments(line: str, commented: bool) -> tuple[str, bool]:
    shown = []
    while line:
        if commented:
            _, end, line = line.partition("-->")
            commented = not end
        else:
            before, begin, line = line.partition("<!--")
            shown.append(before)
            commented = bool(begin)
    return "".join(shown), commented


def _headings(outline: Outline) -> Iterator[Heading]:
    lines, code = outline.lines, outline.code
    for number, line in enumerate(lines):
        if code[number] or not line or line.isspace():
            continue
        heading = _marked(line, number) or (_in_html(lines, number) if "<" in line else None)
        heading = heading or _underlined(lines, code, number) or _bold(lines, number) or _label(lines, code, number)
        if heading is not None:
            yield heading


def _marked(line: str, number: int) -> Heading | None:
    if "#" not in line[:4]:
        return None
    match = _ATX.match(line) or _SQUEEZED_ATX.match(line)
    return Heading(_clean(match[2] or ""), len(match[1]), number, number + 1) if match else None


def _in_html(lines: list[str], number: int) -> Heading | None:
    match = _HTML.match(lines[number])
    if match is None:
        return None
    text = " ".join([match[2], *lines[number + 1 : number + _HTML_LINES]])
    end = _HTML_END.search(text)
    level = int(match[1]) if match[1] else BOLD_LEVEL
    if end is None:
        return Heading(_clean(match[2]), level, number, number + 1) if match[2].strip() else None
    taken = number + 1
    while taken < number + _HTML_LINES and not _HTML_END.search(lines[taken - 1]):
        taken += 1
    return Heading(_clean(text[: end.start()]), level, number, taken)


def _underlined(lines: list[str], code: list[bool], number: int) -> Heading | None:
    """A short line of its own with a line of ``===`` or ``---`` under it."""
    under = _UNDERLINE.match(lines[number + 1]) if number + 1 < len(lines) and not code[number + 1] else None
    if (
        under is None
        or len(lines[number]) > 120
        or _NO_PARAGRAPH.match(lines[number])
        or _UNDERLINE.match(lines[number])
    ):
        return None
    if number and lines[number - 1].strip() and not code[number - 1] and not lines[number - 1].lstrip().startswith("#"):
        return None
    return Heading(_clean(lines[number]), 1 if under[1][0] == "=" else 2, number, number + 2)


def _bold(lines: list[str], number: int) -> Heading | None:
    """A line that is bold from end to end and begins a paragraph, unless it is a sentence."""
    line = lines[number]
    if line.lstrip(" ")[:2] not in ("**", "__"):
        return None
    match = _BOLD.match(line)
    if match is None or (number and lines[number - 1].strip() and not lines[number - 1].lstrip().startswith("#")):
        return None
    text = _clean(match[2])
    if not text or text.endswith((".", "!", ";", ",")) or len(text.split()) > _MAX_BOLD_WORDS:
        return None
    return Heading(text, BOLD_LEVEL, number, number + 1)


def _label(lines: list[str], code: list[bool], number: int) -> Heading | None:
    if ":" not in lines[number][:110]:
        return None
    match = _LABEL.match(lines[number])
    if match is None:
        return None
    rest = [match[4]]
    for later in range(number + 1, min(number + 30, len(lines))):
        if code[later] or _NOT_MORE.match(lines[later]) or _LABEL.match(lines[later]):
            break
        rest.append(lines[later])
    return Heading(_clean(match[2] or match[3]), LABEL_LEVEL, number, number + len(rest), tuple(rest))


def _clean(text: str) -> str:
    """A heading without tags, addresses, emphasis and entities."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text[:500])
    return text[:500].strip().strip("*_").strip().removesuffix(":").strip()
