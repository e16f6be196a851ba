"""What was seen of a demo: whether it runs, on what, and what it tells its visitors. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from submissions.audit.texts import plain


@dataclass(frozen=True, slots=True)
class SpaceEvidence:
    """A Space as it was when we looked. ``stage`` and hardware are the Hub's words.

    ``answered``: something came over HTTP within the time (None: nobody asked); ``status`` is the answer's, ``seconds`` how long it
    took, ``why_silent`` as in the Hub client's SpaceAnswer. ``mentions``: the keys of what the rules want told to visitors that were
    found in the card or in the code; the text itself is not kept, for secrets may lie in it. ``words``: how many its card has.
    """

    stage: str | None = None
    hardware: str | None = None
    requested_hardware: str | None = None
    answered: bool | None = None
    status: int | None = None
    seconds: float | None = None
    why_silent: str = ""
    sdk: str | None = None
    app_file: str | None = None
    mentions: tuple[str, ...] = ()


class Wanted(Protocol):
    """What should be told, found by any of the words in ``headings`` (an edition's ``CardSection``)."""

    @property
    def key(self) -> str: ...

    @property
    def headings(self) -> Sequence[str]: ...


def mentioned(text: str, wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """The keys of what a text tells: one of the words or phrases stands there whole, whatever its case and accents.

    >>> from hackathon.editions.rules import CardSection, Text
    >>> team = CardSection("team", Text((("es", "Equipo"),)), ("equipo", "hecho por"))
    >>> mentioned("**Hecho por** Ana", [team]), mentioned("Equipos de fútbol", [team])
    (('team',), ())
    """
    words = f" {plain(text)} "
    return tuple(one.key for one in wanted if any(f" {plain(phrase)} " in words for phrase in one.headings))
