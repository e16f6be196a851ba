"""A drawing as a PNG. Pure.

typst draws it: it comes as one wheel, brings fonts of its own, and so writes accents on a machine that has none.
"""

from typing import Final

import typst

_PAGE: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
_DOTS_PER_INCH: Final = 192.0
"""Twice as many dots as the drawing has pixels, of which an inch has 96: sharp on the screens of today."""


def png(svg: str) -> bytes:
    """The picture of an SVG file, two dots for each of its pixels. Texts are set in the machine's fonts, or else in typst's own."""
    drawn = typst.compile(_PAGE, format="png", ppi=_DOTS_PER_INCH, sys_inputs={"svg": svg})
    return drawn if isinstance(drawn, bytes) else drawn[0]
