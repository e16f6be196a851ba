"""The judges' panel: their own reviews and nothing else."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.sites import AdminSite
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.accounts.panel import moment
from hackathon.accounts.sites import PanelSite
from hackathon.editions.rules import EditionRules
from judging import actions, aggregate, queries, sentences
from judging.admin.state import TONES, StateMixin
from judging.forms import ReviewForm
from judging.models import Assignment
from submissions import queries as submission_queries
from submissions.queries.verdicts import judged


class JudgeSite(PanelSite):
    """The judges' panel, for whoever is on the jury of at least one edition. It shows their own reviews only."""

    site_header = site_title = gettext_lazy("Jurado")
    index_title = gettext_lazy("Mis evaluaciones")
    enable_nav_sidebar = True

    # What an admin site has beyond its pages would show other things than reviews.
    HIDDEN = frozenset({"autocomplete", "view_on_site"})

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and Role.Kind.JUDGE in roles.kinds_of(user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in self.HIDDEN]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Straight to the reviews: there is nothing else here."""
        return redirect(f"{self.name}:judging_assignment_changelist")

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The same."""
        return self.index(request)


judge_site: AdminSite = JudgeSite(name="judge_admin")


@admin.register(Assignment, site=judge_site)
class OwnReviewAdmin(StateMixin, ModelAdmin):
    """A judge's own reviews: a list, and a page to score each one."""

    list_display = ("project", "edition_title", "state", "scored", "saved")
    list_display_links = ("project",)
    change_list_template = "judging/panel/list.html"
    actions = None
    ordering = (F("submitted_at").asc(nulls_first=True), "pk")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="judging_assignment_changelist"),
            path("<int:object_id>/change/", view(self.review), name="judging_assignment_change"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return obj is None or obj.judge_id == request.user.pk

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return queries.with_scored(queries.own_assignments(request.user))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        progress = queries.progress(queries.own_assignments(request.user))
        return super().changelist_view(request, {"title": _("Mis evaluaciones"), "progress": progress})

    @display(description=gettext_lazy("Proyecto"))
    def project(self, assignment: Assignment) -> str:
        return str(assignment.submission)

    @display(description=gettext_lazy("Edición"))
    def edition_title(self, assignment: Assignment) -> str:
        return assignment.edition.title

    @display(description=gettext_lazy("Guardada"))
    def saved(self, assignment: Assignment) -> str:
        return moment(assignment.saved_at, assignment.edition)

    @display(description=gettext_lazy("Criterios puntuados"))
    def scored(self, assignment: Assignment) -> str:
        rubric = assignment.edition.parsed_rules.rubric
        asked = len(aggregate.applicable_criteria(rubric, queries.artefacts_of(assignment.submission)))
        return _("%(done)s de %(asked)s") % {"done": assignment.scored, "asked": asked}

    def review(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Score one project: keep a draft, or submit."""
        own = queries.own_assignments(request.user).prefetch_related("submission__current__entries__repo")
        assignment = get_object_or_404(own, pk=object_id)
        rules = assignment.edition.parsed_rules
        is_open = rules.windows.judging.is_open(request.now)
        form = ReviewForm(
            request.POST if request.method == "POST" else None,
            rubric=rules.rubric,
            artefacts=queries.artefacts_of(assignment.submission),
            scores=queries.scores_of(assignment),
            comment=assignment.comment,
            juror_point=assignment.juror_point,
            read_only=not is_open,
        )
        if request.method == "POST" and self._saved(request, assignment, form):
            return HttpResponseRedirect(request.path)
        return self._review_page(request, assignment, form, rules=rules, is_open=is_open)

    def _saved(self, request: HttpRequest, assignment: Assignment, form: ReviewForm) -> bool:
        """Do what the judge asked for and say so; False when the page has to be shown again with what was typed."""
        if not form.is_valid():
            messages.error(request, _("Revisa los campos marcados: todavía no se ha guardado nada."))
            return False
        try:
            actions.save_review(
                assignment=assignment,
                scores=form.changed_scores,
                comment=form.changed_value("comment"),
                juror_point=form.changed_value("juror_point"),
                by=request.user,
                at=request.now,
            )
        except sentences.REFUSALS as refusal:
            messages.error(request, sentences.of(refusal))
            return False
        if "submit" in request.POST:
            return self._submitted(request, assignment)
        messages.success(request, _("Cambios guardados.") if assignment.submitted_at else _("Borrador guardado."))
        return True

    def _submitted(self, request: HttpRequest, assignment: Assignment) -> bool:
        try:
            actions.submit_review(assignment=assignment, by=request.user, at=request.now)
        except actions.IncompleteReview as incomplete:
            text = ngettext(
                "Guardado como borrador: falta %(n)s criterio por puntuar.",
                "Guardado como borrador: faltan %(n)s criterios por puntuar.",
                len(incomplete.missing),
            )
            messages.warning(request, text % {"n": len(incomplete.missing)})
        else:
            messages.success(request, _("Evaluación enviada. Puedes cambiarla hasta que cierre el plazo del jurado."))
        return True

    def _review_page(
        self, request: HttpRequest, assignment: Assignment, form: ReviewForm, *, rules: EditionRules, is_open: bool
    ) -> TemplateResponse:
        artefacts = form.artefacts
        audit = submission_queries.last_done_audit(assignment.submission.current)
        limit = aggregate.cap(rules.rubric, artefacts)
        worth = sum(aggregate.group_points(rules.rubric, artefacts).values())
        context = {
            **self.admin_site.each_context(request),
            "title": str(assignment.submission),
            "opts": self.opts,
            "edition": assignment.edition,
            "rules": rules,
            "assignment": assignment,
            "version": assignment.submission.current,
            "form": form,
            "is_open": is_open,
            "opens_later": request.now < rules.windows.judging.opens_at,
            "state": Assignment.State(assignment.state).label,
            "tone": TONES[assignment.state],
            "total": queries.total_of(assignment, rules.rubric),
            "limit": limit,
            "most": worth if limit is None else min(worth, limit),
            "report": submission_queries.report(audit, rubric=rules.rubric) if audit else None,
            "repos": judged(assignment.submission.current),
            "outside": assignment.submission.current.outside_entries.all(),
            "point_elsewhere": queries.juror_point_elsewhere(assignment) if rules.rubric.juror_point else None,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "judging/panel/review.html", context)
