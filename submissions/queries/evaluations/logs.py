"""What a job has said, as it is shown: its pieces in their order, the places where something is missing, and its end while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.models import EvaluationJob, EvaluationLog

SHOWN: Final = 40_000
"""Characters of the end that a page begins with."""


@dataclass(frozen=True, slots=True)
class Tail:
    """``text`` is what came after ``after``; ``last`` is where to go on from, as a page sends it back. ``cut``: there is more before.

    A place is an attempt and how many characters it had said there: pieces come and go, that stays.
    """

    text: str
    last: str
    cut: bool


def pieces(job: EvaluationJob, *, after: str = "") -> Iterator[str]:
    """What the job said after that place, in order; between, in words, where an attempt begins and where characters were dropped."""
    attempt, said = _place(after)
    for piece in _from(job, attempt, said).iterator(chunk_size=20):
        if piece.attempt != attempt:
            attempt, said = piece.attempt, 0
            yield _("════ Intento %(n)s ════") % {"n": attempt} + "\n"
        yield _dropped(piece.offset - said)
        yield piece.text[max(said - piece.offset, 0) :]
        said = max(said, _until(piece))


def tail(job: EvaluationJob, *, after: str = "") -> Tail:
    """The end of the log, or what came after a place that a page has already."""
    last = EvaluationLog.objects.filter(job=job).order_by("-attempt", "-position").first()
    if last is None or _name(last) == after:
        return Tail("", after, cut=False)
    begins = after or _beginning_of(job)
    text = "".join(pieces(job, after=begins))
    return Tail(text[-SHOWN:], _name(last), cut=len(text) > SHOWN or (not after and bool(begins)))


def _from(job: EvaluationJob, attempt: int, said: int) -> QuerySet[EvaluationLog]:
    """The pieces from the one on that holds that place."""
    known = EvaluationLog.objects.filter(job=job, attempt__gte=attempt).order_by("attempt", "position")
    here = known.filter(attempt=attempt, offset__lte=said).values_list("position", flat=True).last()
    return known if here is None else known.exclude(attempt=attempt, position__lt=here)


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
    return f"{piece.attempt}.{_until(piece)}"


def _until(piece: EvaluationLog) -> int:
    return piece.offset + len(piece.text)


def _place(name: str) -> tuple[int, int]:
    """The attempt and the number of characters that a page names; the beginning for anything else."""
    attempt, dot, said = name.partition(".")
    sound = dot and attempt.isascii() and said.isascii() and attempt.isdecimal() and said.isdecimal()
    return (min(int(attempt[:9]), 30_000), int(said[:15])) if sound else (0, 0)
