"""A project whose repos people like on the sandbox Hub, and a clock of its own that moves only when the test says so."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hackathon.editions.actions import change_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.models import CountedRepo, LikedRepo, LikesCount, LikesWatch, Repo, Submission
from tests.factories.editions import NOW
from tests.factories.people import make_person
from tests.factories.submissions import REPO_TYPES, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.evidence.scene import TYPES, Recorder, home_edition
from tests.submissions.hubs import CORPUS, DEMO, MODEL

MOMENT = NOW + timedelta(days=2)
COMPLETE = ((ArtefactKind.CORPUS, CORPUS), (ArtefactKind.MODEL, MODEL), (ArtefactKind.DEMO, DEMO))


@dataclass
class Scene:
    """``now`` is what our clock shows; likes are counted two days after ``NOW``. Alicia and Bruno deliver the sandbox's three repos."""

    server: Any
    hub: Any
    now: datetime = NOW
    edition: Edition = field(init=False)
    submission: Submission = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Recorder(self.hub)
        self.edition = home_edition(at=self.now)
        self.set_moment(MOMENT)
        people = [make_person(name, hub_username=name.lower()) for name in ("Alicia", "Bruno")]
        self.submission = self.deliver(*COMPLETE, people=people)

    def deliver(self, *parts: tuple[ArtefactKind, str], people: Any = (), title: str = "Recetas") -> Submission:
        """A team delivers these repos, and is watched by nobody else."""
        submission = make_submission(make_team(self.edition, *people), kinds=(), title=title)
        for position, (kind, repo_id) in enumerate(parts):
            known = Repo.objects.filter(repo_type=REPO_TYPES[kind], repo_id=repo_id).first()
            row = known or make_repo(kind, repo_id, hub_id=self._hub_id(kind, repo_id))
            submission.current.entries.create(kind=kind, position=position, repo=row, address=repo_id)
        return submission

    def _hub_id(self, kind: ArtefactKind, repo_id: str) -> str | None:
        record = self.server.storage.find(REPO_TYPES[kind], repo_id)
        return record.hub_id if record else None

    def set_moment(self, moment: datetime | None) -> None:
        """The rules say that likes are counted then."""
        rules = self.edition.parsed_rules
        windows = replace(rules.windows, likes_at=moment)
        change_rules(edition=self.edition, rules=replace(rules, windows=windows), by=None, at=self.now, reason="Prueba")
        self.edition.refresh_from_db()

    def like(self, repo_id: str, *names: str, at: datetime | None = None, repo_type: RepoType | None = None) -> None:
        """These people, whom the Hub knows, like the repo since then."""
        for name in names:
            if self.server.storage.people.by_username(name) is None:
                self.server.storage.add_person(name)
            self.server.storage.like(repo_type or TYPES[repo_id], repo_id, by=name, at=at or self.now)

    def space(self, name: str, *likers: str, card: str = "", at: datetime | None = None) -> str:
        """Another Space in the organisation, by its full name."""
        files = {"README.md": f"---\nsdk: gradio\n{card}---\n# {name}\n"}
        at = at or self.now - timedelta(days=1)
        self.server.storage.create_repo(RepoType.SPACE, f"somos-demo/{name}", files, author="bruno", at=at)
        self.like(f"somos-demo/{name}", *likers, repo_type=RepoType.SPACE)
        return f"somos-demo/{name}"

    def keep(self, at: datetime | None = None) -> None:
        """What runs periodically, at that moment."""
        self.now = at or self.now
        actions.keep_likes(at=self.now, hub=self.hub, now=lambda: self.now)

    def asked(self) -> list[str]:
        """What the Hub was asked since this was called last."""
        asked, self.hub.asked = self.hub.asked, []
        return asked

    def repo(self, repo_id: str = CORPUS) -> LikedRepo:
        return LikedRepo.objects.get(edition=self.edition, repo_id=repo_id)

    def points(self, repo_id: str = CORPUS) -> list[tuple[str, int]]:
        """The days on which the repo's likes changed, and to how many."""
        rows = self.repo(repo_id).points.order_by("day").values_list("day", "likes")
        return [(day.isoformat(), likes) for day, likes in rows]

    def watch(self) -> LikesWatch:
        return LikesWatch.objects.get(edition=self.edition)

    def count(self) -> LikesCount:
        """The count for the moment that the rules have now."""
        return LikesCount.objects.get(edition=self.edition, moment=self.edition.parsed_rules.windows.likes_at)

    def counted(self) -> dict[str, tuple[int, str]]:
        """Of the count: how many each repo has, and how sure that is."""
        rows = CountedRepo.objects.filter(count=self.count()).order_by("repo_id")
        return {row.repo_id: (row.likes, row.surety) for row in rows}

    def own(self) -> dict[str, int | None]:
        """Of the count: how many of each part's likes are the team's own."""
        return {part.repo_id: part.own for part in self.count().parts.all()}
