"""The last minute before a real close: three hundred teams that save again and again, over HTTP, on a server as in real life.

The site runs in granian with ``DEBUG`` off, on PostgreSQL and Redis; the sandbox Hub in this process; the teams in another.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from hackathon.accounts.models import User
from hackathon.editions.actions import change_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules, Window
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType
from submissions import queries
from submissions.deadline import chain
from submissions.models import SubmissionVersion
from teams.models import Team
from tests.benchmarks.measuring import Line
from tests.benchmarks.world import World, make_world
from tests.factories.editions import make_rules
from tests.services import redis
from tests.services.processes import free_port
from tests.services.processes import running as process

TEAMS, SAVES = 300, 5
WORKERS, THREADS = 2, 4
LAST_MINUTE = timedelta(seconds=60)
START = timedelta(seconds=3)
LAST = (-5.0, 1.0)
"""Everybody's last save is sent so many seconds around the close."""
HOME = "casa-comun"
KINDS = {"corpus": RepoType.DATASET, "model": RepoType.MODEL, "demo": RepoType.SPACE}
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Rush:
    """What came of it: the clients' account, and what is in the database afterwards."""

    edition: Edition
    close: datetime
    outcomes: Sequence[Mapping[str, Any]]
    versions: Mapping[tuple[int, int], datetime]
    asked: int


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    with tempfile.TemporaryDirectory() as folder, redis.available() as broker, running(f"{folder}/hub") as hub:
        world = make_world("carrera", people=2 * TEAMS, teams=TEAMS, delivered=0)
        fill(hub, world.teams)
        with site(Path(folder), broker.url, hub) as url:
            return report(rush(Path(folder), world, hub, url))


def fill(hub: RunningHub, teams: Sequence[Team]) -> None:
    """A corpus, a model and a demo of each team."""
    at = datetime.now(UTC) - timedelta(days=1)
    for team in teams:
        for kind, repo_type in KINDS.items():
            hub.storage.create_repo(repo_type, repo_id(team, kind), {"README.md": "# Proyecto\n"}, author="p", at=at)


def repo_id(team: Team, kind: str) -> str:
    return f"{HOME}/equipo-{team.pk}-{kind}"


