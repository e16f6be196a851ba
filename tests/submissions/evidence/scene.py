"""One project, watched: its repos on the sandbox Hub, and a clock of its own that moves only when the test says so."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.models import EvidenceEntry, Repo, Submission, Watch
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, DEMO, MODEL

NAMES = dict(zip(ArtefactKind, (CORPUS, MODEL, DEMO), strict=True))
TYPES = dict(
    zip((CORPUS, MODEL, DEMO), (RepoType.DATASET, RepoType.MODEL, RepoType.SPACE), strict=True)
)


@dataclass
class Scene:
    """``now`` is what our clock shows. The close lies ten days ahead of it."""

    server: Any
    hub: Any
    now: datetime = NOW
    edition: Edition = field(init=False)
    submission: Submission = field(init=False)

    def __post_init__(self) -> None:
        self.edition = home_edition()
        self.submission = make_submission(make_team(self.edition), kinds=())
        self.deliver(*ArtefactKind)

    def deliver(self, *kinds: ArtefactKind, sha: str = "") -> None:
        """The team delivers these repos, of which the Hub has not yet told what they are."""
        rows = [(kind, Repo.objects.filter(repo_id=NAMES[kind]).first() or make_repo(kind, NAMES[kind], hub_id=None)) for kind in kinds]
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

    def watch(self, repo_id: str = CORPUS) -> Watch:
        """The row of that repo."""
        return Watch.objects.select_related("repo").get(edition=self.edition, repo__repo_id=repo_id)

    def entries(self, *kinds: str) -> list[EvidenceEntry]:
        """The log's entries of these kinds (all, without any)."""
        entries = EvidenceEntry.objects.filter(log__edition=self.edition).order_by("sequence")
        return list(entries.filter(kind__in=kinds) if kinds else entries)

    def bodies(self, *kinds: str) -> list[dict[str, Any]]:
        """What they say."""
        return [json.loads(entry.body) for entry in self.entries(*kinds)]

    def kinds(self) -> list[str]:
        """The kinds of all entries, in their order."""
        return [entry.kind for entry in self.entries()]


def home_edition(slug: str = "demo") -> Edition:
    """An edition whose organisation is the sandbox's, ten days before its close."""
    from dataclasses import replace

    from hackathon.editions.loading import shipped_rules
    from tests.factories.editions import BASE

    hub = replace(shipped_rules(BASE).hub, organisations=("somos-demo",))
    return make_edition(slug, phase=Phase.BUILDING, hub=hub)
