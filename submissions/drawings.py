"""A drawing as a file of its own, to be put into a post or a slide: SVG, and PNG made from that."""

from typing import Final

from django.template.loader import render_to_string

from submissions.evaluation.charts import FILE_WIDTH, Drawing

_EDGE: Final = 24
_HEAD: Final = 92
"""Room above the drawing for title and source, and the edge under it."""


def svg(drawing: Drawing, *, title: str, text: str, source: str) -> str:
    """The drawing on white, under its title and a line that says where it comes from. ``text`` says the same in words.

    It needs nothing else: no style sheet, no font of ours, nothing from another server.
    """
    context = {
        "drawing": drawing,
        "id": "drawing",
        "title": title,
        "text": text,
        "source": source,
        "width": str(FILE_WIDTH),
        "inner": str(FILE_WIDTH - 2 * _EDGE),
        "height": f"{float(drawing.height) + _HEAD:g}",
    }
    return render_to_string("submissions/drawing.svg", context)
