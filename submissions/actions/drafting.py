"""What a team is still writing: saved as it is typed, by several people at once, and never over each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import takewhile

from django.db import transaction

from hackathon.accounts.models import User
from submissions.actions.windows import NotAMember
from submissions.merging import Content, Marks, Merged, Value, mark, merge
from submissions.models import Draft, DraftRevision, Submission, SubmissionVersion
from submissions.queries.contents import content_of
from teams.models import Team

KEPT = 50
"""How many of the last saves of a draft are kept."""
MOST = 200_000
"""Characters that a draft may have in all: more than any form takes."""
MINE, THEIRS = "mine", "theirs"


class TooMuch(Exception):
    """There is more text than a draft holds."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a browser sends: what stands in the fields, and the marks of what stood there when it ``began``.

    ``picks``: for fields that somebody else had changed too, whose text is to stay, ``seen`` being the marks of theirs that
    were shown.
    """

    content: Content
    began: Marks
    picks: Mapping[str, str] = field(default_factory=dict)
    seen: Marks = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed."""

    name: str
    mine: Value
    theirs: Value


@dataclass(frozen=True, slots=True)
class Written:
    """Who put into a field what is in it, and when."""

    by: User
    at: datetime


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What is in the draft now. ``number`` is that of its newest save (0: nobody has changed anything yet).

    ``conflicts`` are still to be decided: there the draft has what was in it. ``taken`` are fields that others changed.
    ``written`` tells of both who did, as far back as saves are kept. ``version`` is the number of the version that was the
    current one (0: none).
    """

    content: dict[str, Value]
    number: int
    conflicts: Sequence[Conflict]
    taken: Sequence[str]
    written: Mapping[str, Written]
    version: int


def save_draft(*, team: Team, typed: Typed, by: User, at: datetime) -> SavedDraft:
    """Merge what somebody typed into the team's draft. At any time, also before and after deliveries are taken.

    Whatever two people changed is left as it was, and told. Raises NotAMember, TooMuch.
    """
    if sum(map(_size, typed.content.values())) > MOST:
        raise TooMuch
    with transaction.atomic():
        draft, current = _held(team, by=by)
        last = _last(draft)
        theirs = last.content if last else content_of(current)
        began, mine = _decided(typed, theirs)
        merged = merge(began=began, theirs=theirs, mine=mine)
        written = _written(draft, current, names=(*merged.conflicts, *merged.taken))
        if merged.changed:
            _add(draft, merged.content, by=by, at=at)
        return SavedDraft(
            content=merged.content,
            number=draft.number,
            conflicts=_conflicts(merged, mine),
            taken=merged.taken,
            written=written,
            version=current.number if current else 0,
        )


def discard_draft(*, team: Team, by: User, at: datetime) -> int:
    """Go back to what was delivered last, or to an empty form; the number of the save that ``recover_draft`` brings back.

    0: there was nothing to discard. Raises NotAMember.
    """
    with transaction.atomic():
        draft, current = _held(team, by=by)
        last = _last(draft)
        if last is None:
            return 0
        _add(draft, content_of(current), by=by, at=at)
        return last.number


def recover_draft(*, team: Team, number: int, by: User, at: datetime) -> bool:
    """Bring back an earlier save of the draft; False if it is no longer kept. Raises NotAMember."""
    with transaction.atomic():
        draft, _current = _held(team, by=by)
        earlier = draft.revisions.filter(number=number).first()
        if earlier is None:
            return False
        _add(draft, earlier.content, by=by, at=at)
    return True


def note_delivered(team: Team, *, number: int, changed: Content, by: User, at: datetime) -> None:
    """The draft goes on from that version. ``changed``: what was delivered without having been in the draft first."""
    held = Draft.objects.filter(team=team)
    held.update(based_on=number)  # holds the row from here on
    draft = held.first() if changed else None
    last = _last(draft) if draft else None
    if draft is None or last is None:
        return
    if any(mark(last.content.get(name, "")) != mark(value) for name, value in changed.items()):
        _add(draft, {**last.content, **changed}, by=by, at=at)


def _held(team: Team, *, by: User) -> tuple[Draft, SubmissionVersion | None]:
    """The team's draft, held until the transaction ends, and the version that is the current one."""
    if not team.memberships.filter(user=by).exists():
        raise NotAMember
    drafts = Draft.objects.select_for_update().filter(team=team)
    draft = drafts.first()
    if draft is None:
        Draft.objects.get_or_create(team=team)
        draft = drafts.get()
    submission = Submission.objects.select_related("current__by").filter(team=team).first()
    return draft, submission.current if submission else None


def _last(draft: Draft) -> DraftRevision | None:
    return draft.revisions.select_related("by").filter(number=draft.number).first()


def _add(draft: Draft, content: Content, *, by: User, at: datetime) -> DraftRevision:
    draft.number += 1
    draft.save(update_fields=["number"])
    draft.revisions.filter(number__lte=draft.number - KEPT).delete()
    return DraftRevision.objects.create(draft=draft, number=draft.number, content=dict(content), at=at, by=by)


def _written(draft: Draft, current: SubmissionVersion | None, *, names: Sequence[str]) -> dict[str, Written]:
    """The save in which each of these fields became what it is, else the version that it was delivered with."""
    if not names:
        return {}
    saves = list(draft.revisions.select_related("by").order_by("-number"))
    found: dict[str, Written] = {}
    for name in names:
        same = list(takewhile(partial(_holds_as, saves[0], name), saves)) if saves else []
        if same:
            found[name] = Written(same[-1].by, same[-1].at)
        elif current is not None:
            found[name] = Written(current.by, current.at)
    return found


def _holds_as(newest: DraftRevision, name: str, save: DraftRevision) -> bool:
    return mark(save.content.get(name, "")) == mark(newest.content.get(name, ""))


def _decided(typed: Typed, theirs: Content) -> tuple[dict[str, Value], dict[str, Value]]:
    """Where somebody chose: theirs is taken as it was shown, mine is as if begun from theirs. Both only if it stood still."""
    began, mine = dict(typed.began), dict(typed.content)
    for name, pick in typed.picks.items():
        if name not in mine or name not in typed.seen:
            continue
        began[name] = typed.seen[name]
        if pick == THEIRS and mark(theirs.get(name, "")) == typed.seen[name]:
            mine[name] = theirs.get(name, "")
    return began, mine


def _conflicts(merged: Merged, mine: Content) -> list[Conflict]:
    return [Conflict(name, mine[name], merged.content[name]) for name in merged.conflicts]


def _size(value: Value) -> int:
    return len(value) if isinstance(value, str) else sum(map(len, value))
