"""How often somebody may ask about certificates: enough for a pile of applications, too rarely to try codes out."""

from datetime import datetime
from typing import Final

from django.core.cache import cache

PER_MINUTE: Final = 40


def may_ask(who: str, *, at: datetime) -> bool:
    """True while no more than ``PER_MINUTE`` questions came from them in this minute: a network, or somebody who has signed in."""
    key = f"certificates:{who}:{int(at.timestamp()) // 60}"
    if cache.add(key, 1, 90):
        return True
    try:
        return cache.incr(key) <= PER_MINUTE
    except ValueError:  # forgotten between the two
        return True
