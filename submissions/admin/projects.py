"""The list of projects and the page of one, for who runs their edition."""

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.desk import link
from hackathon.accounts.panel import NOTHING, OrganiserAdmin, ReadOnlyInline
from hackathon.accounts.sites import organiser_site
from submissions import actions, queries
from submissions.admin.filters import AuditStateFilter, LateFilter, SharedFilter, VerdictFilter, WithdrawnFilter
from submissions.deadline import wording
from submissions.models import Audit, Submission, SubmissionVersion
from submissions.queries.reports import with_findings_to_do
from submissions.queries.sharing import shared_with, with_shared
from submissions.queries.verdicts import judged


class VersionInline(ReadOnlyInline):
    """Every save of the delivery form."""

    model = SubmissionVersion
    fields = readonly_fields = ["number", "title", "at", "late", "saved_by", "repos", "audits_done"]
    verbose_name_plural = _("versiones y auditorías")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SubmissionVersion]:
        versions = super().get_queryset(request).select_related("by")
        return versions.prefetch_related("entries__repo", "outside_entries", "audits")

    @admin.display(description=_("quién"))
    def saved_by(self, version: SubmissionVersion) -> str:
        return str(version.by)

    @admin.display(description=_("repositorios"))
    def repos(self, version: SubmissionVersion) -> SafeString:
        named = [(entry.kind, entry.repo.repo_id) for entry in version.entries.all()]
        named += [(part.kind, part.address) for part in version.outside_entries.all()]
        return format_html_join("", "<div>{}: {}</div>", named)

    @admin.display(description=_("auditorías"))
    def audits_done(self, version: SubmissionVersion) -> SafeString:
        lines = ((a.get_reason_display(), a.get_state_display(), a.attempts, a.error) for a in version.audits.all())
        return format_html_join("", "<div>{}: {} ({}) {}</div>", lines)


@admin.register(Submission, site=organiser_site)
class SubmissionAdmin(OrganiserAdmin):
    """The projects of the editions that the person runs."""

    list_display = [
        "title",
        "of_team",
        "of_edition",
        "version",
        "standing",
        "audit",
        "findings",
        "verdict",
        "shared_repos",
    ]
    list_display_links = ["title"]
    list_filter = [OwnEditionFilter, VerdictFilter, LateFilter, WithdrawnFilter, SharedFilter, AuditStateFilter]
    search_fields = ["current__title", "team__name"]
    ordering = ["edition", "pk"]
    fields = readonly_fields = [
        "page",
        "of_team",
        "of_edition",
        "created_at",
        "standing",
        "audit",
        "error",
        "verdict",
        "verdicts",
    ]
    inlines = [VersionInline]
    actions = ["look_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        newest = Audit.objects.filter(version=OuterRef("current")).order_by("-pk")
        return (
            with_findings_to_do(with_shared(queries.with_worst_verdict(super().get_queryset(request))))
            .select_related("team", "edition", "current")
            .defer("edition__rules")  # a large tree, read anew for each row and asked for nothing
            .annotate(
                audit_state=Subquery(newest.values("state")[:1]),
                audit_error=Subquery(newest.values("error")[:1]),
            )
        )

    @admin.display(description=_("título"), ordering="current__title")
    def title(self, submission: Submission) -> str:
        return str(submission)

    @admin.display(description=_("equipo"), ordering="team__name")
    def of_team(self, submission: Submission) -> SafeString:
        return link(reverse("organiser_admin:teams_team_change", args=[submission.team_id]), submission.team.name)

    @admin.display(description=_("edición"), ordering="edition")
    def of_edition(self, submission: Submission) -> str:
        return str(submission.edition)

    @admin.display(description=_("versión"))
    def version(self, submission: Submission) -> str:
        return str(submission.current.number) if submission.current else NOTHING

    @admin.display(description=_("entrega"))
    def standing(self, submission: Submission) -> str:
        if submission.withdrawn_at is not None:
            return gettext("retirado")
        return gettext("fuera de plazo") if submission.current and submission.current.late else gettext("en plazo")

    @admin.display(description=_("compartidos"), ordering="shared")
    def shared_repos(self, submission: Submission) -> str:
        """How many of its repos another team delivered, too."""
        return str(submission.shared) if submission.shared else NOTHING

    @admin.display(description=_("plazo de cada repositorio"))
    def verdicts(self, submission: Submission) -> SafeString | str:
        """What counts of each repo, who else has it, and where one decides otherwise."""
        if not hasattr(submission, "verdicts_shown"):  # the panel's page asks for each of its fields several times
            submission.verdicts_shown = _verdicts(submission) if submission.current else NOTHING
        return submission.verdicts_shown

    @admin.display(description=_("auditoría"), ordering="audit_state")
    def audit(self, submission: Submission) -> str:
        return str(dict(Audit.State.choices).get(submission.audit_state, NOTHING))

    @admin.display(description=_("hallazgos"), ordering="failing")
    def findings(self, submission: Submission) -> SafeString | str:
        """What the last audit with a result asks of the team, with the way to the report."""
        if submission.audit_done is None:
            return NOTHING
        counts = {"fail": submission.failing or 0, "warn": submission.warning or 0}
        words = gettext("%(fail)s por corregir, %(warn)s por mirar") % counts
        return link(reverse("submissions:report", args=[submission.edition.slug, submission.pk]), words)

    @admin.display(description=_("último error"))
    def error(self, submission: Submission) -> str:
        return submission.audit_error or NOTHING

    @admin.display(description=_("veredicto"))
    def verdict(self, submission: Submission) -> str:
        return wording.in_words(submission.worst_verdict) or NOTHING

    @admin.display(description=_("página"))
    def page(self, submission: Submission) -> SafeString:
        url = reverse("submissions:detail", args=[submission.edition.slug, submission.pk])
        return format_html('<a href="{}">{}</a>', url, _("Ver hallazgos y veredictos"))

    @admin.action(description=_("Repetir la auditoría"), permissions=["view"])
    def look_again(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Queues an audit for each chosen project that has none open and was not audited just now."""
        queued = 0
        for submission in queryset.filter(current__isnull=False):
            try:
                actions.request_audit(submission=submission, by=request.user, at=request.now)
            except (actions.AuditUnderWay, actions.TooSoon):
                continue
            queued += 1
        left = queryset.count() - queued
        text = ngettext("%(count)s proyecto se va a revisar.", "%(count)s proyectos se van a revisar.", queued)
        self.message_user(request, text % {"count": queued}, messages.SUCCESS if queued else messages.INFO)
        if left:
            text = ngettext(
                "%(count)s ya se está revisando o se acaba de revisar.",
                "%(count)s ya se están revisando o se acaban de revisar.",
                left,
            )
            self.message_user(request, text % {"count": left}, messages.INFO)


def _verdicts(submission: Submission) -> SafeString:
    context = {
        "submission": submission,
        "edition": submission.edition,
        "rules": submission.edition.parsed_rules,
        "repos": judged(submission.current),
        "others": shared_with(submission),
    }
    return render_to_string("submissions/admin/_verdicts.html", context)
