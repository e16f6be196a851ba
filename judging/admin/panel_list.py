"""«Mis evaluaciones»: what there is to do, until when, and the way to the next one."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.editions.wording import in_words
from hackathon.registration.wording import language_name
from judging import queries
from judging.admin.panel_pages import show
from judging.admin.state import TONES
from judging.models import Assignment
from judging.queries.own import OwnReview, editions_of, next_to_do
from judging.queries.own import own_reviews as rows_of

Filter = tuple[str, str, Sequence[tuple[str, str]]]
"""The parameter, what it is called, and its choices."""


def own_reviews(request: HttpRequest) -> HttpResponse:
    """The person's own reviews, filtered by what the address says, with how far they are and how long there is."""
    rows = rows_of(request.user, at=request.now)
    filters = _filters(rows)
    shown = [row for row in rows if all(_fits(row, name, request.GET.get(name, "")) for name, _title, _of in filters)]
    counting = [row for row in rows if not row.practice and row.state != Assignment.State.VOIDED]
    context: dict[str, Any] = {
        "title": _("Mis evaluaciones"),
        "rows": shown,
        "any": bool(rows),
        "filters": [(name, title, of, request.GET.get(name, "")) for name, title, of in filters if len(of) > 1],
        "filtered": len(shown) < len(rows),
        "total": len(counting),
        "done": sum(not row.unfinished for row in counting),
        "next": _to_complete(rows) or next_to_do(request.user, at=request.now),
        "editions": [_edition(edition, request) for edition in editions_of(rows)],
        "juries": roles.editions_with_role(request.user, Role.Kind.JUDGE),  # asked for only where there are no reviews
        "tones": TONES,
        "now": request.now,
    }
    return show(request, "judging/panel/list.html", context)


def _to_complete(rows: Sequence[OwnReview]) -> Assignment | None:
    """The first review that was sent and lacks something since."""
    return next((row.assignment for row in rows if row.outgrown and row.writable), None)


def _edition(edition: Any, request: HttpRequest) -> dict[str, Any]:
    rules = edition.parsed_rules
    window = rules.windows.judging
    return {
        "edition": edition,
        "rules": rules,
        "window": window,
        "is_open": window.is_open(request.now),
        "opens_later": request.now < window.opens_at,
        "may_compare": queries.may_compare(edition, at=request.now),
    }


def _filters(rows: Sequence[OwnReview]) -> Sequence[Filter]:
    """Only what the reviews differ in."""
    languages = sorted({code for row in rows for code in row.languages})
    tracks = {in_words(row.track): in_words(row.track) for row in rows if row.track}
    stages = {row.assignment.stage: row.assignment.get_stage_display() for row in rows}
    states = {row.state.value: str(row.state.label) for row in rows}
    editions = {row.assignment.edition.slug: row.assignment.edition.title for row in rows}
    return (
        ("estado", _("Estado"), tuple(states.items())),
        ("linea", _("Línea"), tuple(tracks.items())),
        ("lengua", _("Lengua"), tuple((code, language_name(code)) for code in languages)),
        ("ronda", _("Ronda"), tuple(stages.items())),
        ("edicion", _("Edición"), tuple(editions.items())),
    )


def _fits(row: OwnReview, name: str, wanted: str) -> bool:
    has = {
        "estado": [row.state.value],
        "linea": [in_words(row.track)] if row.track else [],
        "lengua": row.languages,
        "ronda": [row.assignment.stage],
        "edicion": [row.assignment.edition.slug],
    }
    return not wanted or wanted in has[name]
