"""The evidence of a thousand teams against a Hub that counts: asking again, the close, and checking the log.

The sandbox's clock and ours are one, and stand still while we ask: what is counted is requests and windows, not seconds.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hackathon.editions.actions import change_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.limits import WINDOW
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.deadline import chain
from submissions.deadline.record import Reason
from submissions.models import Entry, EvidenceLog, Repo, Submission, SubmissionVersion, Watch
from tests.benchmarks.measuring import Line, seconds_of
from tests.benchmarks.world import make_world
from tests.factories.editions import make_rules

TEAMS = 1_000
QUOTA = {"api": 1_000}
ENTRIES = 10_000
SWEEP_CALLS, CLOSE_WINDOWS, VERIFY_SECONDS = 3, 4, 2.0
HOME = "casa-comun"
TYPES = {ArtefactKind.CORPUS: RepoType.DATASET, ArtefactKind.MODEL: RepoType.MODEL, ArtefactKind.DEMO: RepoType.SPACE}
CARD = "---\nlanguage: es\nlicense: apache-2.0\n---\n# Un proyecto\n\n" + "Qué es, cómo se hizo y para quién.\n" * 20


class Hub:
    """The client, and the repos that it was asked about one by one, in that order."""

    def __init__(self, client: HubClient) -> None:
        self._client = client
        self.looked: list[str] = []

    def look(self, repo_id: str, *given: Any, **options: Any) -> Any:
        info = self._client.look(repo_id, *given, **options)
        self.looked.append(repo_id)
        return info

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


@dataclass
class Scene:
    """Everything delivered and known; ``now`` is the one clock."""

    edition: Edition
    now: datetime
    server: RunningHub = field(init=False)
    hub: Hub = field(init=False)

    def clock(self) -> datetime:
        return self.now

    @property
    def calls(self) -> int:
        """How many requests the Hub has answered."""
        return self.server.quota.served["api"]


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    with set_up() as scene:
        lines = [unchanged(scene)]
        typical = commit(scene, share=0.1)
        lines += at_close(scene, "a tenth changed", typical)
        extend(scene)
        lines += at_close(scene, "all changed", commit(scene, share=1.0))
        return [*lines, verifying(scene)]


@contextmanager
def set_up() -> Iterator[Scene]:
    """A sandbox with three repos of each team in one organisation, all of them delivered, watched and known."""
    world = make_world("pruebas", people=TEAMS, teams=TEAMS, delivered=0)
    rules = make_rules("pruebas")
    rules = replace(rules, hub=replace(rules.hub, organisations=(HOME,)))
    at = rules.counts_until - timedelta(hours=12)
    edition = change_rules(edition=world.edition, rules=rules, by=None, at=at, reason="Una casa para todos")
    scene = Scene(edition, at)
    with tempfile.TemporaryDirectory() as folder, running(folder, now=scene.clock, quota=QUOTA) as server:
        scene.server = server
        with HubClient(endpoint=server.endpoint, retries=0) as client:
            scene.hub = Hub(client)
            deliver(scene, world.teams)
            yield scene


def deliver(scene: Scene, teams: Sequence[Any]) -> None:
    """Each team's three repos on the Hub, and what the site would know of them after a first look."""
    versions = deliveries(scene, teams)
    repos = [(kind, version, repo(scene, kind, number)) for number, version in enumerate(versions) for kind in TYPES]
    rows = Repo.objects.bulk_create([row for _kind, _version, row in repos], batch_size=1000)
    entries = [
        Entry(version=version, kind=kind, position=place % len(TYPES), repo=row, address=row.repo_id)
        for place, ((kind, version, _), row) in enumerate(zip(repos, rows, strict=True))
    ]
    Entry.objects.bulk_create(entries, batch_size=1000)
    EvidenceLog.objects.create(edition=scene.edition)
    Watch.objects.bulk_create([Watch(edition=scene.edition, repo=row, added_at=scene.now) for row in rows])
    know_all(scene)


def deliveries(scene: Scene, teams: Sequence[Any]) -> list[SubmissionVersion]:
    made = Submission.objects.bulk_create(
        Submission(edition=scene.edition, team=team, created_at=scene.now) for team in teams
    )
    versions = SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=one, number=1, title=one.team.name, summary="…", at=scene.now, by_id=one.team.captain_id
        )
        for one in made
    )
    for one, version in zip(made, versions, strict=True):
        one.current = version
    Submission.objects.bulk_update(made, ["current"], batch_size=500)
    return versions


def repo(scene: Scene, kind: ArtefactKind, number: int) -> Repo:
    repo_id = f"{HOME}/equipo-{number}-{kind.value}"
    files = {"README.md": CARD, "data/train.csv": "a,b\n1,2\n" * 20, "script.py": "print(1)\n"}
    at = scene.now - timedelta(days=3)
    made = scene.server.storage.create_repo(TYPES[kind], repo_id, files, author=f"persona-{number}", at=at)
    return Repo(repo_type=TYPES[kind], repo_id=repo_id, hub_id=made.hub_id, first_seen_at=at)


