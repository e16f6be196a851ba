"""What a job says, kept piece by piece while it runs: its beginning whole, and the end of what is too long."""

from collections import deque
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Length

from submissions.evaluation.events import plain
from submissions.models import EvaluationJob, EvaluationLog

KEPT_BEGINNING: Final = 1_000_000
KEPT_END: Final = 200_000
"""Characters of one attempt. What lies between is dropped, and its place is told."""
PIECE: Final = 64_000
LONGEST_LINE: Final = 4_000


class LogKeeper:
    """The log of one attempt. Lines go in with ``add``; ``flush`` stores what came since.

    Whoever goes on with an attempt goes on with its log too: what is kept of it is bounded all the same.
    """

    def __init__(self, job: EvaluationJob) -> None:
        self._job, self._attempt = job, job.starts
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._end: deque[str] = deque()
        self._end_size = 0
        self._end_stored = ""
        last = self._pieces.annotate(length=Length("text")).order_by("position").last()
        self._position = last.position + 1 if last else 1
        self._said = self._beginning = last.offset + last.length if last else 0
        if last and last.offset >= KEPT_BEGINNING:
            self._end.extend(last.text.splitlines(keepends=True))
            self._end_size, self._end_stored = last.length, last.text

    @property
    def _pieces(self) -> QuerySet[EvaluationLog]:
        return EvaluationLog.objects.filter(job=self._job, attempt=self._attempt)

    @property
    def full(self) -> bool:
        """Whether enough has come for a piece of its own."""
        return self._waiting_size >= PIECE

    def add(self, line: str) -> None:
        """One line, without its end."""
        line = plain(line[:LONGEST_LINE]) + "\n"
        if self._said < KEPT_BEGINNING:
            self._waiting.append(line)
            self._waiting_size += len(line)
            self._beginning += len(line)
        else:
            self._end.append(line)
            self._end_size += len(line)
            while self._end_size > KEPT_END and len(self._end) > 1:
                self._end_size -= len(self._end.popleft())
        self._said += len(line)

    @transaction.atomic
    def flush(self, *, at: datetime) -> None:
        """Store what came since the last time. The end of what is too long takes the place of the end before it."""
        if self._waiting:
            text = "".join(self._waiting)
            self._store(text, offset=self._beginning - len(text), at=at)
            self._waiting, self._waiting_size = [], 0
        end = "".join(self._end)
        if end != self._end_stored:
            self._pieces.filter(offset__gte=KEPT_BEGINNING).delete()
            self._store(end, offset=self._said - len(end), at=at)
            self._end_stored = end

    def _store(self, text: str, *, offset: int, at: datetime) -> None:
        EvaluationLog.objects.get_or_create(
            job=self._job,
            attempt=self._attempt,
            position=self._position,
            defaults={"offset": offset, "text": text, "at": at},
        )
        self._position += 1
