"""An edition's rules with all dates moved, so that a given moment lies in a given phase. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hackathon.editions.rules import EditionRules, Phase, Text, Window, Windows

_DAY = timedelta(days=1)
_MARGIN = timedelta(days=3)
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class PhaseTooShort(ValueError):
    """The phase lasts less than a day, so moving by whole days cannot be sure to hit it."""


def shift_to_phase(rules: EditionRules, *, phase: Phase, at: datetime, slug: str) -> EditionRules:
    """A demonstration edition ``slug``: the same rules moved by whole days so that ``phase(at)`` is ``phase``.

    ``at`` lies well inside: while teams can still be formed in registration and building (about a week before the
    deadline), while judges can score in judging. Title and notice say that it is a demonstration. Raises ``PhaseTooShort``.
    """
    days = (at - _target(rules, phase)) // _DAY
    moved = shift(rules, days=days)
    return replace(moved, slug=slug, title=_demo_title(rules.title), notice=_demo_notice(rules.title, days))


def shift(rules: EditionRules, *, days: int) -> EditionRules:
    """The same rules with every window and milestone ``days`` times 24 hours later."""
    by = timedelta(days=days)
    windows = rules.windows
    milestones = (replace(each, at=each.at and each.at + by) for each in rules.milestones)
    return replace(
        rules,
        windows=Windows(
            registration=_moved(windows.registration, by),
            teams=_moved(windows.teams, by),
            submission=_moved(windows.submission, by),
            judging=_moved(windows.judging, by),
            results_at=windows.results_at + by,
            video=windows.video and _moved(windows.video, by),
            likes_at=windows.likes_at and windows.likes_at + by,
        ),
        milestones=tuple(milestones),
    )


def stands_in(rules: EditionRules, *, phase: Phase, at: datetime) -> bool:
    """Whether ``at`` lies in ``phase`` and what people come for can be done: join a team, or score."""
    span = _span(rules, phase)
    return span is not None and span.is_open(at)


def _moved(window: Window, by: timedelta) -> Window:
    return Window(window.opens_at + by, window.closes_at + by)


def _target(rules: EditionRules, phase: Phase) -> datetime:
    """The start of a day that lies wholly inside the phase, as far as there is room at least three days from its ends."""
    span = _span(rules, phase)
    if span is None:
        raise PhaseTooShort(phase)
    latest = span.closes_at - _DAY
    margin = min(_MARGIN, (latest - span.opens_at) / 2)
    return min(max(_wished(rules, phase, span), span.opens_at + margin), latest - margin)


def _wished(rules: EditionRules, phase: Phase, span: Window) -> datetime:
    if phase == Phase.BEFORE:
        return span.closes_at - timedelta(days=7)
    if phase == Phase.BUILDING:
        return rules.windows.submission.closes_at - timedelta(days=7)
    if phase == Phase.RESULTS:
        return span.opens_at
    return span.opens_at + (span.closes_at - span.opens_at) / 2


def _span(rules: EditionRules, phase: Phase) -> Window | None:
    """The best stretch of the phase that lasts a day or more: while its own window is open too, else all of the phase."""
    return next((span for span in _spans(rules, phase) if span.closes_at - span.opens_at >= _DAY), None)


def _spans(rules: EditionRules, phase: Phase) -> Iterator[Window]:
    windows = rules.windows
    registration, building, judging = (
        windows.registration.opens_at,
        windows.submission.opens_at,
        windows.submission.closes_at,
    )
    whole = {
        Phase.BEFORE: Window(_FIRST, min(registration, building)),
        Phase.REGISTRATION: Window(registration, building),
        Phase.BUILDING: Window(building, judging),
        Phase.JUDGING: Window(judging, windows.results_at),
        Phase.RESULTS: Window(windows.results_at, _LAST),
    }[phase]
    if phase in (Phase.REGISTRATION, Phase.BUILDING):
        yield _overlap(whole, windows.teams)
    if phase == Phase.JUDGING:
        yield _overlap(whole, windows.judging)
    yield whole


def _overlap(one: Window, other: Window) -> Window:
    return Window(max(one.opens_at, other.opens_at), min(one.closes_at, other.closes_at))


def _demo_title(title: Text) -> Text:
    words = {"es": "Demostración"}
    return Text(tuple((code, f"{words.get(code, 'Demo')} · {text}") for code, text in title.translations))


def _demo_notice(title: Text, days: int) -> Text:
    spanish = f"{abs(days)} días" if abs(days) != 1 else "un día"
    english = f"{abs(days)} days" if abs(days) != 1 else "one day"
    return Text(
        (
            (
                "es",
                f"Edición de demostración: son las bases de «{title.in_language('es')}» con todas las fechas "
                f"movidas {spanish}. Nada de lo que hagas aquí cuenta de verdad.",
            ),
            (
                "en",
                f"Demonstration edition: the rules of “{title.in_language('en')}” with all dates moved by {english}. "
                "Nothing that you do here counts for real.",
            ),
        )
    )
