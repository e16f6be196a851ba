"""The organisers' pages about the people of the jury: who was asked, who is on it, how far they are."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from judging.actions import common, inviting
from judging.actions.jury_errors import AlreadyInvited, CommonBegun, InvitationGone
from judging.jury_forms import CommonForm, Invitee, InviteForm
from judging.jury_words import language_names
from judging.models import CommonProject, JurorInvitation
from judging.queries import jury as questions
from submissions.models import Submission


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody on the jury with their load and progress, and who was asked and has not answered."""
    return _page(request, own_edition(request, slug), InviteForm())


@never_cache
@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask several people at once; a wrong line is named and nobody is written to."""
    edition = own_edition(request, slug)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, form)
    invited, known = _invite_all(request, edition, form)
    if invited:
        text = ngettext("%(n)s invitación enviada.", "%(n)s invitaciones enviadas.", invited)
        messages.success(request, text % {"n": invited})
    if known:
        messages.info(request, _("Ya tenían invitación o están en el jurado: %(who)s.") % {"who": ", ".join(known)})
    return redirect("judging:jury", slug=slug)


@login_required
@require_POST
def invite_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The mail once more, with a new link."""
    done = _("Invitación enviada otra vez. El enlace anterior ya no sirve.")
    return _with_invitation(request, slug, pk, inviting.invite_again, done)


@login_required
@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    done = _("Invitación retirada. Su enlace ya no sirve.")
    return _with_invitation(request, slug, pk, inviting.revoke_invitation, done)


@login_required
@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to whoever has reviews left; once a day each."""
    edition = own_edition(request, slug)
    pending = questions.pending(edition)
    if not pending:
        messages.info(request, _("A nadie le queda nada por evaluar."))
        return redirect("judging:jury", slug=slug)
    count = inviting.remind_jurors(edition=edition, pending=pending, by=request.user, at=request.now)
    text = ngettext(
        "Recordatorio para %(n)s persona. Nadie recibe más de uno al día.",
        "Recordatorio para %(n)s personas. Nadie recibe más de uno al día.",
        count,
    )
    messages.success(request, text % {"n": count})
    return redirect("judging:jury", slug=slug)


@login_required
@require_POST
def set_common(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody score a project."""
    edition = own_edition(request, slug)
    form = CommonForm(request.POST, edition=edition)
    if not form.is_valid():
        messages.error(request, _("Elige un proyecto de la lista y para qué es."))
        return redirect("judging:jury", slug=slug)
    try:
        made = common.set_common(**form.cleaned_data, by=request.user, at=request.now)
    except CommonBegun:
        messages.error(request, _("Ese proyecto ya tiene evaluaciones empezadas: no puede cambiar de uso."))
    else:
        said = {
            common.PRACTICE: _("Todo el jurado tiene ya el proyecto de práctica. Esas notas no cuentan nunca."),
            common.ANCHOR: _("Será común: aplica un reparto para que lo reciba todo el jurado."),
        }
        messages.success(request, said[CommonProject.Use(made.use)])
    return redirect("judging:jury", slug=slug)


@login_required
@require_POST
def unset_common(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let it be a project like all others again."""
    edition = own_edition(request, slug)
    submission = get_object_or_404(Submission, pk=pk, edition=edition, common__isnull=False)
    try:
        common.unset_common(submission=submission, by=request.user, at=request.now)
    except CommonBegun:
        messages.error(request, _("Alguien ya ha empezado a practicar con ese proyecto: se queda como está."))
    else:
        messages.success(request, _("Vuelve a ser un proyecto como los demás."))
    return redirect("judging:jury", slug=slug)


def _invite_all(request: HttpRequest, edition: Edition, form: InviteForm) -> tuple[int, list[str]]:
    """How many were asked, and who need not be."""
    invited, known = 0, []
    people: list[Invitee] = form.cleaned_data["people"]
    for person in people:
        try:
            inviting.invite_juror(
                edition=edition, email=person.email, name=person.name, language=form.cleaned_data["language"],
                by=request.user, at=request.now,
            )  # fmt: skip
            invited += 1
        except AlreadyInvited:
            known.append(person.email)
    return invited, known


def _with_invitation(request: HttpRequest, slug: str, pk: int, deed: Callable[..., object], done: str) -> HttpResponse:
    """Do something with an invitation that is still open, and say so; or say that it is not."""
    invitation = get_object_or_404(JurorInvitation, pk=pk, edition=own_edition(request, slug))
    try:
        deed(invitation=invitation, by=request.user, at=request.now)
    except InvitationGone:
        messages.error(request, _("Esa invitación ya no está abierta."))
    else:
        messages.success(request, done)
    return redirect("judging:jury", slug=slug)


def _page(request: HttpRequest, edition: Edition, form: InviteForm) -> HttpResponse:
    rules = edition.parsed_rules
    rows = questions.jury(edition)
    common_projects = CommonProject.objects.filter(edition=edition)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": rules,
        "form": form,
        "rows": rows,
        "left": sum(row.left for row in rows),
        "invitations": questions.invitations(edition),
        "asked_elsewhere": questions.asked_elsewhere(edition),
        "expired": request.now >= rules.windows.judging.closes_at,
        "common": common_projects.select_related("submission__current", "submission__team"),
        "common_form": CommonForm(edition=edition),
        "language_names": language_names(questions.known_languages(rules)),
        "expertise_names": questions.known_expertise(rules),
        "tab": "jury",
    }
    return render(request, "judging/jury/overview.html", context)
