"""A card as text that a page may show: blocks of words, without markup. Pure. Nothing of it is ever taken for HTML."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from submissions.audit.cards.frontmatter import split_front_matter
from submissions.audit.cards.outline import outline_of

MOST_CHARACTERS = 40_000
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_ITEM = re.compile(r"^\s{0,6}(?:[-*+]|\d{1,3}[.)])\s+(.*)$")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$|^\s*\|?[\s:|-]+\|[\s:|-]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """``kind``: heading, text, item, row (of a table) or code."""

    kind: str
    text: str


def blocks_of(card: str) -> Sequence[Block]:
    """The card without its front matter, block by block; of a very long one its beginning.

    >>> [(block.kind, block.text) for block in blocks_of("# Recetas\\n\\nUn **corpus**\\nde [aquí](http://x).\\n\\n- uno\\n- dos")]
    [('heading', 'Recetas'), ('text', 'Un corpus de aquí.'), ('item', 'uno'), ('item', 'dos')]
    """
    outline = outline_of(split_front_matter(card[:MOST_CHARACTERS]).body)
    headings = {heading.start: heading for heading in outline.headings}
    return tuple(_joined(_lines(outline.lines, outline.code, headings)))


def _lines(lines: Sequence[str], code: Sequence[bool], headings: dict) -> Iterator[Block]:
    """A block for each line; an empty text where a paragraph ends."""
    until = 0
    for number, line in enumerate(lines):
        if number < until:
            continue
        if number in headings:
            until = headings[number].end
            yield Block("heading", _plain(headings[number].text))
        elif code[number]:
            yield Block("code", line)
        else:
            yield _line(line)


def _line(line: str) -> Block:
    item = _ITEM.match(line)
    if _RULE.match(line):
        return Block("text", "")
    if item:
        return Block("item", _plain(item[1]))
    if line.lstrip().startswith("|"):
        return Block("row", _plain(line.strip().strip("|")).replace("|", " · "))
    return Block("text", _plain(line))


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Lines of one paragraph, and of one piece of code, as one block."""
    open_block: Block | None = None
    for block in blocks:
        if open_block and block.kind == open_block.kind and block.kind in ("text", "code") and block.text:
            between = "\n" if block.kind == "code" else " "
            open_block = Block(block.kind, open_block.text + between + block.text)
            continue
        if open_block and open_block.text.strip("`~ \n"):
            yield open_block
        open_block = block if block.text else None
    if open_block and open_block.text.strip("`~ \n"):
        yield open_block


def _plain(text: str) -> str:
    words = _LINK.sub(r"\1", _TAG.sub("", text))
    return " ".join(re.sub(r"(\*\*|__|`)", "", words).split())
