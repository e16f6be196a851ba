"""Nudging workers."""

from typing import Any

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from hackathon import dispatch
from submissions import dispatch as submissions
from submissions import tasks


def test_a_nudge_names_the_task_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(dispatch.app, "send_task", lambda name, args, **options: sent.append((name, args)))
    assert submissions.audit_soon(7) is True
    assert sent == [(tasks.audit.name, [7])]


@pytest.mark.parametrize("error", [OperationalError("down"), ConnectionRefusedError(), PermissionError()])
def test_a_broker_that_is_down_is_survived(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(dispatch.app, "send_task", down)
    assert dispatch.nudge("submissions.tasks.audit", 7) is False


def test_the_sweeps_that_beat_asks_for_are_tasks_that_there_are(settings: Any) -> None:
    current_app.loader.import_default_modules()
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert names - set(current_app.tasks) == set()
