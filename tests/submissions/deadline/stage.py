"""Plays a story: a repo on the sandbox Hub, an edition that watches it, and one clock for both."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hackathon.editions.loading import shipped_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType
from submissions import actions, queries
from submissions.deadline.hooks import read_call
from submissions.deadline.verdict import LateCommit, Verdict, judge
from submissions.models import EvidenceLog, Repo, RepoVerdict
from tests.factories.editions import BASE, NOW, make_edition
from tests.factories.submissions import add_version, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.deadline.stories import MADE, Deed, Ending, Story

DATASET = RepoType.DATASET
HOME, BOTS, STAFF = "somos-demo", ("parquet-converter",), ("somos-staff",)


class Clock:
    """Our clock and the Hub's. ``ahead``: so much later it is by the time that the Hub answers."""

    def __init__(self) -> None:
        self.now = NOW
        self.ahead = timedelta(0)

    def hubs(self) -> datetime:
        return self.now + self.ahead


class Stage:
    """Where one story is played: each deed of a story is the method of its name."""

    def __init__(self, server: RunningHub, clock: Clock) -> None:
        self.server, self.clock, self.store = server, clock, server.storage
        self.edition = edition()
        self.rules = self.edition.parsed_rules
        self.hub = HubClient(endpoint=server.endpoint, retries=0, timeout=5.0)
        self.name = f"{HOME}/recetas"
        self.shas: dict[str, str] = {}
        self.calls: list[tuple[float, Mapping[str, Any]]] = []
        self.heard: list[Mapping[str, Any]] = []
        server.webhooks.register("http://testserver/", secret="s")

    def play(self, story: Story) -> Ending:
        """Do it all, and say how it ended."""
        deeds = (*(MADE if story.begins is None else story.begins), *story.deeds)
        for deed in deeds:
            self._hear(until=deed.at)
            self.clock.now = self._minute(deed.at)
            self._do(deed)
        return self._ending()

    # --- what happens on the Hub ---

    def live(self, name: str) -> None:
        self.name = name

    def push(
        self,
        name: str,
        *,
        dated: float | None = None,
        by: str = "alicia",
        files: Mapping[str, str | None] | None = None,
        onto: str | None = None,
    ) -> None:
        what = {
            "author": by,
            "at": self.clock.now if dated is None else self._minute(dated),
            "message": f"Cambio {name}",
        }
        files = files or {"README.md": f"# {name}\n"}
        if self.store.find(DATASET, self.name) is None:
            self.store.create_repo(DATASET, self.name, files, **what)
        elif onto is None:
            self.store.commit(DATASET, self.name, files, **what)
        else:
            self.store.rewrite(DATASET, self.name, files, onto=self.shas.get(onto), **what)
        self._name_head(name)

    def lengthen(self, name: str, *, commits: int) -> None:
        every = timedelta(seconds=1)
        self.store.lengthen(DATASET, self.name, commits=commits, author="alicia", at=self.clock.now, every=every)
        self._name_head(name)

    def squash(self, name: str) -> None:
        self.store.squash(DATASET, self.name, author="alicia", at=self.clock.now)
        self._name_head(name)

    def reset(self, to: str) -> None:
        self.store.set_ref(DATASET, self.name, "refs/heads/main", self.shas[to])

    def propose(self, name: str, *, number: int) -> None:
        files = {"README.md": f"# {name}\n"}
        self.shas[name] = self.store.open_pull_request(
            DATASET, self.name, files, number=number, author="alicia", at=self.clock.now, message="Propuesta"
        )

    def merge(self, name: str, *, number: int, by: str = "alicia", squash: bool = False) -> None:
        self.store.merge_pull_request(DATASET, self.name, number=number, by=by, at=self.clock.now, squash=squash)
        self._name_head(name)

    def rename(self, to: str) -> None:
        self.store.rename(DATASET, self.name, to)
        self.name = to

    def delete(self) -> None:
        self.store.delete_repo(DATASET, self.name)

    def replace(self, name: str) -> None:
        self.store.replace_repo(DATASET, self.name, {"README.md": "# otro"}, author="alicia", at=self.clock.now)
        self._name_head(name)

    def set(self, **meta: Any) -> None:
        self.store.set_meta(DATASET, self.name, **meta)

    def breaks(self, **fault: Any) -> None:
        self.server.set_fault(**{"kind": "status"} | fault)

    def works(self) -> None:
        self.server.clear_faults()

    # --- what we do ---

    def token(self) -> None:
        self.store.add_person("somos-bot", orgs={HOME: "write"})
        self.hub = HubClient(endpoint=self.server.endpoint, token="hf_somos-bot", retries=0, timeout=5.0)

    def deliver(self) -> None:
        repo = make_repo(ArtefactKind.CORPUS, self.name, hub_id=None)
        submission = make_submission(make_team(self.edition), kinds=(), at=self.clock.now)
        version = add_version(submission, repos=[(ArtefactKind.CORPUS, repo)], at=self.clock.now)
        actions.watch(edition=self.edition, entries=version.entries.select_related("repo"), at=self.clock.now)

    def look(self, answered: float | None) -> None:
        if answered is not None:
            self.clock.ahead = self._minute(answered) - self.clock.now
        EvidenceLog.objects.update(next_sweep_at=None)  # the lists are asked whenever a story says so
        now = self._now
        actions.keep_watch(at=now(), hub=self.hub, now=now)
        while actions.take_snapshots(edition=self.edition, hub=self.hub, now=now):
            pass
        self.judge()
        self.clock.ahead = timedelta(0)

    def judge(self) -> None:
        actions.rejudge(edition=self.edition, at=self.clock.now)

    def tell_again(self, times: int) -> None:
        for _time in range(times):
            for payload in self.heard:
                self._call(payload)

    # --- how it is done ---

    def _do(self, deed: Deed) -> None:
        how = dict(deed.how)
        told = how.pop("told", None)
        getattr(self, deed.what)(**how)
        messages = self.server.webhooks.take()
        self.calls += [(told, message.payload) for message in messages if told is not None]

    def _hear(self, *, until: float) -> None:
        """The Hub's calls reach us when the story says so; those of which it says nothing never do."""
        due = sorted((call for call in self.calls if call[0] <= until), key=lambda call: call[0])
        for minute, payload in due:
            self.clock.now = self._minute(minute)
            self._call(payload)
            self.heard.append(payload)
        self.calls = [call for call in self.calls if call[0] > until]

    def _call(self, payload: Mapping[str, Any]) -> None:
        call = read_call(payload)
        assert call is not None
        actions.receive_push(call=call, at=self.clock.now)

    def _now(self) -> datetime:
        return self.clock.now

    def _minute(self, minute: float) -> datetime:
        return self.rules.counts_until + timedelta(minutes=minute)

    def _name_head(self, name: str) -> None:
        head = self.store.head(self.store.get(DATASET, self.name))
        assert head is not None
        self.shas[name] = head.sha

    # --- how it ended ---

    def _ending(self) -> Ending:
        repo = Repo.objects.get()
        record = queries.record_of(edition=self.edition, repo=repo)
        found = judge(record, closes_at=self.rules.counts_until, at=self.clock.now, bots=BOTS, organisers=STAFF)
        row = RepoVerdict.objects.filter(repo=repo).first()
        assert row is None or (row.state, row.frozen_sha, row.facts) == (found.state, found.frozen or "", found.facts())
        return self._told(found)

    def _told(self, found: Verdict) -> Ending:
        many = found.late_total > len(found.late)
        counting = [late for late in found.late if late.counts]
        others = [late for late in found.late if not late.counts and not many]
        return Ending(
            state=found.state,
            level=found.level,
            counts=self._letter(found.frozen) if found.frozen else None,
            basis=found.basis,
            late=self._by_letter(others),
            doubted=self._by_letter(counting),
            same_content=found.same_content,
            sorts={tally.of: tally.count for tally in found.files_by},
            late_total=found.late_total if many else None,
            out_of_order=found.out_of_order,
            lost_before=found.lost_before,
            away=found.away_at is not None,
            renamed_to=found.renamed_to,
            seen_in={self._letter(late.commit.sha): late.seen_in for late in found.late if late.seen_in},
        )

    def _by_letter(self, commits: list[LateCommit]) -> dict[str, Any]:
        return {self._letter(late.commit.sha): late.whose for late in commits}

    def _letter(self, sha: str) -> str:
        return next((letter for letter, known in self.shas.items() if known == sha), sha)


def edition() -> Edition:
    """One whose organisation, bots and staff are those of the stories; its close lies ahead."""
    hub = replace(shipped_rules(BASE).hub, organisations=(HOME,), bots=BOTS, organisers=STAFF)
    return make_edition("ensayo", phase=Phase.BUILDING, hub=hub)