# --- the server ------------------------------------------------------------------------------------------------------
@contextmanager
def site(folder: Path, broker: str, hub: RunningHub) -> Iterator[str]:
    """The site in granian, as README.md starts it, on this database; its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = production(folder, broker, hub)
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(manage, cwd=ROOT, env=environ, check=True)
    options = f"--interface wsgi --workers {WORKERS} --blocking-threads {THREADS} --log-level warning"
    listen = ["--host", "127.0.0.1", "--port", str(port), "hackathon.wsgi:application"]
    granian = [sys.executable, "-m", "granian", *options.split(), *listen]
    with process(granian, log=folder / "granian.log", ready=lambda: answers(url), environ=environ):
        yield url


def production(folder: Path, broker: str, hub: RunningHub) -> dict[str, str]:
    """The environment of a server, on our database."""
    named = {
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "DEFAULT_FROM_EMAIL": "hackathon@example.org",
        "EMAIL_URL": "consolemail://",
        "HF_CLIENT_ID": "x",
        "HF_CLIENT_SECRET": "x",
        "HF_ENDPOINT": hub.endpoint,
        "HF_TOKEN": "hf_x",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
        "REDIS_URL": broker,
        "SECRET_KEY": settings.SECRET_KEY,
        "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder / "var"),
    }
    kept = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "TEST_DATABASE", *named}}
    return {**kept, **named}


def answers(url: str) -> bool:
    """Whether the site says anything of its own; without TLS it sends everybody elsewhere."""
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


# --- the rush --------------------------------------------------------------------------------------------------------
def rush(folder: Path, world: World, hub: RunningHub, url: str) -> Rush:
    """Set the close, let them come, and look at what is left."""
    close = (datetime.now(UTC) + START + LAST_MINUTE).replace(microsecond=0)
    edition = change_rules(
        edition=world.edition, rules=closing_at(world.edition.slug, close), by=None, at=close - LAST_MINUTE, reason="x"
    )
    asked = hub.quota.served["api"]
    outcomes = clients(folder, plan(world, edition, close=close, url=url))
    rows = SubmissionVersion.objects.filter(submission__edition=edition)
    found = {(row.submission.team_id, save_of(row)): row.at for row in rows.select_related("submission")}
    return Rush(edition, close, outcomes, found, hub.quota.served["api"] - asked)


def closing_at(slug: str, close: datetime) -> EditionRules:
    """Rules whose delivery closes then."""
    rules = make_rules(slug, at=close - timedelta(hours=1))
    day = timedelta(days=1)
    windows = replace(
        rules.windows,
        teams=Window(close - 9 * day, close - day),
        submission=Window(close - 8 * day, close),
        registration=Window(close - 10 * day, close - day),
        judging=Window(close, close + 5 * day),
        results_at=close + 6 * day,
    )
    return replace(rules, windows=windows, hub=replace(rules.hub, organisations=(HOME,)))


def plan(world: World, edition: Edition, *, close: datetime, url: str) -> dict[str, Any]:
    """What the other process needs to know: sessions, texts and when each save is to leave."""
    chance = random.Random(300)
    people = User.objects.in_bulk([team.captain_id for team in world.teams])
    return {
        "url": url,
        "cookie": settings.SESSION_COOKIE_NAME,
        "teams": [
            {
                "key": team.pk,
                "path": f"/{edition.slug}/equipos/{team.pk}/entrega/",
                "session": session(people[team.captain_id]),
                "address": f"10.0.{number // 250}.{number % 250 + 1}",
                "content": content(team),
                "moments": moments(chance, close.timestamp()),
            }
            for number, team in enumerate(world.teams)
        ],
    }


def session(user: User) -> str:
    """The cookie of somebody who has signed in, without the form for it."""
    made = import_module(settings.SESSION_ENGINE).SessionStore()
    made[SESSION_KEY] = str(user.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = user.get_session_auth_hash()
    made.save()
    return made.session_key


def content(team: Team) -> dict[str, str]:
    """What they write into the form."""
    repos = {kind: repo_id(team, kind) for kind in KINDS}
    return {"title": f"Proyecto de {team.pk}", "summary": "Un corpus de preguntas sobre la vida de cada día.", **repos}


def moments(chance: random.Random, close: float) -> list[float]:
    """All but the last save some time in the last minute, the last one around the close."""
    earlier = (close - chance.uniform(5.0, LAST_MINUTE.total_seconds()) for _ in range(SAVES - 1))
    return [*sorted(earlier), close + chance.uniform(*LAST)]


def clients(folder: Path, wanted: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    path = folder / "plan.json"
    path.write_text(json.dumps(wanted))
    command = [sys.executable, "-m", "tests.benchmarks.rush_clients", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def save_of(version: SubmissionVersion) -> int:
    """The number of the save that made the version."""
    return int(version.summary.rsplit(" ", 1)[1].rstrip("."))


# --- the account -----------------------------------------------------------------------------------------------------
def report(rush: Rush) -> Sequence[Line]:
    """No target but the first two: the rest is told."""
    statuses = Counter(outcome["status"] for outcome in rush.outcomes)
    counts = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
    waited = sorted(outcome["answered"] - outcome["sent"] for outcome in rush.outcomes)
    name = f"rush: {TEAMS} teams × {SAVES} saves"
    server = f"granian, {WORKERS} workers × {THREADS} threads"
    return [
        Line(f"{name}, lost", "saves", lost(rush), limit=1, note=f"{counts}; {server}"),
        Line("rush: on the wrong side of the close", "saves", wrong_side(rush), limit=1, note=late_note(rush)),
        Line("rush: broken entries of the log", "entries", broken(rush), limit=1, note=hub_note(rush)),
        *(Line(f"rush: a save, p{part}", "ms", quantile(waited, part) * 1000) for part in (50, 95, 99)),
    ]


def lost(rush: Rush) -> int:
    """Answered as saved and not in the database, or the other way round; or not answered as a save is at all."""
    saved = {(each["team"], each["save"]) for each in rush.outcomes if each["status"] == 302}
    odd = sum(outcome["status"] not in (302, 409) for outcome in rush.outcomes)
    return len(saved ^ rush.versions.keys()) + odd + abs(len(rush.outcomes) - TEAMS * SAVES)


def wrong_side(rush: Rush) -> int:
    """Taken at the close or later by the server's clock; or refused before it, or taken after it, by ours: it is the same."""
    close = rush.close.timestamp()
    taken = sum(at >= rush.close for at in rush.versions.values())
    refused = sum(each["status"] == 409 and each["answered"] < close for each in rush.outcomes)
    late = sum(each["status"] == 302 and each["sent"] >= close for each in rush.outcomes)
    return taken + refused + late


def late_note(rush: Rush) -> str:
    """How many left before the close and waited at our door until it had come."""
    close = rush.close.timestamp()
    queued = [close - each["sent"] for each in rush.outcomes if each["status"] == 409 and each["sent"] < close]
    longest = max(queued, default=0.0)
    return f"{len(queued)} sent before the close and read after it (the longest {longest * 1000:.0f} ms)"


def broken(rush: Rush) -> int:
    """Entries of the log that do not hold, and saves that it has no receipt of."""
    verified = chain.verify(queries.log_lines(rush.edition))
    receipts = rush.edition.evidence_log.entries.filter(kind="receipt").count()
    return int(verified.broken is not None) + abs(receipts - len(rush.versions))


def hub_note(rush: Rush) -> str:
    return f"{len(rush.versions)} receipts; the Hub was asked {rush.asked} times about {TEAMS * len(KINDS)} repos"


def quantile(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
