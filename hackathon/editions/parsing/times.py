"""When things happen in an edition, and how strict the close is. Pure."""

from typing import Any
from zoneinfo import ZoneInfo

from hackathon.editions import moments
from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, Place, Reader, boolean, record
from hackathon.editions.rules import DeadlineRules, Milestone, Text, Windows

deadline_rules = record(
    DeadlineRules, {"grace_minutes": Maybe(words.minutes, 0), "late_minutes": Maybe(words.minutes, 0)}
)


def windows(zone: ZoneInfo) -> Reader:
    """The five dates of an edition; without a window of its own, judging lasts from the close of submissions to the results."""
    window = moments.window(zone)
    read = {
        "registration": window,
        "teams": window,
        "submission": window,
        "judging": Maybe(window),
        "results_at": moments.instant(zone),
        "video": Maybe(window),
        "likes_at": Maybe(moments.instant(zone)),
    }
    return record(_make_windows, read, [_windows_in_order])


def _make_windows(*, judging: Any, **others: Any) -> Windows:
    closes_at, results_at = others["submission"].closes_at, others["results_at"]
    return Windows(judging=judging or moments.Window(closes_at, results_at), **others)


def _windows_in_order(windows: Windows, place: Place) -> None:
    submission, judging = windows.submission, windows.judging
    if submission.opens_at < windows.registration.opens_at:
        place.key("submission").refuse("empieza antes que la inscripción (registration)")
    if windows.teams.closes_at > submission.closes_at:
        place.key("teams").refuse("termina después que la entrega (submission)")
    if windows.results_at <= submission.closes_at:
        place.key("results_at").refuse("debe ser posterior al cierre de la entrega (submission)")
        return
    if judging.opens_at < submission.closes_at:
        place.key("judging").refuse("empieza antes de que cierre la entrega (submission)")
    if windows.video is not None and windows.video.closes_at > windows.results_at:
        place.key("video").refuse("termina después de publicar los resultados (results_at)")
    if windows.likes_at is not None and windows.likes_at > windows.results_at:
        place.key("likes_at").refuse("es posterior a la publicación de los resultados (results_at)")
    if judging.closes_at > windows.results_at:
        place.key("judging").refuse("termina después de publicar los resultados (results_at)")


def milestone(zone: ZoneInfo) -> Reader:
    """A date that people should know; without one it is announced later."""
    read = {
        "key": words.key,
        "title": words.text,
        "at": Maybe(moments.moment(zone)),
        "whole_day": Maybe(boolean, False),
    }
    return record(_make_milestone, read)


def _make_milestone(*, key: str, title: Text, at: moments.Moment | None, whole_day: bool) -> Milestone:
    return Milestone(key, title, at and at.at, at is not None and (at.whole_day or whole_day))
