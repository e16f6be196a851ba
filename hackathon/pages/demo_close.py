"""How the demo's repos were watched around the close: the looks of some days, taken one after the other by the real actions.

The clocks of this site and of the sandbox Hub stand where the story is, and the sandbox has the commits of that moment only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hackathon.editions.models import Edition
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.records import RepoRecord
from hackathon.hub.sandbox.samples import ORGANISATION, build_samples
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.models import Entry, EvidenceLog, Repo, RepoVerdict, Submission, Watch

DELIVERED: Final = timedelta(hours=-3)
"""When the demo's teams deliver, from the close on."""
LOOKS: Final = tuple(timedelta(minutes=minutes) for minutes in (-100, -30, -5))
AFTERWARDS: Final = tuple(timedelta(hours=hours) for hours in (1, 4, 10, 21, 49))


@dataclass
class Story:
    """Where the story stands; ``now`` is the clock of everybody in it."""

    now: datetime

    def clock(self) -> datetime:
        return self.now


def has_been_told(edition: Edition) -> bool:
    """Whether the log has the close that the edition has now."""
    closes_at = edition.parsed_rules.counts_until
    return EvidenceLog.objects.filter(edition=edition, closed_for=closes_at).exists()


def tell(edition: Edition, *, storage: SandboxStorage, story: Story, hub: HubClient, until: datetime) -> None:
    """Watch what was delivered, through the close and up to ``until``."""
    closes_at = edition.parsed_rules.counts_until
    story.now = closes_at + DELIVERED + timedelta(minutes=1)
    actions.take_snapshots(edition=edition, hub=hub, now=story.clock)
    for step in (*LOOKS, timedelta(0), *AFTERWARDS):
        if closes_at + step >= until:
            break
        _look(edition, storage, story, hub, at=closes_at + step)
    _look(edition, storage, story, hub, at=until)


def fill(storage: SandboxStorage, edition: Edition, *, at: datetime) -> None:
    """The sample repos with the commits that they have ``at`` a moment of the edition. Other rules, other repos: the log must
    never mistake those of one life of the demo for those of another."""
    closes_at = edition.parsed_rules.windows.submission.closes_at
    build_samples(storage, at=at, deadline=closes_at, life=f"/{edition.rules_version}")


def begin_anew(edition: Edition) -> None:
    """The dates have moved and with them all commits, so what was seen fits nothing any more.

    Nobody can take anything out of the log. But the sample repos will be others, of which it has not told anything yet.
    """
    RepoVerdict.objects.filter(edition=edition).delete()
    Watch.objects.filter(edition=edition).delete()
    anew = {"next_sweep_at": None, "swept_at": None, "paused_until": None, "closed_for": None}
    EvidenceLog.objects.filter(edition=edition).update(**anew)


def hand_over(edition: Edition, *, storage: SandboxStorage, at: datetime) -> None:
    """What teams have delivered is of the sample repos that bear its names now."""
    for repo_type in RepoType:
        for record in storage.repos(repo_type, namespace=ORGANISATION):
            _hand_over(edition, record, at=at)


def _hand_over(edition: Edition, record: RepoRecord, *, at: datetime) -> None:
    """What was delivered of the repo that had the name before is of the one that has it now."""
    entries = Entry.objects.filter(
        version__submission__edition=edition, repo__repo_type=record.repo_type, repo__repo_id=record.repo_id
    )
    if entries.exists():
        named = {"repo_type": record.repo_type, "repo_id": record.repo_id, "first_seen_at": at}
        entries.update(repo=Repo.objects.get_or_create(hub_id=record.hub_id, defaults=named)[0])


def watch_all(edition: Edition, *, at: datetime) -> None:
    """Everything that is delivered and that nobody watches yet."""
    delivered = Submission.objects.delivered().filter(edition=edition).values("current")
    entries = Entry.objects.filter(version__in=delivered).exclude(repo__watches__edition=edition)
    actions.watch(edition=edition, entries=entries.select_related("repo"), at=at)


def _look(edition: Edition, storage: SandboxStorage, story: Story, hub: HubClient, *, at: datetime) -> None:
    """What the workers do at such a moment, in their order."""
    story.now = at
    fill(storage, edition, at=at)
    actions.close(edition=edition, at=at)
    actions.sweep_lists(edition=edition, hub=hub, now=story.clock)
    story.now = at + timedelta(minutes=2)
    actions.take_snapshots(edition=edition, hub=hub, now=story.clock)
    actions.rejudge_stale(edition=edition, at=story.now)
