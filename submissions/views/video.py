"""The delivery form once only the video may still be changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from submissions import actions
from submissions.forms import VideoForm
from submissions.views.team import CONFLICT, current_version, window_context
from teams.models import Team


def edit(request: HttpRequest, team: Team) -> HttpResponse:
    """For the people of the team; whoever calls has looked."""
    rules = team.edition.parsed_rules
    current = current_version(team)
    if request.method != "POST":
        return _page(request, team, VideoForm(rules=rules, initial={"video": current.video if current else ""}))
    form = VideoForm(request.POST, rules=rules)
    if not form.is_valid():
        return _page(request, team, form)
    try:
        version = actions.submit_video(team=team, video=form.cleaned_data["video"], by=request.user, at=request.now)
    except (actions.WindowClosed, actions.NotAMember, actions.NothingDelivered):
        return _page(request, team, form, status=CONFLICT)
    if version.at != request.now:
        messages.info(request, _("No había cambios: sigue siendo la versión %(number)s.") % {"number": version.number})
        return redirect("submissions:detail", slug=team.edition.slug, pk=version.submission_id)
    messages.success(request, _("Vídeo guardado: versión %(number)s.") % {"number": version.number})
    return redirect("submissions:receipt", slug=team.edition.slug, pk=version.submission_id, number=version.number)


def _page(request: HttpRequest, team: Team, form: VideoForm, *, status: int = 200) -> HttpResponse:
    rules = team.edition.parsed_rules
    submission = getattr(team, "submission", None)
    context = {
        "edition": team.edition,
        "rules": rules,
        "team": team,
        "current": current_version(team),
        "withdrawn": submission is not None and submission.withdrawn_at is not None,
        "form": form,
        **window_context(request, rules),
    }
    return render(request, "submissions/video.html", context, status=status)
