"""The page where an organiser puts a project into another track."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from submissions import actions
from submissions.forms.tracks import TrackForm
from submissions.models import Submission

CONFLICT = 409


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For the organisers of an edition that has tracks."""
    submission = _to_correct(request, slug, pk)
    rules = submission.edition.parsed_rules
    if request.method != "POST":
        return _page(request, submission, TrackForm(rules=rules, current=submission.current))
    form = TrackForm(request.POST, rules=rules, current=submission.current)
    if not form.is_valid():
        return _page(request, submission, form)
    try:
        version = actions.correct_track(submission=submission, by=request.user, at=request.now, **form.cleaned_data)
    except actions.CannotMove:
        form.add_error(None, _("El proyecto ha cambiado mientras escribías. Recarga la página y míralo otra vez."))
        return _page(request, submission, form, status=CONFLICT)
    if version.at != request.now:
        messages.info(request, _("El proyecto ya estaba en esa línea."))
    else:
        messages.success(request, _("Línea corregida. El equipo lo recibirá por correo con tu motivo."))
    return redirect("submissions:detail", slug=slug, pk=pk)


def _to_correct(request: HttpRequest, slug: str, pk: int) -> Submission:
    run = roles.editions_with_role(request.user, Role.Kind.ORGANISER)
    delivered = Submission.objects.delivered().filter(edition__in=run).select_related("edition", "team", "current")
    submission = get_object_or_404(delivered, pk=pk, edition__slug=slug)
    if not submission.edition.parsed_rules.jury.tracks:
        raise Http404
    return submission


def _page(request: HttpRequest, submission: Submission, form: TrackForm, *, status: int = 200) -> HttpResponse:
    context = {
        "edition": submission.edition,
        "rules": submission.edition.parsed_rules,
        "submission": submission,
        "form": form,
    }
    return render(request, "submissions/track.html", context, status=status)
