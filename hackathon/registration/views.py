"""Pages of registering: they translate between people and ``hackathon.registration.actions``."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts.guards import edition_or_404, on_this_site
from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.hub.client import default_client
from hackathon.registration import actions, queries
from hackathon.registration.forms import RegistrationForm
from hackathon.registration.membership import Answer
from hackathon.registration.models import Registration

SECONDS_BETWEEN_CHECKS = 10
CONFLICT = 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Register, or correct what one said; outside the window a page that says when, and what one can do meanwhile."""
    edition = edition_or_404(slug)
    registration = queries.registration_of(user=request.user, edition=edition)
    if request.method != "POST" and not queries.may_write(registration, edition=edition, at=request.now):
        return _closed_page(request, edition, registration)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return _form_page(request, edition, registration, _form(request, edition, registration))
    return _save(request, edition, registration)


@require_safe
def conduct(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition's code of conduct."""
    edition = edition_or_404(slug)
    rules = edition.parsed_rules
    if rules.registration.conduct is None:
        raise Http404(_("Esta edición no tiene código de conducta."))
    return render(request, "registration/conduct.html", {"edition": edition, "rules": rules})


@login_required
@require_POST
def check_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the Hub now whether one is in the organisation."""
    edition = edition_or_404(slug)
    registration = queries.registration_of(user=request.user, edition=edition)
    if registration is None:
        raise Http404(_("Todavía no tienes inscripción en esta edición."))
    if not request.user.hub_username:
        messages.info(request, _("Primero conecta tu cuenta de Hugging Face: así sabremos a quién buscar."))
    elif not _may_check(request.user):
        messages.info(request, _("Acabamos de comprobarlo. Espera unos segundos y prueba otra vez."))
    else:
        hub = default_client(patient=False)
        _say(request, edition, actions.check_organisation(registration=registration, hub=hub, at=request.now))
    return redirect("editions:detail", slug=slug)


def _save(request: HttpRequest, edition: Edition, registration: Registration | None) -> HttpResponse:
    filled = _form(request, edition, registration)
    if not filled.is_valid():
        return _form_page(request, edition, registration, filled)
    was_registered = registration is not None and registration.is_complete
    try:
        actions.register(edition=edition, user=request.user, form=filled.said(), at=request.now)
    except actions.WindowClosed:
        filled.add_error(None, _("No se ha guardado nada: el plazo de inscripción no está abierto."))
    except actions.PersonGone:
        return redirect("account_login")
    except actions.ConsentMissing:
        filled.add_error(None, _("Las bases acaban de cambiar. Léelas, acéptalas y envía el formulario otra vez."))
    except ValidationError as error:
        _add_errors(filled, error)
    else:
        sentence = _("Tu inscripción está corregida.") if was_registered else _("Tu inscripción está hecha. ¡Qué bien!")
        messages.success(request, sentence)
        return redirect(_way_back(request) or reverse("editions:detail", args=[edition.slug]))
    return _form_page(request, edition, registration, filled, status=CONFLICT)


def _form(request: HttpRequest, edition: Edition, registration: Registration | None) -> RegistrationForm:
    return RegistrationForm(
        request.POST if request.method == "POST" else None,
        edition=edition,
        user=request.user,
        registration=registration,
        answers=queries.answers_by_question(user=request.user, edition=edition),
    )


def _add_errors(filled: RegistrationForm, error: ValidationError) -> None:
    """The rules changed between the form and its reading: what they no longer offer is said beside its field."""
    for name, problems in error.message_dict.items():
        filled.add_error(name if name in filled.fields else None, problems)


def _form_page(
    request: HttpRequest,
    edition: Edition,
    registration: Registration | None,
    filled: RegistrationForm,
    *,
    status: int = 200,
) -> HttpResponse:
    rules = edition.parsed_rules
    context = {
        "edition": edition,
        "rules": rules,
        "form": filled,
        "registration": registration,
        "may_write": queries.may_write(registration, edition=edition, at=request.now),
        "window": rules.windows.registration,
        "next": _way_back(request),
    }
    return render(request, "registration/form.html", context, status=status)


def _closed_page(request: HttpRequest, edition: Edition, registration: Registration | None) -> HttpResponse:
    rules = edition.parsed_rules
    context = {
        "edition": edition,
        "rules": rules,
        "registration": registration,
        "window": rules.windows.registration,
        "not_yet": request.now < rules.windows.registration.opens_at,
    }
    return render(request, "registration/closed.html", context)


def _way_back(request: HttpRequest) -> str:
    """Where the person was (``next``), on this site only; empty when they were nowhere else."""
    return on_this_site(request, request.POST.get("next") or request.GET.get("next") or "")


def _may_check(user: User) -> bool:
    """True for the first of the questions that a person asks the Hub within a few seconds."""
    return cache.add(f"organisation-check:{user.pk}", 1, SECONDS_BETWEEN_CHECKS)


def _say(request: HttpRequest, edition: Edition, answer: Answer) -> None:
    names = {"organisation": ", ".join(edition.parsed_rules.hub.organisations)}
    if answer == Answer.YES:
        messages.success(request, _("Hugging Face confirma que estás en %(organisation)s.") % names)
    elif answer == Answer.NO:
        messages.warning(
            request,
            _(
                "Hugging Face no te tiene entre los miembros públicos de %(organisation)s. Si acabas de pedir entrar, "
                "espera a que te acepten; si ya estás dentro, vuelve a entrar aquí con Hugging Face."
            )
            % names,
        )
    else:
        messages.info(
            request,
            _("Hugging Face no responde ahora mismo y no sabemos si estás en %(organisation)s. Prueba en unos minutos.")
            % names,
        )
