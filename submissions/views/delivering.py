"""The delivery form: from what people type to ``submissions.actions``, and back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hackathon.hub.client import default_client
from submissions import actions, sentences
from submissions.forms import SubmissionForm, initial_from
from submissions.models import SubmissionVersion
from teams.models import Team

CONFLICT = 409


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The delivery form, for the people of the team. Whatever goes wrong, what was typed stays in it."""
    teams = Team.objects.select_related("edition", "submission__current")
    team = get_object_or_404(teams, pk=pk, edition__slug=slug, memberships__user=request.user)
    rules = team.edition.parsed_rules
    if request.method != "POST":
        form = SubmissionForm(initial=initial_from(_current(team)), rules=rules)
        return _edit_page(request, team, form)
    form = SubmissionForm(request.POST, rules=rules)
    window_open = rules.windows.submission.is_open(request.now)
    if not form.is_valid():
        return _edit_page(request, team, form, status=200 if window_open else CONFLICT)
    try:
        version = actions.submit(
            team=team, form=form.to_input(), by=request.user, at=request.now, hub=default_client(patient=False)
        )
    except actions.WindowClosed:
        return _edit_page(request, team, form, status=CONFLICT)
    except actions.EntriesRefused as refused:
        form.add_problems(refused.problems)
        return _edit_page(request, team, form)
    except actions.NotAMember:
        form.add_error(None, _("No se ha guardado: ya no formas parte de este equipo."))
        return _edit_page(request, team, form, status=CONFLICT)
    _tell_saved(request, version)
    return redirect("submissions:detail", slug=slug, pk=version.submission_id)


def _current(team: Team) -> SubmissionVersion | None:
    submission = getattr(team, "submission", None)
    return submission.current if submission else None


def _edit_page(request: HttpRequest, team: Team, form: SubmissionForm, *, status: int = 200) -> HttpResponse:
    rules = team.edition.parsed_rules
    window = rules.windows.submission
    context = {
        "edition": team.edition,
        "rules": rules,
        "team": team,
        "current": _current(team),
        "form": form,
        "accepted": sentences.accepted(rules.submission),
        "window": window,
        "window_open": window.is_open(request.now),
    }
    return render(request, "submissions/edit.html", context, status=status)


def _tell_saved(request: HttpRequest, version: SubmissionVersion) -> None:
    if version.at != request.now:
        messages.info(request, _("No había cambios: sigue siendo la versión %(number)s.") % {"number": version.number})
        return
    saved = _("Entrega guardada: versión %(number)s. Ya estamos revisando los repositorios.")
    messages.success(request, saved % {"number": version.number})
    unknown = [entry.address for entry in version.entries.filter(repo__hub_id=None).order_by("position")]
    if unknown:
        unconfirmed = _("Hugging Face no ha contestado a tiempo. Comprobaremos más tarde que exista: %(repos)s.")
        messages.warning(request, unconfirmed % {"repos": ", ".join(unknown)})
