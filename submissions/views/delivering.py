"""The delivery form: from what people type to ``submissions.actions``, and back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hackathon.editions.rules import Delivery, EditionRules
from submissions import actions, sentences
from submissions.actions.drafting import SavedDraft, Typed
from submissions.forms import SubmissionForm, as_data, typed_content
from submissions.models import SubmissionVersion
from submissions.queries.contents import Content, content_of
from submissions.queries.drafts import open_draft
from submissions.views import drafts, video
from submissions.views.team import CONFLICT, current_version, own_team, quick_hub, window_context
from teams.models import Team

MOST_TRIES = 4


@dataclass(slots=True)
class Delivering:
    """One save of the form on its way: whose it is, what was typed, and what is to be said about it."""

    request: HttpRequest
    team: Team
    rules: EditionRules
    typed: Typed

    def form_of(self, content: Content, *, bound: bool = True) -> SubmissionForm:
        return _form(self.request, self.team, self.rules, as_data(content) if bound else None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The delivery form, for the people of the team. Whatever goes wrong, what was typed stays in it."""
    team = own_team(request, slug, pk)
    rules = team.edition.parsed_rules
    if actions.takes_only_video(rules, request.now):
        return video.edit(request, team)
    if request.method != "POST":
        return _first_page(request, team, rules)
    video_open = rules.video_window.is_open(request.now)
    content = typed_content(request.POST, rules=rules, video_open=video_open)
    save = Delivering(request, team, rules, drafts.typed_from(request, content))
    if rules.delivery(request.now) == Delivery.CLOSED:
        return _page(save, save.form_of(content), status=CONFLICT)
    return _deliver(save, corrected="corregir" in request.POST)


def _first_page(request: HttpRequest, team: Team, rules: EditionRules) -> HttpResponse:
    """The draft where there is one that was not delivered yet, else what was delivered last."""
    current = current_version(team)
    draft = open_draft(team, current)
    # A field that nothing is known of began empty, and is said so: whoever changed it can then be told.
    content = typed_content(QueryDict(), rules=rules) | (draft.content if draft else content_of(current))
    save = Delivering(request, team, rules, Typed(content, {}))
    form = _form(request, team, rules, None, initial=content)
    discarded = request.GET.get("descartado", "")
    return _page(save, form, draft=draft, discarded=discarded if discarded.isdecimal() else "")


def _deliver(save: Delivering, *, corrected: bool) -> HttpResponse:
    """Merge, check, submit. If somebody else of the team delivered in between, once more with theirs."""
    request = save.request
    for _try in range(MOST_TRIES):
        try:
            merged = actions.save_draft(team=save.team, typed=save.typed, by=request.user, at=request.now)
        except actions.TooMuch:
            return _too_much(save)
        except actions.NotAMember:
            return _no_member(save, save.form_of(save.typed.content))
        if merged.conflicts:
            return _conflict_page(save, merged)
        try:
            return _submit(save, merged, corrected=corrected)
        except actions.Superseded:
            continue
    form = save.form_of(save.typed.content)
    form.add_error(None, _("Otra persona del equipo está entregando a la vez. Espera un momento y vuelve a guardar."))
    return _page(save, form, status=CONFLICT)


def _submit(save: Delivering, merged: SavedDraft, *, corrected: bool) -> HttpResponse:
    request = save.request
    form = save.form_of(merged.content)
    state = save.rules.delivery(request.now)
    if not form.is_valid():
        return _page(save, form, merged=merged, status=200 if state.taken else CONFLICT)
    hub = quick_hub()
    try:
        version = actions.submit(
            team=save.team, form=form.to_input(), by=request.user, at=request.now, hub=hub, after=merged.version
        )
    except actions.WindowClosed:
        return _page(save, form, merged=merged, status=CONFLICT)
    except actions.EntriesRefused as refused:
        asked = save.rules.submission
        moved = actions.with_room(
            actions.corrections(refused.problems, rules=asked), content=merged.content, rules=asked
        )
        if corrected and moved:
            content = actions.corrected(merged.content, moved)
            save.typed = Typed(content, began=drafts.marks(merged.content))
            return _deliver(save, corrected=False)
        form.add_problems(refused.problems)
        return _page(save, form, merged=merged, corrections=moved)
    except actions.NotAMember:
        return _no_member(save, form)
    _tell_saved(request, version, merged)
    return redirect("submissions:detail", slug=save.team.edition.slug, pk=version.submission_id)


def _form(
    request: HttpRequest, team: Team, rules: EditionRules, data: Any, initial: Content | None = None
) -> SubmissionForm:
    video_open = rules.video_window.is_open(request.now)
    if initial is None and data is None:
        initial = content_of(current_version(team))
    return SubmissionForm(data, rules=rules, video_open=video_open, initial=initial)


def _conflict_page(save: Delivering, merged: SavedDraft) -> HttpResponse:
    """What was typed stays in the fields that two people changed; the rest is merged, and saved."""
    mine = {conflict.name: conflict.mine for conflict in merged.conflicts}
    return _page(save, save.form_of({**merged.content, **mine}), merged=merged, status=CONFLICT)


def _too_much(save: Delivering) -> HttpResponse:
    form = save.form_of(save.typed.content)
    form.add_error(None, sentences.too_much())
    return _page(save, form)


def _no_member(save: Delivering, form: SubmissionForm) -> HttpResponse:
    form.add_error(None, _("No se ha guardado: ya no formas parte de este equipo."))
    return _page(save, form, status=CONFLICT)


def _page(
    save: Delivering, form: SubmissionForm, *, merged: SavedDraft | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    current = current_version(save.team)
    context = {
        "edition": save.team.edition,
        "rules": save.rules,
        "team": save.team,
        "current": current,
        "form": form,
        "accepted": sentences.accepted(save.rules.submission),
        "began": drafts.began_after(save.typed, merged) if merged else drafts.began_with(save.typed.content),
        "conflicts": drafts.conflict_context(merged, form) if merged else None,
        **window_context(save.request, save.rules),
        **more,
    }
    return render(save.request, "submissions/edit.html", context, status=status)


def _with_receipt(version: SubmissionVersion) -> SafeString:
    """The good news, and the way to the receipt."""
    address = reverse(
        "submissions:receipt", args=[version.submission.edition.slug, version.submission_id, version.number]
    )
    saved = _("Entrega guardada: versión %(number)s.") % {"number": version.number}
    late = _("Llegó fuera de plazo, y así queda marcada.") if version.late else ""
    rest = _("Ya estamos revisando los repositorios.")
    link = format_html('<a class="alert-link" href="{}">{}</a>', address, _("Ver el recibo"))
    return format_html("{} {} {}. {}", saved, late, link, rest)


def _tell_saved(request: HttpRequest, version: SubmissionVersion, merged: SavedDraft) -> None:
    if version.at != request.now:
        messages.info(request, _("No había cambios: sigue siendo la versión %(number)s.") % {"number": version.number})
        return
    messages.success(request, _with_receipt(version))
    unknown = [entry.address for entry in version.entries.all() if entry.repo.hub_id is None]
    if unknown:
        unconfirmed = _("Hugging Face no ha contestado a tiempo. Comprobaremos más tarde que exista: %(repos)s.")
        messages.warning(request, unconfirmed % {"repos": ", ".join(unknown)})
    if merged.taken:
        also = _("También se ha entregado lo que cambió otra persona de tu equipo mientras escribías: %(who)s.")
        messages.info(request, also % {"who": drafts.others(merged)})
