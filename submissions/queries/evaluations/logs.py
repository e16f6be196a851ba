"""What a job has said, as it is shown: its pieces in their order, the places where something is missing, and its end while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.models import EvaluationJob, EvaluationLog

SHOWN: Final = 40_000
"""Characters of the end that a page begins with."""


@dataclass(frozen=True, slots=True)
class Tail:
    """``text`` is what came after ``after``; ``last`` is where to go on from, as a page sends it back. ``cut``: there is more before."""

    text: str
    last: str
    cut: bool


def pieces(job: EvaluationJob, *, after: str = "") -> Iterator[str]:
    """What the job said after that place, in order; between them, in words, where an attempt begins and where characters were dropped."""
    attempt, position = _place(after)
    known = EvaluationLog.objects.filter(job=job, attempt__gte=attempt).order_by("attempt", "position")
    before = known.filter(attempt=attempt, position__lte=position).order_by("-position").first()
    for piece in known.exclude(attempt=attempt, position__lte=position).iterator(chunk_size=20):
        yield _between(before, piece)
        yield piece.text
        before = piece


def tail(job: EvaluationJob, *, after: str = "") -> Tail:
    """The end of the log, or what came after a place that a page has already."""
    last = EvaluationLog.objects.filter(job=job).order_by("-attempt", "-position").first()
    if last is None or _name(last) == after:
        return Tail("", after, cut=False)
    begins = after or _beginning_of(job)
    text = "".join(pieces(job, after=begins))
    return Tail(text[-SHOWN:], _name(last), cut=len(text) > SHOWN or (not after and bool(begins)))


def _beginning_of(job: EvaluationJob) -> str:
    """From where on the pieces hold about as much as a page shows: whatever a job says, only that much is read."""
    size, found = 0, ""
    newest = EvaluationLog.objects.filter(job=job).order_by("-attempt", "-position")
    for piece in newest.iterator(chunk_size=5):
        if size >= SHOWN:
            found = _name(piece)
            break
        size += len(piece.text)
    return found


def _between(before: EvaluationLog | None, piece: EvaluationLog) -> str:
    if before is None or before.attempt != piece.attempt:
        return _("════ Intento %(n)s ════") % {"n": piece.attempt} + "\n" + _dropped(piece.offset)
    return _dropped(piece.offset - before.offset - len(before.text))


def _dropped(characters: int) -> str:
    if characters <= 0:
        return ""
    text = ngettext(
        "════ Aquí falta %(n)s carácter: el registro era demasiado largo para guardarlo entero ════",
        "════ Aquí faltan %(n)s caracteres: el registro era demasiado largo para guardarlo entero ════",
        characters,
    )
    return text % {"n": characters} + "\n"


def _name(piece: EvaluationLog) -> str:
    return f"{piece.attempt}.{piece.position}"


def _place(name: str) -> tuple[int, int]:
    """The attempt and the position that a page names; the beginning for anything else."""
    attempt, dot, position = name.partition(".")
    sound = dot and attempt.isascii() and position.isascii() and attempt.isdecimal() and position.isdecimal()
    return (min(int(attempt[:9]), 30_000), min(int(position[:9]), 10**9)) if sound else (0, 0)
