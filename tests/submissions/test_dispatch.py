"""Nudging workers."""

from typing import Any

import pytest
from kombu.exceptions import OperationalError

from submissions import dispatch, tasks


def test_a_nudge_names_the_task_that_there_is(monkeypatch):
    sent: list[tuple[str, Any]] = []
    monkeypatch.setattr(dispatch.app, "send_task", lambda name, args, **options: sent.append((name, args)))
    assert dispatch.audit_soon(7) is True
    assert sent == [(tasks.audit.name, [7])]


@pytest.mark.parametrize("error", [OperationalError("down"), ConnectionRefusedError(), PermissionError()])
def test_a_broker_that_is_down_is_survived(monkeypatch, error):
    def down(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(dispatch.app, "send_task", down)
    assert dispatch.audit_soon(7) is False


def test_the_sweep_that_beat_asks_for_is_the_task_that_there_is(settings):
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep.name in names
