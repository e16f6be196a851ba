"""What an audit of a team costs the Hub: the first one of all its repos, and later ones of what did not change.

A typical team: a corpus in Parquet with a card and a script, an adapter with a card and a script, a demo. Counted are the
requests that the sandbox Hub answers, not seconds.
"""

import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow
import pyarrow.parquet

from hackathon.editions.actions import change_rules
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.models import Audit, Submission
from tests.benchmarks.measuring import Line
from tests.benchmarks.world import make_world
from tests.factories.editions import make_rules
from tests.factories.submissions import add_version, make_repo

HOME = "casa-comun"
FIRST_CALLS, UNCHANGED_CALLS = 12, 0
ROWS = 20_000
NAMES = {
    ArtefactKind.CORPUS: (RepoType.DATASET, f"{HOME}/recetas"),
    ArtefactKind.MODEL: (RepoType.MODEL, f"{HOME}/recetas-7b"),
    ArtefactKind.DEMO: (RepoType.SPACE, f"{HOME}/recetas-demo"),
}
BASE = "google/gemma-7b"
CARD = "\n".join(
    [
        "---",
        "language: es",
        "license: apache-2.0",
        "{more}",
        "---",
        "# Recetas de la abuela",
        *(f"## {name}\n\n{'Lo contamos con calma y con detalle para que se entienda. ' * 5}\n" for name in "ABCDE"),
    ]
)


class Counting:
    """The client, and what it was asked: which method about which repo."""

    def __init__(self, client: HubClient) -> None:
        self._client = client
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if not callable(method):
            return method

        def ask(what: Any, *given: Any, **options: Any) -> Any:
            self.asked.append(name)
            return method(what, *given, **options)

        return ask


@dataclass
class Scene:
    """One team, delivered and watched; ``now`` is the one clock."""

    server: RunningHub
    hub: Counting
    submission: Submission
    now: datetime

    def clock(self) -> datetime:
        return self.now

    def calls(self) -> Counter[str]:
        """Requests answered by now, by the Hub's kinds of resource."""
        return Counter(self.server.quota.served)

    def watch(self) -> None:
        """What the site does by itself: it asks the lists, and looks at what is due."""
        actions.keep_watch(at=self.now, hub=self.hub, now=self.clock)
        actions.take_snapshots(edition=self.submission.edition, hub=self.hub, now=self.clock, seconds=30)

    def audit(self, reason: str) -> Counter[str]:
        """Do an audit; the requests that it took, by kind."""
        audit = Audit.objects.create(
            version=self.submission.current, reason=reason, queued_at=self.now, not_before=self.now
        )
        before, self.hub.asked = self.calls(), []
        done = actions.audit(audit_id=audit.pk, hub=self.hub, at=self.now)
        if done is None or done.state != Audit.State.DONE:
            raise SystemExit(f"the audit did not end: {done}")
        unread = [one for repo in done.evidence["repos"] for one in repo["unread"]]
        if unread:
            raise SystemExit(f"the audit could not read everything: {unread}")
        return self.calls() - before


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    with set_up() as scene:
        lines = [told("first audit of a team", scene, scene.audit("submitted"), FIRST_CALLS)]
        scene.now += timedelta(hours=1)
        scene.watch()
        lines.append(told("nothing changed: asked for again", scene, scene.audit("changed"), UNCHANGED_CALLS))
        other_dates(scene)
        lines.append(told("nothing changed: other dates in the rules", scene, scene.audit("rules"), UNCHANGED_CALLS))
        commit(scene)
        lines.append(told("one repo changed: its card", scene, scene.audit("changed"), FIRST_CALLS))
        lines.append(told("a person asks, about what the demo does too", scene, scene.audit("requested"), FIRST_CALLS))
        return lines


