"""The sidebar of the organisers' admin, by what one comes for; the judges' panel has one list and none."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SITE = "organiser_admin"
# Headings, and under each the pages: what it is called, its address's name, its icon.
GROUPS: tuple[tuple[Promise, tuple[tuple[Promise, str, str], ...]], ...] = (
    (
        _("Edición"),
        (
            (_("Inicio"), "index", "home"),
            (_("Ediciones y bases"), "editions_edition_changelist", "event"),
            (_("Registro de cambios"), "editions_trailentry_changelist", "history"),
            (_("Versiones de las bases"), "editions_editionrulesversion_changelist", "difference"),
        ),
    ),
    (
        _("Gente"),
        (
            (_("Personas"), "registration_registration_changelist", "group"),
            (_("Equipos"), "teams_team_changelist", "diversity_3"),
            (_("Cuentas"), "accounts_user_changelist", "account_circle"),
            (_("Papeles"), "accounts_role_changelist", "badge"),
        ),
    ),
    (
        _("Comunicación"),
        (
            (_("Correo"), "outreach_campaign_changelist", "mail"),
            (_("Anuncios"), "outreach_announcement_changelist", "campaign"),
        ),
    ),
    (
        _("Proyectos"),
        (
            (_("Entregas"), "submissions_submission_changelist", "inventory_2"),
            (_("Evaluación de modelos"), "submissions_evaluationjob_changelist", "speed"),
            (_("Conjuntos de evaluación"), "submissions_evaluationset_changelist", "quiz"),
            (_("Evaluaciones"), "judging_assignment_changelist", "star"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """What unfold draws. Asks the database nothing: it stands on every page of the panel."""
    if request.resolver_match is None or request.resolver_match.namespace != SITE:
        return []
    return [{"title": title, "items": [_item(*page) for page in pages]} for title, pages in GROUPS]


def _item(title: Promise, name: str, icon: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(f"{SITE}:{name}")}
