"""What a job says, kept piece by piece while it runs: its beginning whole, and the end of what is too long."""

from collections import deque
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Length

from submissions.evaluation.events import plain
from submissions.models import EvaluationJob, EvaluationLog

KEPT_BEGINNING: Final = 1_000_000
KEPT_END: Final = 200_000
"""Characters of one attempt; of the end up to twice as many. What lies between is dropped, and its place is told."""
PIECE: Final = 64_000
LONGEST_LINE: Final = 4_000


class LogKeeper:
    """The log of one attempt. Lines go in with ``add``; ``flush`` stores what came since.

    The end is kept in pieces as well, and the oldest of them go: no piece ever changes, so that whoever reads along is told only
    what is new. Whoever goes on with an attempt goes on with its log too: what is kept of it is bounded all the same.
    """

    def __init__(self, job: EvaluationJob) -> None:
        self._job, self._attempt = job, job.starts
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._end: deque[str] = deque()
        self._end_size = 0
        last = self._pieces.annotate(length=Length("text")).order_by("position").last()
        self._position = last.position + 1 if last else 1
        self._said = self._beginning = last.offset + last.length if last else 0

    @property
    def _pieces(self) -> QuerySet[EvaluationLog]:
        return EvaluationLog.objects.filter(job=self._job, attempt=self._attempt)

    @property
    def full(self) -> bool:
        """Whether enough has come for a piece of its own. What may be dropped again can wait."""
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

    def flush(self, *, at: datetime) -> None:
        """Store what came since the last time, and drop what it pushes out of the end. If it fails, all of it still waits."""
        with transaction.atomic():
            self._store("".join(self._waiting), until=self._beginning, at=at)
            if self._end:
                self._store("".join(self._end), until=self._said, at=at)
                self._pushed_out().delete()
        self._waiting, self._waiting_size = [], 0
        self._end, self._end_size = deque(), 0

    def _store(self, text: str, *, until: int, at: datetime) -> None:
        if text:
            EvaluationLog.objects.get_or_create(
                job=self._job,
                attempt=self._attempt,
                position=self._position,
                defaults={"offset": until - len(text), "text": text, "at": at},
            )
            self._position += 1

    def _pushed_out(self) -> QuerySet[EvaluationLog]:
        ends = self._pieces.filter(offset__gte=KEPT_BEGINNING).annotate(until=F("offset") + Length("text"))
        return ends.filter(until__lte=self._said - KEPT_END)
