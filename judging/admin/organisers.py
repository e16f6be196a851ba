"""The organisers' view of all reviews of their editions, and the page that assigns judges."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import display

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.panel import OrganiserAdmin, ReadOnlyInline, moment, own_editions
from hackathon.accounts.sites import organiser_site
from hackathon.editions.models import Edition
from hackathon.editions.wording import in_words
from judging import actions, aggregate, queries
from judging.admin.state import StateFilter, StateMixin
from judging.forms import AssignForm
from judging.models import Assignment, Remark, Score


class ScoreInline(ReadOnlyInline):
    """The scores of a review, to be read."""

    model = Score
    fields = readonly_fields = ("title", "value")
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("assignment").prefetch_related("assignment__edition")

    @display(description=gettext_lazy("Criterio"))
    def title(self, given: Score | Remark) -> str:
        for group in given.assignment.edition.parsed_rules.rubric.groups:
            for criterion in group.criteria:
                if criterion.key == given.criterion:
                    return f"{in_words(group.title)}: {in_words(criterion.title)}"
        return given.criterion


class RemarkInline(ScoreInline):
    """What was written about single criteria, to be read."""

    model = Remark
    fields = readonly_fields = ("title", "text")


@admin.register(Assignment, site=organiser_site)
class AssignmentAdmin(StateMixin, OrganiserAdmin):
    """All reviews of the organiser's editions. Scores are the judges': organisers assign, read, and take back what has not begun."""

    list_display = ("project", "team", "judge", "edition_title", "state", "submitted")
    list_display_links = ("project",)
    list_filter = (OwnEditionFilter, StateFilter, ("judge", admin.RelatedOnlyFieldListFilter))
    search_fields = ("submission__current__title", "submission__team__name", "judge__name", "judge__email")
    fields = readonly_fields = (
        "submission",
        "judge",
        "edition",
        "total",
        "assigned",
        "saved",
        "submitted",
        "juror_point",
        "comment",
        "note",
    )
    inlines = (ScoreInline, RemarkInline)
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return obj is not None and obj.state == Assignment.State.NOT_STARTED

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return queries.assignments_of(own_editions(request))

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        try:
            actions.unassign_judge(assignment=obj, by=request.user, at=request.now)
        except actions.AlreadyScored as error:
            raise PermissionDenied from error

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Assign judges to projects of one edition: every chosen judge gets every chosen project."""
        editions = list(own_editions(request))
        edition = _chosen(editions, request.GET.get("edicion"))
        form = AssignForm(request.POST if request.method == "POST" else None, edition=edition) if edition else None
        if request.method == "POST" and form and form.is_valid():
            self._assign(request, form)
            return redirect(f"{self.admin_site.name}:judging_assignment_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Asignar jurado"),
            "opts": self.opts,
            "editions": editions,
            "chosen": edition,
            "form": form,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "judging/organisers/assign.html", context)

    def _assign(self, request: HttpRequest, form: AssignForm) -> None:
        assigned, refused = 0, []
        for submission in form.cleaned_data["submissions"]:
            for judge in form.cleaned_data["judges"]:
                try:
                    actions.assign_judge(submission=submission, judge=judge, by=request.user, at=request.now)
                    assigned += 1
                except (actions.ConflictOfInterest, actions.NotAJudge, actions.ProjectWithdrawn):
                    refused.append(f"{judge} – {submission}")
        if assigned:
            text = ngettext("%(n)s evaluación asignada.", "%(n)s evaluaciones asignadas.", assigned)
            messages.success(request, text % {"n": assigned})
        if refused:
            text = _(
                "Sin asignar, porque hay un conflicto de interés, la persona ya no es jurado o el proyecto se retiró: %(pairs)s."
            )
            messages.warning(request, text % {"pairs": "; ".join(refused)})

    @display(description=gettext_lazy("Proyecto"), ordering="submission__current__title")
    def project(self, assignment: Assignment) -> str:
        if assignment.submission.withdrawn_at is not None:
            return _("%(project)s (retirado)") % {"project": assignment.submission}
        return str(assignment.submission)

    @display(description=gettext_lazy("Equipo"), ordering="submission__team__name_key")
    def team(self, assignment: Assignment) -> str:
        return str(assignment.submission.team)

    @display(description=gettext_lazy("Edición"), ordering="edition__slug")
    def edition_title(self, assignment: Assignment) -> str:
        return assignment.edition.title

    @display(description=gettext_lazy("Asignada"))
    def assigned(self, assignment: Assignment) -> str:
        when = moment(assignment.assigned_at, assignment.edition)
        return format_html("{} ({})", when, assignment.assigned_by) if assignment.assigned_by else when

    @display(description=gettext_lazy("Guardada"))
    def saved(self, assignment: Assignment) -> str:
        return moment(assignment.saved_at, assignment.edition)

    @display(description=gettext_lazy("Enviada"), ordering="submitted_at")
    def submitted(self, assignment: Assignment) -> str:
        return moment(assignment.submitted_at, assignment.edition)

    @display(description=gettext_lazy("Total"))
    def total(self, assignment: Assignment) -> str:
        found = queries.total_of(assignment, assignment.edition.parsed_rules.rubric)
        return number_format(aggregate.points(found.total), decimal_pos=2) if found else "–"


def _chosen(editions: list[Edition], slug: str | None) -> Edition | None:
    """The edition asked for, or the only one; None when there is a choice to be made."""
    if slug is None:
        return editions[0] if len(editions) == 1 else None
    found = [edition for edition in editions if edition.slug == slug]
    if not found:
        raise Http404
    return found[0]
