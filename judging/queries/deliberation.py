"""What the jury talks over: who may, what is close, and what was decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from hackathon.accounts.models import User
from hackathon.accounts.roles import is_judge, is_organiser
from hackathon.editions.models import Edition
from judging import results as pure
from judging.models import Conflict, Decision
from judging.queries.counting import asked_reviews
from judging.results import Board, Line
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class CloseCall:
    """Neighbours that tie, two or, where they share a place, more. ``boundary``: the last place of a prize that lies between
    them (None: none does); ``fresh``: how many more reviews of each are proposed. ``settled``: people decided their order.
    """

    lines: tuple[Line, ...]
    probability: float | None
    boundary: int | None
    fresh: int
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge wrote about a project for the jury: a note, and remarks about criteria, with the criterion's key."""

    judge: str
    note: str
    remarks: tuple[tuple[str, str], ...]


def is_open(edition: Edition, user: User, *, at: datetime) -> bool:
    """Whether the person takes part: who runs the edition always, who judged in it once the judging is over."""
    return is_organiser(user, edition) or is_open_to_judge(edition, user, at=at)


def is_open_to_judge(edition: Edition, user: User, *, at: datetime) -> bool:
    """Whether the judging is over and the person, on the jury, judged: sent a review that counts. Nobody with a seat in a team that
    competes: what is close is not for them to read before everybody does."""
    if at < edition.parsed_rules.windows.judging.closes_at or not is_judge(user, edition):
        return False
    judged = asked_reviews(edition).filter(judge=user, submitted_at__isnull=False).exists()
    return judged and not Submission.objects.delivered().filter(edition=edition, team__memberships__user=user).exists()


def conflicted(user: User, edition: Edition) -> frozenset[int]:
    """The projects that the person should not decide about: their own team's, and those with a conflict that stands."""
    own = Submission.objects.filter(edition=edition, team__memberships__user=user).values_list("pk", flat=True)
    known = Conflict.objects.filter(edition=edition, judge=user, lifted_at=None)
    return frozenset(own) | frozenset(known.values_list("submission", flat=True))


def said_of(edition: Edition, projects: Iterable[int]) -> dict[int, list[Said]]:
    """What the jury wrote for itself about each of these projects, in the reviews that count; remarks in the rubric's order. Two
    queries."""
    places = {criterion.key: place for place, criterion in enumerate(edition.parsed_rules.rubric.criteria)}
    sent = asked_reviews(edition).filter(submission__in=list(projects), submitted_at__isnull=False)
    found: dict[int, list[Said]] = defaultdict(list)
    for row in sent.select_related("judge").prefetch_related("remarks").order_by("submitted_at", "pk"):
        given = [(each.criterion, each.text) for each in row.remarks.all() if each.criterion in places]
        if row.note.strip() or given:
            ordered = tuple(sorted(given, key=lambda each: places[each[0]]))
            found[row.submission_id].append(Said(row.judge.display_name, row.note.strip(), ordered))
    return dict(found)


def decisions(edition: Edition) -> QuerySet[Decision]:
    """Everything that was decided, also what was undone; the newest first."""
    return Decision.objects.filter(edition=edition).select_related("by", "undone_by").order_by("-at", "-pk")


def may_order(edition: Edition, payload: Mapping[str, Any], order: list[int]) -> bool:
    """Whether people may settle the order of these projects."""
    ties = edition.parsed_rules.jury.ties
    return any(pure.may_order(by_jury(board), order, ties=ties) for board in pure.boards(payload))


def by_jury(board: Board) -> list[Line]:
    """The lines as the jury's numbers rank them, before anybody decided."""
    lines = (board.by_key[key] for key in board.facts["projects"])
    return [replace(line, rank=line.by_jury) for line in lines]


def close_calls(edition: Edition, board: Board) -> list[CloseCall]:
    """The neighbours that tie, each once, those at a prize's boundary first."""
    proposed = {(tie["upper"], tie["lower"]): tie for tie in board.facts["ties"]}
    rows, ties = by_jury(board), edition.parsed_rules.jury.ties
    found: dict[frozenset[int], CloseCall] = {}
    for upper, lower in pairwise(rows):
        tie = proposed.get((upper.key, lower.key))
        if tie or pure.tied(upper, lower, ties=ties):
            together = [each for each in rows if each.rank in (upper.rank, lower.rank)]
            call = _close_call(board, upper, together, tie)
            known = found.setdefault(frozenset(each.key for each in together), call)
            if known.boundary is None and call.boundary is not None:
                found[frozenset(each.key for each in together)] = call
    return sorted(found.values(), key=lambda call: call.boundary is None)


def _close_call(board: Board, upper: Line, together: list[Line], tie: Mapping[str, Any] | None) -> CloseCall:
    lines = tuple(sorted((board.by_key[each.key] for each in together), key=lambda line: line.rank or 0))
    return CloseCall(
        lines=lines,
        probability=upper.p_beats_next,
        boundary=tie["boundary"] if tie else None,
        fresh=tie["fresh_reviews"] if tie else 0,
        settled=all(line.reordered for line in lines),
    )
