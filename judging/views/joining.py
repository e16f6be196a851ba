"""What somebody sees who was asked to be on a jury, and what they say of themselves once they are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts import roles
from hackathon.accounts.guards import edition_or_404
from hackathon.editions.models import Edition
from hackathon.editions.wording import AOE
from judging.actions import conflicts, inviting, profiles
from judging.actions.jury_errors import InvitationGone
from judging.jury_forms import DeclareForm, ProfileForm
from judging.models import Assignment, JurorInvitation
from judging.queries import conflicts as standing
from judging.queries import jury as questions
from submissions.models import Submission

GONE = 410


@never_cache
@require_safe
def invitation(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What is asked, of anybody who has the mail; only the buttons answer."""
    found = _open(request, slug, token)
    if found is None:
        return _gone(request, slug)
    edition = found.edition
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "invitation": found,
        "token": token,
        "here": request.get_full_path(),
    }
    return render(request, "judging/jury/invitation.html", context)


@never_cache
@require_POST
def accept(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Be on the jury, with the account that is signed in; who has none is taken to sign in first, and back."""
    found = _open(request, slug, token)
    if found is None:
        return _gone(request, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("judging:invitation", args=[slug, token]))
    try:
        inviting.accept_invitation(token=token, by=request.user, at=request.now)
    except InvitationGone:
        return _gone(request, slug)
    messages.success(request, _("¡Gracias por estar en el jurado! Cuéntanos qué puedes evaluar."))
    return redirect("judging:profile", slug=slug)


@never_cache
@require_POST
def decline(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Say no; nobody needs an account for that."""
    if _open(request, slug, token) is None:
        return _gone(request, slug)
    by = request.user if request.user.is_authenticated else None
    try:
        inviting.decline_invitation(token=token, by=by, at=request.now)
    except InvitationGone:
        return _gone(request, slug)
    messages.info(request, _("Gracias por contestar. Se lo hemos dicho a la organización."))
    return redirect("editions:detail", slug=slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """What a judge can judge, in their own words; nobody else's business to write."""
    edition = _own_jury(request, slug)
    zone = edition.parsed_rules.timezone
    with timezone.override(zone):
        form = ProfileForm(
            request.POST if request.method == "POST" else None,
            edition=edition,
            juror=questions.profile_of(edition, request.user),
        )
        if request.method == "POST" and form.is_valid():
            profiles.save_profile(
                edition=edition, judge=request.user, profile=form.profile, by=request.user, at=request.now
            )
            messages.success(request, _("Guardado. La organización lo tendrá en cuenta al repartir los proyectos."))
            return redirect("judging:profile", slug=slug)
        own = standing.standing(edition).filter(judge=request.user)
        context = {"edition": edition, "rules": edition.parsed_rules, "form": form, "conflicts": own}
        context["zone"] = "AoE" if zone == AOE else zone
        return render(request, "judging/jury/profile.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare_conflict(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A judge says that a project of theirs is not for them: one tap here, and the review is taken from them."""
    edition = _own_jury(request, slug)
    submission = _own_project(request, edition, pk)
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"edition": edition, "rules": edition.parsed_rules, "submission": submission, "form": form}
        return render(request, "judging/jury/declare.html", context)
    conflicts.declare_conflict(
        submission=submission, judge=request.user, reason=form.cleaned_data["reason"], by=request.user, at=request.now
    )
    messages.success(
        request, _("Gracias por decirlo. Ya no evalúas «%(project)s».") % {"project": submission.current.title}
    )
    return redirect("judge_admin:index")


def _own_jury(request: HttpRequest, slug: str) -> Edition:
    edition = edition_or_404(slug)
    if not roles.is_judge(request.user, edition):
        raise Http404
    return edition


def _own_project(request: HttpRequest, edition: Edition, pk: int) -> Submission:
    """A project that the judge was given; of others they know nothing."""
    given = Assignment.objects.filter(edition=edition, judge=request.user).values("submission")
    return get_object_or_404(Submission.objects.delivered().select_related("current", "team"), pk=pk, pk__in=given)


def _open(request: HttpRequest, slug: str, token: str) -> JurorInvitation | None:
    try:
        found = inviting.open_invitation(token, at=request.now)
    except InvitationGone:
        return None
    return found if found.edition.slug == slug else None


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_or_404(slug)
    context = {"edition": edition, "rules": edition.parsed_rules, "is_judge": roles.is_judge(request.user, edition)}
    return render(request, "judging/jury/gone.html", context, status=GONE)
