"""Choices of a column from an enumeration that pure code uses."""

from collections.abc import Iterable
from enum import StrEnum


def of(enum: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Each member as its own label: words for people are templates' business."""
    return [(member.value, member.value) for member in enum]