def told(name: str, scene: Scene, calls: Counter[str], limit: int) -> Line:
    """So many requests, of which kinds, and what was asked for."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(calls.items()))
    asked = ", ".join(f"{number} {method}" for method, number in sorted(Counter(scene.hub.asked).items()))
    return Line(
        name, "calls", sum(calls.values()), limit=limit + 1, note=f"{kinds or 'none'} · {asked or 'nothing asked'}"
    )


@contextmanager
def set_up() -> Iterator[Scene]:
    """A sandbox with a team's repos, just delivered: the watch has not looked at them yet."""
    world = make_world("auditorias", people=3, teams=1, delivered=0)
    rules = make_rules("auditorias")
    rules = replace(rules, hub=replace(rules.hub, organisations=(HOME,)))
    at = rules.counts_until - timedelta(days=2)
    edition = change_rules(edition=world.edition, rules=rules, by=None, at=at, reason="Una casa para todos")
    submission = Submission.objects.create(edition=edition, team=world.teams[0], created_at=at)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(folder, now=lambda: at) as server,
        HubClient(endpoint=server.endpoint, retries=0) as client,
    ):
        fill(server, at=at - timedelta(days=1))
        scene = Scene(server, Counting(client), submission, at)
        deliver(scene)
        yield scene


def deliver(scene: Scene) -> None:
    repos = [
        (kind, make_repo(kind, name, hub_id=scene.server.storage.get(repo_type, name).hub_id))
        for kind, (repo_type, name) in NAMES.items()
    ]
    version = add_version(scene.submission, repos=repos, at=scene.now)
    entries = version.entries.select_related("repo")
    actions.watch(edition=scene.submission.edition, entries=entries, at=scene.now)


def fill(server: RunningHub, *, at: datetime) -> None:
    """What a team uploads."""
    corpus = {
        "README.md": CARD.format(more="size_categories: [10K<n<100K]"),
        "data/train-00000-of-00001.parquet": parquet(),
        "scripts/crear_corpus.py": "print('hola')\n" * 50,
    }
    model = {
        "README.md": CARD.format(more=f"base_model: {BASE}\ndatasets: [{HOME}/recetas]"),
        "adapter_config.json": json.dumps({"base_model_name_or_path": BASE, "peft_type": "LORA", "r": 16}),
        "adapter_model.safetensors": b"\x02\x00\x00\x00\x00\x00\x00\x00{}",
        "entrenar.py": "learning_rate = 2e-4\n" * 50,
    }
    demo = {
        "README.md": CARD.format(more="sdk: gradio\napp_file: app.py"),
        "app.py": f"model = '{HOME}/recetas-7b'\ncorpus = '{HOME}/recetas'\n",
        "requirements.txt": "gradio\n",
    }
    for (repo_type, name), files in zip(NAMES.values(), (corpus, model, demo), strict=True):
        server.storage.create_repo(repo_type, name, files, author="alicia", at=at)
    weights = {"BF16": 8_537_680_896}
    server.storage.create_repo(RepoType.MODEL, BASE, {"README.md": "x"}, author="google", at=at, parameters=weights)


def parquet() -> bytes:
    """A corpus of ordinary rows, in one file."""
    question = [f"¿Cómo se prepara el plato número {number} de mi abuela?" for number in range(ROWS)]
    answer = [f"Se hace con paciencia, sal y {number} pimientos. " * 5 for number in range(ROWS)]
    columns = {"pregunta": question, "respuesta": answer, "idioma": ["es_MX"] * ROWS, "país_origen": ["MX"] * ROWS}
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()


def commit(scene: Scene) -> None:
    """The team mends the corpus's card, and the watch sees it."""
    repo_type, name = NAMES[ArtefactKind.CORPUS]
    text = {"README.md": CARD.format(more="pretty_name: Recetas")}
    scene.now += timedelta(hours=7)
    scene.server.storage.commit(repo_type, name, text, author="alicia", at=scene.now, message="Mejor tarjeta")
    scene.watch()


def other_dates(scene: Scene) -> None:
    """The delivery closes a day later: the rules have another digest, and what they read of a repo has not changed."""
    edition = scene.submission.edition
    windows = edition.parsed_rules.windows
    later = windows.submission.closes_at + timedelta(days=1)
    windows = replace(
        windows,
        submission=replace(windows.submission, closes_at=later),
        judging=replace(windows.judging, opens_at=later),
    )
    rules = replace(edition.parsed_rules, windows=windows)
    change_rules(edition=edition, rules=rules, by=None, at=scene.now, reason="Un día más")
    edition.refresh_from_db()