def know_all(scene: Scene) -> None:
    """What the rows say once everything has been looked at."""
    storage = scene.server.storage
    rows = list(Watch.objects.filter(edition=scene.edition).select_related("repo"))
    for row in rows:
        head = storage.head(storage.get(RepoType(row.repo.repo_type), row.repo.repo_id))
        row.head_sha = row.content_sha = row.snapshot_sha = head.sha
        row.head_seen_at = row.snapshot_at = scene.now
        row.likes, row.due_at, row.reason, row.attempts = 0, None, "", 0
    fields = ["head_sha", "content_sha", "snapshot_sha", "head_seen_at", "snapshot_at"]
    Watch.objects.bulk_update(rows, [*fields, "likes", "due_at", "reason", "attempts"], batch_size=1000)


def commit(scene: Scene, *, share: float) -> list[str]:
    """That share of the repos changes in the last six hours; their names, those that changed last first."""
    chance = random.Random(share)
    rows = list(Repo.objects.filter(watches__edition=scene.edition).order_by("pk"))
    changing = chance.sample(rows, int(len(rows) * share))
    close = scene.edition.parsed_rules.counts_until
    for number, row in enumerate(changing, start=1):
        at = close - timedelta(seconds=number * 7)
        text = {"README.md": f"{CARD}\nOtra vuelta, {number}\n"}
        scene.server.storage.commit(RepoType(row.repo_type), row.repo_id, text, author="persona", at=at, message="Más")
    return [row.repo_id for row in changing]


def unchanged(scene: Scene) -> Line:
    """Asking after all of them when nothing has changed: the lists, and not one repo."""
    before = scene.calls
    seconds = seconds_of(lambda: actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=scene.clock))
    look(scene, seconds=1.0)
    note = f"{3 * TEAMS} repos, {len(scene.hub.looked)} of them asked for one by one; {seconds:.1f} s"
    return Line("nothing changed: calls", "calls", scene.calls - before, limit=SWEEP_CALLS + 1, note=note)


def at_close(scene: Scene, name: str, changed: list[str]) -> Iterator[Line]:
    """From the close until the last repo that changed has been looked at."""
    scene.now = scene.edition.parsed_rules.counts_until
    scene.hub.looked.clear()
    before, windows = scene.calls, set()

    def close() -> None:
        actions.close(edition=scene.edition, at=scene.now)
        actions.sweep_lists(edition=scene.edition, hub=scene.hub, now=scene.clock)
        windows.add(window_of(scene.now))
        scene.now += timedelta(seconds=60)
        while wanted(scene):
            windows.add(window_of(scene.now))
            look(scene)
            scene.now = next_quota(scene)

    seconds = seconds_of(close)
    order = "those that changed last first" if scene.hub.looked[: len(changed)] == changed else "OUT OF ORDER"
    seen = len(set(scene.hub.looked) & set(changed))
    note = f"{scene.calls - before} calls, {seen} of {len(changed)} repos looked at, {order}; {seconds:.0f} s of work"
    limit = CLOSE_WINDOWS + 1 if (order, seen) != ("OUT OF ORDER", len(changed)) else 0
    yield Line(f"close of {TEAMS} teams, {name}", "windows", len(windows), limit=limit, note=note)


def wanted(scene: Scene) -> bool:
    return Watch.objects.filter(edition=scene.edition, reason=Reason.DEADLINE).exclude(due_at=None).exists()


def look(scene: Scene, *, seconds: float = 5.0) -> int:
    return actions.take_snapshots(edition=scene.edition, hub=scene.hub, now=scene.clock, seconds=seconds)


def next_quota(scene: Scene) -> datetime:
    """When it goes on: now, or when the pause ends that the Hub asked for."""
    until = EvidenceLog.objects.get(edition=scene.edition).paused_until
    return max(scene.now, until) if until else scene.now


def window_of(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW


def extend(scene: Scene) -> None:
    """The delivery closes a day later, and what has changed till now is known."""
    rules = scene.edition.parsed_rules
    later = rules.windows.submission.closes_at + timedelta(days=1)
    windows = replace(
        rules.windows,
        submission=replace(rules.windows.submission, closes_at=later),
        judging=replace(rules.windows.judging, opens_at=later),
    )
    rules = replace(rules, windows=windows)
    scene.edition = change_rules(edition=scene.edition, rules=rules, by=None, at=scene.now, reason="Un día más")
    know_all(scene)


def verifying(scene: Scene) -> Line:
    """Checking an exported log of ten thousand entries, whose contents are those that the close has left."""
    lines = list(chained(scene, ENTRIES))
    checked: list[chain.Verification] = []
    seconds = seconds_of(lambda: checked.append(chain.verify(lines)))
    size = sum(map(len, lines)) / 1e6
    holds = checked[0].broken is None and checked[0].entries == ENTRIES
    note = f"{size:.1f} MB; {'all hold' if holds else 'DOES NOT HOLD'}"
    return Line(f"verify {ENTRIES} entries", "s", seconds, limit=VERIFY_SECONDS if holds else 0, note=note)


def chained(scene: Scene, count: int) -> Iterator[str]:
    """The log's own entries, then their contents again as new ones, until there are ``count``."""
    entries = list(scene.edition.evidence_log.entries.order_by("sequence"))
    previous = chain.FIRST
    for sequence in range(1, count + 1):
        entry = entries[(sequence - 1) % len(entries)]
        told: dict[str, Any] = {"sequence": sequence, "at": entry.at, "kind": entry.kind, "body": entry.body}
        hash = chain.hash_of(**told, previous=previous)
        yield chain.line_of(**told, previous=previous, hash=hash) + "\n"
        previous = hash
