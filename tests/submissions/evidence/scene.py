"""One project, watched: its repos on the sandbox Hub, and a clock of its own that moves only when the test says so."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hackathon.editions.actions import change_rules
from hackathon.editions.loading import shipped_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import snapshots
from submissions.models import EvidenceEntry, Repo, Submission, Watch
from tests.factories.editions import BASE, NOW, make_edition
from tests.factories.submissions import add_version, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, DEMO, MODEL

NAMES = dict(zip(ArtefactKind, (CORPUS, MODEL, DEMO), strict=True))
TYPES = dict(zip((CORPUS, MODEL, DEMO), (RepoType.DATASET, RepoType.MODEL, RepoType.SPACE), strict=True))


class Recorder:
    """A client of the Hub that remembers what it was asked: ``["look somos-demo/recetas"]``."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def ask(what: Any, *arguments: Any, **options: Any) -> Any:
            self.asked.append(f"{name} {what}")
            return method(what, *arguments, **options)

        return ask


@dataclass
class Scene:
    """``now`` is what our clock shows. The close lies days ahead of it."""

    server: Any
    hub: Any
    now: datetime = NOW
    edition: Edition = field(init=False)
    submission: Submission = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Recorder(self.hub)
        self.edition = home_edition(at=self.now)
        self.submission = make_submission(make_team(self.edition), kinds=())
        self.deliver(*ArtefactKind)

    def deliver(self, *kinds: ArtefactKind) -> None:
        """The team delivers these repos, of which the Hub has not yet told what they are."""
        rows = [
            (kind, Repo.objects.filter(repo_id=NAMES[kind]).first() or make_repo(kind, NAMES[kind], hub_id=None))
            for kind in kinds
        ]
        version = add_version(self.submission, repos=rows, at=self.now)
        actions.watch(edition=self.edition, entries=version.entries.select_related("repo"), at=self.now)

    def pass_(self, **time: float) -> datetime:
        """So much time passes."""
        self.now += timedelta(**time)
        return self.now

    def to_close(self, **time: float) -> datetime:
        """It is the close, or so much after it."""
        self.now = self.edition.parsed_rules.counts_until + timedelta(**time)
        return self.now

    def look(self, **options: Any) -> int:
        """A worker takes what is due."""
        return actions.take_snapshots(edition=self.edition, hub=self.hub, now=lambda: self.now, **options)

    def keep(self) -> None:
        """What runs periodically."""
        actions.keep_watch(at=self.now, hub=self.hub, now=lambda: self.now)

    def commit(self, repo_id: str, files: dict[str, str] | None = None, **options: Any) -> str:
        """Somebody commits to the repo now; the new head."""
        files = files or {"README.md": f"# {self.now}\n"}
        options = {"author": "alicia", "message": "Cambio", "at": self.now} | options
        return self.server.storage.commit(TYPES[repo_id], repo_id, files, **options)

    def head(self, repo_id: str = CORPUS) -> str:
        """The head of that repo's main branch."""
        storage = self.server.storage
        return storage.head(storage.get(TYPES[repo_id], repo_id)).sha

    def another(self, repo_id: str) -> None:
        """Another team of the edition delivers a corpus of its own."""
        self.server.storage.create_repo(RepoType.DATASET, repo_id, {"README.md": "#"}, author="bruno", at=NOW)
        submission = make_submission(make_team(self.edition), kinds=())
        repo = make_repo(ArtefactKind.CORPUS, repo_id, hub_id=None)
        version = add_version(submission, repos=[(ArtefactKind.CORPUS, repo)], at=self.now)
        actions.watch(edition=self.edition, entries=version.entries.select_related("repo"), at=self.now)

    def take_one(self) -> Watch:
        """A worker takes the most urgent row, and no other."""
        watch = snapshots._claim_next(self.edition, at=self.now)
        snapshots._take(watch, hub=self.hub, now=lambda: self.now)
        return Watch.objects.get(pk=watch.pk)

    def live_apart(self) -> None:
        """The edition's organisation is another one, so that no list has the team's repos."""
        rules = self.edition.parsed_rules
        self.change(hub=replace(rules.hub, organisations=("otra-casa",)))

    def change(self, **branches: Any) -> None:
        """The edition has other rules from now on."""
        rules = replace(self.edition.parsed_rules, **branches)
        change_rules(edition=self.edition, rules=rules, by=None, at=self.now, reason="Prueba")
        self.edition.refresh_from_db()

    def watch(self, repo_id: str = CORPUS) -> Watch:
        """The row of that repo."""
        return Watch.objects.select_related("repo").get(edition=self.edition, repo__repo_id=repo_id)

    def entries(self, *kinds: str) -> list[EvidenceEntry]:
        """The log's entries of these kinds (all, without any)."""
        entries = EvidenceEntry.objects.filter(log__edition=self.edition).order_by("sequence")
        return list(entries.filter(kind__in=kinds) if kinds else entries)

    def asked(self) -> list[str]:
        """What the Hub was asked since this was called last."""
        asked, self.hub.asked = self.hub.asked, []
        return asked

    def bodies(self, *kinds: str) -> list[dict[str, Any]]:
        """What they say."""
        return [json.loads(entry.body) for entry in self.entries(*kinds)]

    def last(self) -> tuple[str, dict[str, Any]]:
        """The newest entry: its kind and what it says."""
        entry = self.entries()[-1]
        return entry.kind, json.loads(entry.body)

    def settle(self) -> None:
        """Everything has been looked at, and nothing is due."""
        self.look()
        self.asked()

    def kinds(self) -> list[str]:
        """The kinds of all entries, in their order."""
        return [entry.kind for entry in self.entries()]


def home_edition(slug: str = "demo", *, at: datetime = NOW) -> Edition:
    """An edition whose organisation is the sandbox's, days before its close."""
    hub = replace(shipped_rules(BASE).hub, organisations=("somos-demo",))
    return make_edition(slug, phase=Phase.BUILDING, at=at, hub=hub)
