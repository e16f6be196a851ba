"""What was seen of a demo: whether it runs, on what, and what it tells its visitors. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpaceEvidence:
    """A Space as it was when we looked. ``stage`` and hardware are the Hub's words.

    ``answered``: it answered over HTTP within the time (None: nobody asked); ``status`` is the answer's, ``seconds`` how long it took.
    ``text``: the beginning of what its source tells visitors, in plain words, for names to be looked for.
    """

    stage: str | None = None
    hardware: str | None = None
    requested_hardware: str | None = None
    answered: bool | None = None
    status: int | None = None
    seconds: float | None = None
    why_silent: str = ""
    text: str = ""
