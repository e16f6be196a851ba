"""What a page says, as a person would read it."""

from typing import Any


def text(answer: Any) -> str:
    """The page's markup with single spaces, so that a sentence is found however its template breaks lines."""
    return " ".join(answer.content.decode().split())
