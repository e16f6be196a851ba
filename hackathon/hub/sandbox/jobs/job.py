"""One Job: what was asked, where it stands, what it printed. It ends once: whoever says so first is believed."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hackathon.hub.job_types import JobStage
from hackathon.hub.sandbox.jobs.logs import JobLog
from hackathon.hub.sandbox.jobs.specs import JobSpec
from hackathon.hub.sandbox.records import as_iso


class Job:
    """Safe to share between threads."""

    def __init__(self, job_id: str, spec: JobSpec, *, owner: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self.id, self.spec, self.owner = job_id, spec, owner
        self.created_at = now()
        self.started_at: datetime | None = None
        self.finished_at: datetime | None = None
        self.stage = JobStage.SCHEDULING
        self.message: str | None = None
        self.log = JobLog(now=now)
        self.over = threading.Event()
        self._now = now
        self._lock = threading.Lock()

    def start(self) -> bool:
        """It runs from now on; False where it was ended before."""
        with self._lock:
            if self.stage is not JobStage.SCHEDULING:
                return False
            self.stage, self.started_at = JobStage.RUNNING, self._now()
            return True

    def end(self, stage: JobStage, message: str | None = None) -> bool:
        """It is over; False where it was so before."""
        with self._lock:
            if self.stage.is_over:
                return False
            self.stage, self.message, self.finished_at = stage, message, self._now()
        self.over.set()
        return True

    def told(self) -> dict[str, Any]:
        """As the Hub tells of it; secrets by name alone."""
        spec = self.spec
        return {
            "type": "job",
            "id": self.id,
            "createdAt": as_iso(self.created_at),
            "startedAt": self.started_at and as_iso(self.started_at),
            "finishedAt": self.finished_at and as_iso(self.finished_at),
            "dockerImage": spec.image,
            "command": list(spec.command),
            "arguments": list(spec.arguments),
            "environment": dict(spec.environment),
            "secrets": dict.fromkeys(spec.secrets, "***"),
            "flavor": spec.flavor,
            "timeout": spec.timeout_seconds,
            "labels": dict(spec.labels),
            "volumes": [volume.told() for volume in spec.volumes],
            "status": {"stage": self.stage.value, "message": self.message},
            "durations": self._durations(),
            "owner": dict(self.owner),
            "initiator": dict(self.owner),
        }

    def _durations(self) -> dict[str, int | None]:
        until = self.finished_at or self._now()
        return {
            "schedulingSecs": self.started_at and int((self.started_at - self.created_at).total_seconds()),
            "runningSecs": self.started_at and int((until - self.started_at).total_seconds()),
            "totalSecs": int((until - self.created_at).total_seconds()),
        }
