"""Boards as drawings: bars with their errors, models by task, likes over time. Pure: data for the templates that draw them.

Across, places are percentages, so that a drawing is as wide as its page; up and down they are pixels, so that texts keep their
size on a phone. As a file a drawing is ``FILE_WIDTH`` pixels wide and brings its own colours.
"""

from submissions.evaluation.charts.bars import BarRow, bars
from submissions.evaluation.charts.dots import Dot, DotRow, dots
from submissions.evaluation.charts.marks import COLOURS, FILE_WIDTH, MOST_SERIES, SHAPES, Drawing
from submissions.evaluation.charts.scales import Scale, scale
from submissions.evaluation.charts.trends import Trend, trend

__all__ = [
    "COLOURS",
    "FILE_WIDTH",
    "MOST_SERIES",
    "SHAPES",
    "BarRow",
    "Dot",
    "DotRow",
    "Drawing",
    "Scale",
    "Trend",
    "bars",
    "dots",
    "scale",
    "trend",
]
