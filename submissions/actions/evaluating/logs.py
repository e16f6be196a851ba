"""What a job says, kept piece by piece while it runs: its beginning whole, and the end of what is too long."""

from collections import deque
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from submissions.evaluation.events import plain
from submissions.models import EvaluationJob, EvaluationLog

KEPT_BEGINNING: Final = 1_000_000
KEPT_END: Final = 200_000
"""Characters of one attempt. What lies between is dropped, and its place is told."""
PIECE: Final = 64_000
LONGEST_LINE: Final = 4_000


class LogKeeper:
    """The log of one attempt. Lines go in with ``add``; ``flush`` stores what came since, ``close`` the end too."""

    def __init__(self, job: EvaluationJob) -> None:
        self._job, self._attempt = job, job.attempts
        self._known = EvaluationLog.objects.filter(job=job, attempt=job.attempts)
        self._position = (self._known.aggregate(last=Max("position"))["last"] or 0) + 1
        self._said = self._kept = 0
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._end: deque[str] = deque()
        self._end_size = 0

    @property
    def full(self) -> bool:
        """Whether enough has come for a piece of its own."""
        return self._waiting_size >= PIECE

    def add(self, line: str) -> None:
        """One line, without its end."""
        line = plain(line)[:LONGEST_LINE] + "\n"
        self._said += len(line)
        if self._kept + len(line) <= KEPT_BEGINNING:
            self._kept += len(line)
            self._waiting.append(line)
            self._waiting_size += len(line)
            return
        self._end.append(line)
        self._end_size += len(line)
        while self._end_size > KEPT_END:
            self._end_size -= len(self._end.popleft())

    def flush(self, *, at: datetime) -> None:
        """Store what came since the last time."""
        if self._waiting:
            self._store("".join(self._waiting), offset=self._kept - self._waiting_size, at=at)
            self._waiting, self._waiting_size = [], 0

    def close(self, *, at: datetime) -> None:
        """Store the rest: the end of what was too long follows its beginning, with the number of characters before it."""
        with transaction.atomic():
            self.flush(at=at)
            if self._end:
                self._store("".join(self._end), offset=self._said - self._end_size, at=at)
                self._end, self._end_size = deque(), 0

    def _store(self, text: str, *, offset: int, at: datetime) -> None:
        EvaluationLog.objects.get_or_create(
            job=self._job,
            attempt=self._attempt,
            position=self._position,
            defaults={"offset": offset, "text": text, "at": at},
        )
        self._position += 1
