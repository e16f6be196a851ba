"""Drafts of the delivery form: saved while people type, shown when two of them changed the same, thrown away and brought back."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from submissions import actions, sentences
from submissions.actions.drafting import MINE, THEIRS, Conflict, SavedDraft, Typed, Written
from submissions.forms import SubmissionForm, as_data, typed_content
from submissions.merging import Value, mark, marks, read_marks
from submissions.queries.contents import Content
from submissions.views.team import CONFLICT, own_team
from teams.models import Team

UNAUTHORIZED, TOO_LARGE = 401, 413
PICK = "pick_"


@never_cache
@require_POST
def draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Saves what was typed so far. Answers in JSON what the fields hold now, and 409 with what two people changed."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": sentences.signed_out()}, status=UNAUTHORIZED)
    team = own_team(request, slug, pk)
    rules = team.edition.parsed_rules
    content = typed_content(request.POST, rules=rules, video_open=rules.video_window.is_open(request.now))
    typed = typed_from(request, content)
    try:
        saved = actions.save_draft(team=team, typed=typed, by=request.user, at=request.now)
    except actions.TooMuch:
        return JsonResponse({"message": sentences.too_much()}, status=TOO_LARGE)
    return _answer(request, team, typed, saved)


def _answer(request: HttpRequest, team: Team, typed: Typed, saved: SavedDraft) -> JsonResponse:
    rules = team.edition.parsed_rules
    form = SubmissionForm(as_data(saved.content), rules=rules)
    context = {
        "rules": rules,
        "conflicts": conflict_context(saved, form),
        "at": request.now,
        "taken": [form[name].label for name in saved.taken if name in form.fields],
        "others": others(saved),
    }
    answer = {
        "began": began_after(typed, saved),
        "fields": {name: saved.content[name] for name in _changed_here(typed, saved)},
        "conflicts": render_to_string("submissions/_conflicts.html", context, request) if saved.conflicts else "",
        "message": render_to_string("submissions/_saved.html", context, request).strip(),
    }
    return JsonResponse(answer, status=CONFLICT if saved.conflicts else 200)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throws the draft away, or brings back one that was (``number``)."""
    team = own_team(request, slug, pk)
    number = request.POST.get("number", "")
    if number:
        back = number.isascii() and number.isdecimal() and len(number) < 10
        if back and actions.recover_draft(team=team, number=int(number), by=request.user, at=request.now):
            messages.success(request, _("El borrador está aquí otra vez."))
        else:
            messages.warning(request, _("Ese borrador ya no se guarda."))
        return redirect("submissions:edit", slug=slug, pk=pk)
    thrown = actions.discard_draft(team=team, by=request.user, at=request.now)
    address = redirect("submissions:edit", slug=slug, pk=pk)
    if thrown:
        address["Location"] += f"?descartado={thrown}"
    return address


def typed_from(request: HttpRequest, content: Content) -> Typed:
    """What the browser says beside the fields: what it began with, and what was chosen where two people changed the same."""
    picks = {
        name.removeprefix(PICK): value
        for name, value in request.POST.items()
        if name.startswith(PICK) and value in (MINE, THEIRS)
    }
    began, seen = (read_marks(request.POST.get(name, "")) for name in ("began", "seen"))
    return Typed(content, began=began, picks=picks, seen=seen)


def began_with(content: Content) -> str:
    """What a browser is to remember, as the form carries it."""
    return json.dumps(marks(content))


def began_after(typed: Typed, saved: SavedDraft) -> str:
    """The same after a save: from here on all fields begin as they are now, but for those still to be decided."""
    undecided = {conflict.name for conflict in saved.conflicts}
    now = {name: value for name, value in marks(saved.content).items() if name not in undecided}
    return json.dumps(now | {name: typed.began[name] for name in undecided if name in typed.began})


def conflict_context(saved: SavedDraft | None, form: SubmissionForm) -> dict[str, Any] | None:
    """What the page shows of the fields that two people changed."""
    if saved is None or not saved.conflicts:
        return None
    return {
        "fields": [_both(conflict, form, saved.written.get(conflict.name)) for conflict in saved.conflicts],
        "seen": json.dumps({conflict.name: mark(conflict.theirs) for conflict in saved.conflicts}),
    }


def others(saved: SavedDraft) -> str:
    """The people who changed what was taken over from them, by name."""
    people = {saved.written[name].by.display_name for name in saved.taken if name in saved.written}
    return ", ".join(sorted(people))


def _both(conflict: Conflict, form: SubmissionForm, written: Written | None) -> dict[str, Any]:
    choices = dict(getattr(form.fields[conflict.name], "choices", ()))
    return {
        "name": PICK + conflict.name,
        "field": form[conflict.name],
        "mine": _in_words(conflict.mine, choices),
        "theirs": _in_words(conflict.theirs, choices),
        "written": written,
    }


def _in_words(value: Value, choices: dict[Any, Any]) -> str:
    if isinstance(value, list):
        return ", ".join(str(choices.get(key, key)) for key in value)
    return str(choices.get(value, value)) if value else ""


def _changed_here(typed: Typed, saved: SavedDraft) -> Sequence[str]:
    """Fields that should now hold something else than was sent."""
    undecided = {conflict.name for conflict in saved.conflicts}
    return [
        name
        for name, value in typed.content.items()
        if name not in undecided and mark(value) != mark(saved.content.get(name, value))
    ]
