"""The audits that nobody has to ask for: of repos that moved, by rules that changed, and of what the Hub had kept from us.

What is wanted is worked out from the rows as they stand, so that nothing is lost with a message or a worker: where the newest
audit of a project did not read what we know to be the head, or was made by other rules or before an evaluation set was there, or a
look of it was finished since, or the watch has read since whose commits they are.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from submissions import queries
from submissions.actions.repo_looks import look_key
from submissions.audit.checks.links import NO_COMMITS
from submissions.audit.findings import Outcome
from submissions.models import Audit, AuditFinding, EvidenceLog, RepoAudit, Submission, Watch

QUIET: Final = timedelta(seconds=60)
"""So long an audit waits for the next push: who pushes ten times in a minute gets one."""
MOST_AN_HOUR: Final = 6
"""So many a project gets in an hour, at most."""
PACE: Final = 40
"""So many begin within ``PACE_WINDOW``, at most, over all editions. At twelve requests each that is half of the smallest quota that
the Hub gives to a token; the other half is for the watch, for who delivers and for who asks."""
PACE_WINDOW: Final = timedelta(minutes=5)
RUSH: Final = timedelta(hours=1)
"""So close to the close, before and after it, a repo that is due for a look of the watch goes first."""


def queue_wanted(*, at: datetime) -> int:
    """Queue those that are wanted now, those whose last audit is the oldest first; how many. May run twice at once."""
    begun = Audit.objects.filter(reason__in=Audit.AUTOMATIC, queued_at__gt=at - PACE_WINDOW).count()
    wanted: list[Audit] = []
    for edition in Edition.objects.all():
        room = PACE - begun - len(wanted)
        if room > 0 and not _gives_way(edition, at=at):
            wanted += [_audit(one, at=at) for one in _wanted(edition, at=at)[:room]]
    Audit.objects.bulk_create(wanted, ignore_conflicts=True)
    return len(wanted)


def _audit(last: Audit, *, at: datetime) -> Audit:
    wait = QUIET if last.why == Audit.Reason.CHANGED else timedelta(0)
    return Audit(version_id=last.version_id, reason=last.why, queued_at=at, not_before=at + wait)


def _gives_way(edition: Edition, *, at: datetime) -> bool:
    """The Hub's quota belongs to the watch first: what it does not see before the close cannot be seen after it."""
    rules = edition.parsed_rules
    if at >= rules.windows.results_at or EvidenceLog.objects.filter(edition=edition, paused_until__gt=at).exists():
        return True
    return abs(rules.counts_until - at) <= RUSH and queries.due(edition, at=at).exists()


def _wanted(edition: Edition, *, at: datetime) -> QuerySet[Audit]:
    """The newest audits of current versions that another one should follow; ``why`` says for which reason."""
    rules = edition.parsed_rules
    by_other_rules = Q(state=Audit.State.DONE) & ~Q(rules_digest="") & ~Q(rules_digest=edition.rules_digest)
    moved = [When(Exists(_moved(edition)), then=Value(Audit.Reason.CHANGED))] if at < rules.counts_until else []
    reasons = [
        *moved,
        When(by_other_rules | Exists(_looked_otherwise(edition)), then=Value(Audit.Reason.RULES)),
        When(Exists(_finished_since()) | _lacks_commits(edition), then=Value(Audit.Reason.RETRY)),
    ]
    ended = _ended(edition, rules, at=at).annotate(why=Case(*reasons, default=Value("")), lately=_lately(at=at))
    return ended.exclude(why="").filter(lately__lt=MOST_AN_HOUR).order_by("finished_at", "pk")


def _ended(edition: Edition, rules: EditionRules, *, at: datetime) -> QuerySet[Audit]:
    """The newest audit of each current version, where it has ended. After the close that of the close comes first."""
    newest = Audit.objects.filter(version=OuterRef("current")).order_by("-pk").values("pk")[:1]
    current = Submission.objects.delivered().filter(edition=edition).annotate(newest=Subquery(newest))
    ended = Audit.objects.filter(
        pk__in=current.values("newest"), state__in=(Audit.State.DONE, Audit.State.FAILED)
    ).defer("evidence")
    return ended if at < rules.counts_until else ended.filter(queued_at__gte=rules.counts_until)


def _moved(edition: Edition) -> QuerySet[Watch]:
    """The repos of an audit's version that have another head since than the one that it read; or none, where it found one."""
    looked = RepoAudit.objects.filter(audits=OuterRef(OuterRef("pk")), repo=OuterRef("repo"))
    read = looked.filter(revision=OuterRef("head_sha"))
    heard = Watch.objects.filter(
        edition=edition, repo__entries__version=OuterRef("version"), head_seen_at__gte=OuterRef("claimed_at")
    )
    return heard.filter((~Q(head_sha="") & ~Exists(read)) | (Q(head_sha="") & Exists(looked)))


def _looked_otherwise(edition: Edition) -> QuerySet[RepoAudit]:
    """The looks of an audit that would see something else today: the rules changed, an evaluation set came or went."""
    return RepoAudit.objects.filter(audits=OuterRef("pk")).exclude(rules_digest=look_key(edition))


def _finished_since() -> QuerySet[RepoAudit]:
    """The looks of an audit that were cut short when it was stored, and are whole now."""
    return RepoAudit.objects.filter(
        audits=OuterRef("pk"), state=RepoAudit.State.DONE, finished_at__gt=OuterRef("finished_at")
    )


def _lacks_commits(edition: Edition) -> Q:
    """An audit that was stored before the watch had read the commits of what it read. Once: what still lacks them then has too many."""
    read = RepoAudit.objects.filter(
        audits=OuterRef(OuterRef("pk")), repo=OuterRef("repo"), revision=OuterRef("snapshot_sha")
    )
    blind = AuditFinding.objects.filter(
        audit=OuterRef(OuterRef("pk")), entry__repo=OuterRef("repo"), outcome=Outcome.UNKNOWN, facts__why=NO_COMMITS
    )
    told = Watch.objects.filter(Exists(read), Exists(blind), edition=edition, due_at=None)
    return Exists(told) & ~Q(reason=Audit.Reason.RETRY)


def _lately(*, at: datetime) -> Coalesce:
    """How many of these the project got within an hour."""
    mine = Audit.objects.filter(
        version__submission=OuterRef("version__submission"),
        reason__in=Audit.AUTOMATIC,
        queued_at__gt=at - timedelta(hours=1),
    )
    counted = mine.order_by().values("version__submission").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
