"""Drawings painted as PNG, each kept for a while: that costs more than a page, and anybody may ask for it."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final

from django.core.cache import cache

from submissions.evaluation.charts.png import png

KEPT_SECONDS: Final = 600


def painted(svg: str) -> bytes:
    """The picture of an SVG file; painted once in a while, however often it is asked for."""
    key = f"painting:{sha256(svg.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = b64encode(png(svg)).decode()  # what is cached travels as JSON
        cache.set(key, found, KEPT_SECONDS)
    return b64decode(found)
