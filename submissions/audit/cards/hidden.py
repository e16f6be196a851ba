"""What stands in a card and nobody sees on its page: elements that are hidden, have no size, or are white on white. Pure."""

import html
import re
from collections.abc import Iterator
from typing import Final

NEVER_SHOWN: Final = frozenset(("script", "style", "template"))
EMPTY: Final = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
"""Elements without an end."""
IN_A_PARAGRAPH: Final = ("p", "span")

_HINT = re.compile(r"<(?:script|style|template)\b|<[a-z][^<>]{0,2000}(?:hidden|style|color)", re.IGNORECASE)
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|`[^`\n]{1,500}`"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][\w-]{0,40})(?P<attributes>(?:\s[^<>]{0,2000})?)>",
    re.DOTALL | re.MULTILINE,
)
_ATTRIBUTE = re.compile(r"([\w-]{1,40})(?:\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_ZERO = re.compile(r"[+-]?0*(?:\.0*)?(?:px|em|rem|ex|pt|%|vh|vw)?")
_WHITE = re.compile(r"white|transparent|#f{3,4}|#f{6}(?:f{2})?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b.*")
_GROUND = re.compile(
    r"background(?:-color)?\s*:\s*([^;\"'<>]{1,100})|bgcolor\s*=\s*[\"']?([^\s\"'<>]{1,30})", re.IGNORECASE
)


def without_hidden(body: str) -> str:
    """``body`` with as many lines, without what its page does not show. An element that nobody closes hides the rest; one within
    a paragraph ends with it.

    >>> without_hidden('Se ve.\\n<p hidden>No\\nse ve.</p> Sí.')
    'Se ve.\\n\\n Sí.'
    """
    if not _HINT.search(body):
        return body
    shown, at = [], 0
    for start, end in _hidden(body):
        shown += [body[at:start], "\n" * body.count("\n", start, end)]
        at = end
    return "".join([*shown, body[at:]])


def _hidden(body: str) -> Iterator[tuple[int, int]]:
    """Where hidden elements begin and end, none within another."""
    on_white = all(_WHITE.fullmatch(one) for one in _grounds(body))
    name, start, depth = "", 0, 0
    for token in _TOKEN.finditer(body):
        tag = (token["name"] or "").lower()
        if depth:
            if tag == name:
                depth += -1 if token["end"] else 1
            if not depth:
                yield start, token.end()
        elif tag and not token["end"] and (tag in NEVER_SHOWN or _is_hidden(token["attributes"], on_white=on_white)):
            if tag in EMPTY:
                yield token.span()
            else:
                name, start, depth = tag, token.start(), 1
    if depth:
        paragraph = body.find("\n\n", start) if name in IN_A_PARAGRAPH else -1
        yield start, paragraph if paragraph >= 0 else len(body)


def _grounds(body: str) -> Iterator[str]:
    """The colours behind texts. Where there is another than white, white text may well be read."""
    for match in _GROUND.finditer(body):
        yield (match[1] or match[2]).removesuffix("!important").strip().lower()


def _is_hidden(attributes: str, *, on_white: bool) -> bool:
    given = {one[1].lower(): one[2] or one[3] or one[4] or "" for one in _ATTRIBUTE.finditer(attributes)}
    if "hidden" in given:
        return True
    white = _WHITE.fullmatch(given.get("color", "").strip().lower()) is not None
    style = dict(_declarations(html.unescape(given.get("style", "")).lower()))
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or any(
            _is_nothing(style[one]) for one in ("opacity", "font-size", "max-height", "height", "width") if one in style
        )
        or (on_white and (white or _WHITE.fullmatch(style.get("color", "")) is not None))
    )


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.replace("!important", "").strip()


def _is_nothing(size: str) -> bool:
    return bool(size) and _ZERO.fullmatch(size) is not None and "0" in size
