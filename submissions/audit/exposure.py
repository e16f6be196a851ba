"""Secrets and personal data that lie in plain sight in a repo's texts. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ExposureSort(StrEnum):
    """What was left in plain sight."""

    SECRET = "secret"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One place where something lies open. ``rule`` names what it is (``hub_token``, ``email``); ``line`` counts from 1.

    ``masked`` shows enough to find it and too little to use it. The thing itself is kept nowhere.
    """

    sort: ExposureSort
    rule: str
    path: str
    line: int | None = None
    masked: str = ""
