"""Evaluations in the organisers' panel: how each stands, and what can be done about it. Nothing is edited here."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import DateTimeField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminTextareaWidget

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.desk import link
from hackathon.accounts.panel import NOTHING, OrganiserAdmin, own_editions
from hackathon.accounts.sites import organiser_site
from submissions import actions
from submissions import evaluation_wording as wording
from submissions.admin.evaluation_filters import BackendFilter, ProblemFilter, StateFilter, SuiteFilter, TeamFilter
from submissions.boards.numbers import Numbers
from submissions.forms.evaluating import ReasonForm
from submissions.models import EvaluationJob
from submissions.queries import evaluations


class CancelForm(ReasonForm):
    """Why it is cancelled, with the panel's own look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})


@admin.register(EvaluationJob, site=organiser_site)
class EvaluationJobAdmin(OrganiserAdmin):
    """The evaluations of the editions that the person runs."""

    list_display = (
        "named", "team", "of_suite", "standing", "problem_told", "progress", "priority", "attempts", "heard", "spent",
    )  # fmt: skip
    list_filter = (OwnEditionFilter, StateFilter, SuiteFilter, ProblemFilter, BackendFilter, TeamFilter)
    search_fields = ("repo__repo_id", "revision", "submission__team__name")
    list_before_template = "submissions/admin/_evaluations.html"
    ordering = ("-pk",)
    fields = ("repo", "edition", "state")
    actions = ("retry", "put_first")

    class Media:
        css = {"all": ["accounts/desk.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[EvaluationJob]:
        rows = (
            super().get_queryset(request).select_related("edition", "repo", "submission__team", "submission__current")
        )
        return rows.defer("edition__rules", "spec").annotate(shown_at=Value(request.now, output_field=DateTimeField()))

    def get_urls(self) -> list[URLPattern]:
        """Only our own pages: the admin's forms would write without the deeds' care."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="submissions_evaluationjob_changelist"),
            path("<int:object_id>/change/", view(self.one), name="submissions_evaluationjob_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to the panel of each edition."""
        return super().changelist_view(request, {**(extra_context or {}), "evaluation_editions": own_editions(request)})

    @admin.display(description=gettext_lazy("modelo"), ordering="repo__repo_id")
    def named(self, job: EvaluationJob) -> str:
        return f"{job.repo.repo_id} @ {job.revision[:8]}"

    @admin.display(description=gettext_lazy("equipo"), ordering="submission__team__name")
    def team(self, job: EvaluationJob) -> SafeString | str:
        if job.submission is None:
            return _("modelo de referencia") if job.reason == EvaluationJob.Reason.BASELINE else NOTHING
        page = reverse("submissions:detail", args=[job.edition.slug, job.submission_id])
        return link(f"{page}#evaluacion", job.submission.team.name)

    @admin.display(description=gettext_lazy("batería"), ordering="suite")
    def of_suite(self, job: EvaluationJob) -> str:
        where = " ".join(filter(None, (wording.backend_name(job.backend), job.flavor)))
        return f"{job.suite} v{job.suite_version} · {where}"

    @admin.display(description=gettext_lazy("estado"), ordering="state")
    def standing(self, job: EvaluationJob) -> str:
        return wording.state_name(job)

    @admin.display(description=gettext_lazy("problema"), ordering="problem")
    def problem_told(self, job: EvaluationJob) -> str:
        if job.problem:
            return wording.problem_name(job.problem)
        return wording.stage_sentence(job) if job.stage == "budget" else NOTHING

    @admin.display(description=gettext_lazy("tareas"), ordering="tasks_done")
    def progress(self, job: EvaluationJob) -> str:
        return f"{job.tasks_done}/{job.tasks}"

    @admin.display(description=gettext_lazy("última señal"), ordering="heartbeat_at")
    def heard(self, job: EvaluationJob) -> str:
        """How long ago."""
        return wording.ago(job.shown_at - job.heartbeat_at) if job.heartbeat_at else NOTHING

    @admin.display(description=gettext_lazy("gasto"), ordering="gpu_seconds")
    def spent(self, job: EvaluationJob) -> str:
        """Time of a GPU, and dollars where it costs any."""
        time = wording.clock_time(job.gpu_seconds) if job.gpu_seconds else NOTHING
        return f"{time} · {Numbers().value(job.dollars)} $" if job.dollars else time

    @admin.action(description=gettext_lazy("Volver a intentar"), permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[EvaluationJob]) -> None:
        """Puts the chosen ones that have ended back into the queue, with the tasks that they lack."""
        done = sum(_did(actions.retry_evaluation, job, request) for job in queryset)
        text = ngettext("%(n)s evaluación vuelve a la cola.", "%(n)s evaluaciones vuelven a la cola.", done)
        self._tell(request, text % {"n": done}, done=done, left=queryset.count() - done)

    @admin.action(description=gettext_lazy("Poner por delante"), permissions=["view"])
    def put_first(self, request: HttpRequest, queryset: QuerySet[EvaluationJob]) -> None:
        """Lets the chosen ones that wait go before all others."""
        done = sum(_did(actions.put_evaluation_first, job, request) for job in queryset)
        text = ngettext("%(n)s evaluación va ahora por delante.", "%(n)s evaluaciones van ahora por delante.", done)
        self._tell(request, text % {"n": done}, done=done, left=queryset.count() - done)

    def _tell(self, request: HttpRequest, text: str, *, done: int, left: int) -> None:
        if done:
            self.message_user(request, text, messages.SUCCESS)
        if left:
            text = ngettext(
                "Con %(n)s no se puede, tal como está ahora.", "Con %(n)s no se puede, tal como están ahora.", left
            )
            self.message_user(request, text % {"n": left}, messages.INFO)

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """One evaluation, and what can be done about it; ``do`` says what was."""
        job = get_object_or_404(super().get_queryset(request).select_related("edition", "repo", "run"), pk=object_id)
        form = CancelForm(request.POST if request.POST.get("do") == "cancel" else None)
        if request.method == "POST" and self._done(request, job, form):
            return redirect(request.path)
        suites = job.edition.parsed_rules.evaluation.suites
        standing = evaluations.standings_of([job], suites=suites, at=request.now)[0]
        return self._page(request, title=str(job), job=job, standing=standing, form=form)

    def _done(self, request: HttpRequest, job: EvaluationJob, form: CancelForm) -> bool:
        """Whether something was done or refused, and said; False where the form has something to say."""
        try:
            match request.POST.get("do"):
                case "cancel":
                    if not form.is_valid():
                        return False
                    reason = form.cleaned_data["reason"]
                    actions.cancel_evaluation(job=job, reason=reason, by=request.user, at=request.now)
                    messages.success(request, _("Cancelada. Si alguien estaba con ella, parará en unos segundos."))
                case "retry":
                    actions.retry_evaluation(job=job, by=request.user, at=request.now)
                    messages.success(request, _("Vuelve a la cola, con las tareas que le faltan."))
                case "first":
                    actions.put_evaluation_first(job=job, by=request.user, at=request.now)
                    messages.success(request, _("Ahora va por delante de todas."))
        except actions.NotPossible as error:
            job.state = error.state
            state = wording.state_name(job)
            messages.info(request, _("No se puede: la evaluación está %(state)s.") % {"state": state})
        return True

    def _page(self, request: HttpRequest, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, "submissions/admin/evaluation.html", {**common, **context})


def _did(deed: Any, job: EvaluationJob, request: HttpRequest) -> bool:
    try:
        deed(job=job, by=request.user, at=request.now)
    except actions.NotPossible:
        return False
    return True
