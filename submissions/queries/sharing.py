"""Questions about repos that several teams deliver: allowed, and shown to who runs the edition."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from submissions.models import Entry, Submission


def with_shared(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Adds ``shared``: how many repos of the current version other teams of the edition deliver as well."""
    others = (
        Submission.objects.delivered()
        .filter(edition=OuterRef("version__submission__edition"), current__entries__repo=OuterRef("repo"))
        .exclude(pk=OuterRef("version__submission"))
    )
    shared = Entry.objects.filter(Exists(others), version=OuterRef("current")).order_by().values("version")
    counted = shared.annotate(count=Count("repo", distinct=True)).values("count")
    return submissions.annotate(shared=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def shared_with(submission: Submission) -> Mapping[int, Sequence[Submission]]:
    """The other projects that have each repo of the current version, by the repo's key. One query."""
    own = Entry.objects.filter(version=submission.current).values("repo")
    entries = Entry.objects.filter(
        version__in=Submission.objects.delivered()
        .filter(edition=submission.edition_id)
        .exclude(pk=submission.pk)
        .values("current"),
        repo__in=own,
    )
    found: dict[int, list[Submission]] = defaultdict(list)
    for entry in entries.select_related("version__submission__team").order_by("version__submission"):
        if entry.version.submission not in found[entry.repo_id]:
            found[entry.repo_id].append(entry.version.submission)
    return dict(found)
