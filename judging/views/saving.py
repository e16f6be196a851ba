"""Where the judges' pages save what is given, one part at a time. JSON in, JSON out, and always a sentence."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from judging import actions, sentences
from judging.models import Assignment

MOST_BYTES = 64_000
BAD, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, GONE, TOO_LARGE, UNPROCESSABLE = (
    400,
    401,
    403,
    404,
    409,
    410,
    413,
    422,
)
STATUSES: dict[type[Exception], tuple[int, str]] = {
    actions.BadScore: (UNPROCESSABLE, "bad_score"),
    actions.BadText: (UNPROCESSABLE, "bad_text"),
    actions.ChangedElsewhere: (CONFLICT, "changed"),
    actions.ConflictOfInterest: (FORBIDDEN, "conflict_of_interest"),
    actions.IncompleteReview: (UNPROCESSABLE, "incomplete"),
    actions.JudgingClosed: (FORBIDDEN, "closed"),
    actions.JurorPointTaken: (CONFLICT, "point_taken"),
    actions.NotAssigned: (GONE, "unassigned"),
    actions.ProjectWithdrawn: (GONE, "withdrawn"),
    actions.ReasonNeeded: (UNPROCESSABLE, "reason"),
    actions.ReviewVoided: (FORBIDDEN, "voided"),
}


class NotUnderstood(Exception):
    """What was sent is not what a page of ours sends."""


@never_cache
@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """Saves one part of the person's own review: ``{"part", "criterion", "value", "began", "reason", "rules"}``.

    ``{"value", "state", "saved_at"}`` when it is saved; else ``{"problem", "message"}``, with ``value`` as it stands where another
    tab changed it. Somebody else's review is not found, as one that was taken away is.
    """
    if not request.user.is_authenticated:
        return _refused(UNAUTHORIZED, "signed_out", sentences.signed_out())
    if len(request.body) > MOST_BYTES:
        return _refused(TOO_LARGE, "too_large", _("Eso es demasiado largo para guardarlo."))
    try:
        sent = _read(request.body)
    except NotUnderstood:
        return _refused(BAD, "not_understood", sentences.not_understood())
    assignment = Assignment.objects.filter(pk=pk, judge=request.user).select_related("edition").first()
    if assignment is None:
        return _refused(NOT_FOUND, "unassigned", sentences.of(actions.NotAssigned()))
    return _save(request, assignment, sent)


def _save(request: HttpRequest, assignment: Assignment, sent: dict[str, Any]) -> JsonResponse:
    part = actions.Part(sent["part"], sent["criterion"])
    given = {"part": part, "value": sent["value"], "began": sent["began"], "reason": sent["reason"]}
    try:
        saved = actions.save_part(assignment=assignment, **given, by=request.user, at=request.now)
    except sentences.REFUSALS as refusal:
        return _refusal(refusal, same_rules=sent["rules"] == assignment.edition.rules_digest)
    return JsonResponse({"value": sent["value"], "state": saved.state, "saved_at": request.now.isoformat()})


def _refusal(refusal: Exception, *, same_rules: bool) -> JsonResponse:
    status, problem = STATUSES[type(refusal)]
    if isinstance(refusal, actions.BadScore) and same_rules:
        return _refused(status, problem, sentences.out_of_scale())
    if isinstance(refusal, actions.BadScore):
        return _refused(status, "rules", sentences.rules_changed())
    extra = {"value": refusal.current} if isinstance(refusal, actions.ChangedElsewhere) else {}
    return _refused(status, problem, sentences.of(refusal), **extra)


def _refused(status: int, problem: str, message: str, **extra: Any) -> JsonResponse:
    return JsonResponse({"problem": problem, "message": message, **extra}, status=status)


def _read(body: bytes) -> dict[str, Any]:
    """What was sent, sound in its shape; ``NotUnderstood`` otherwise."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    if not isinstance(sent, dict) or "value" not in sent or sent.get("part") not in actions.PARTS:
        raise NotUnderstood
    read = {name: sent.get(name, "") for name in ("part", "criterion", "reason", "rules")}
    if not all(isinstance(text, str) and len(text) <= 1000 for text in read.values()):
        raise NotUnderstood
    return read | {"value": _plain(sent["value"]), "began": _plain(sent.get("began"))}


def _plain(value: Any) -> Any:
    """A value that a part could have: no list, no object, no number that JSON does not know."""
    if isinstance(value, float) or not isinstance(value, str | int | bool | None):
        raise NotUnderstood
    return value
