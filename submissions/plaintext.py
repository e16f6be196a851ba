"""HTML that our own templates wrote, as plain text: for a terminal, for JSON, for mail. Pure.

Lists become lines that begin with "- ", code stands in backticks, links keep their address, pictures go.
"""

import re
import unicodedata
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"p", "div", "ul", "ol", "table", "thead", "tbody", "dl", "figure", "details", "summary", "br", "dd", "dt"}
)
_SILENT = frozenset({"svg", "script", "style", "template"})
_SPACES = re.compile(r"\s+")
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def plain(html: str) -> str:
    """The text of ``html``, entities unescaped and spaces collapsed; lines that say nothing are left out.

    >>> plain("Falta:<ul><li><code>idioma</code> &amp; más</li></ul>\\n  Añádela. ")
    'Falta:\\n- `idioma` & más\\nAñádela.'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def harmless(text: str) -> str:
    """``text`` without what moves a terminal's cursor or turns the direction of writing; a line break stays.

    >>> harmless("a\\x1b[31mb\\u202ec")
    'a[31mbc'
    """
    return "".join(
        one for one in text.translate(_TURNING) if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs")
    )


class _Reader(HTMLParser):
    """Writes lines down while it reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [""]
        self._depth = 0  # of lists
        self._silent = 0
        self._addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in ("ul", "ol"):
            self._depth += 1
        if tag in ("li", "tr"):
            self._lines.append("  " * max(0, self._depth - 1) + "- ")
        elif tag in _BREAKS:
            self._lines.append("")
        elif tag in ("td", "th"):
            self._say(" ")
        elif tag == "code":
            self._say("`")
        elif tag == "a":
            self._addresses.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in ("ul", "ol"):
            self._depth = max(0, self._depth - 1)
        if tag in _BREAKS or tag in ("li", "tr"):
            self._lines.append("")
        elif tag == "code":
            self._say("`")
        elif tag == "a" and self._addresses:
            self._say_address(self._addresses.pop())

    def handle_data(self, data: str) -> None:
        self._say(data)

    def text(self) -> str:
        """What was read so far."""
        lines = (_tidy(line) for line in self._lines)
        return "\n".join(line for line in lines if line.strip(" -"))

    def _say(self, words: str) -> None:
        if not self._silent:
            self._lines[-1] += harmless(_SPACES.sub(" ", words))

    def _say_address(self, address: str) -> None:
        if address.startswith(("https://", "http://")) and address not in self._lines[-1]:
            self._say(f": {address}")


def _tidy(line: str) -> str:
    indent = len(line) - len(line.lstrip(" ")) if line.lstrip(" ").startswith("- ") else 0
    return " " * indent + _SPACES.sub(" ", line).strip()
