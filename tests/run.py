"""``make test``: the whole suite on SQLite, then again on a real PostgreSQL with a real Redis.

``python -m tests.run [--on sqlite|postgresql] [anything pytest takes]``. Starts the servers once, shares them among the
workers of each run, and stops them at the end, however the end comes. Where both are tried each story is
told once: SQLite keeps what is about the database itself, the demo and the journeys, PostgreSQL tells the rest (``conftest``);
with ``--on`` nothing is spared.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hackathon.pages.supervisor import tied_to_parent
from tests.services import postgresql, redis
from tests.services.processes import ServiceUnavailable

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("sqlite", "postgresql")
# A journey drives a browser against a whole stack; the one that tells the whole story does so on both databases.
SELECTED = {"sqlite": "not postgresql and not redis", "postgresql": "not browser or both"}
MUST_RUN = ("browser", "real", "postgresql", "redis", "harness")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of pytest came to. ``kinds`` counts the passed tests by marker."""

    database: str
    code: int
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: Mapping[str, str] | None = None
    kinds: Mapping[str, int] | None = None


def workers() -> str:
    """How many processes run tests side by side: TEST_WORKERS, or one a core, four at most."""
    return os.environ.get("TEST_WORKERS") or str(min(os.cpu_count() or 1, 4))


def run_pytest(database: str, *, arguments: Sequence[str], environ: Mapping[str, str]) -> Run:
    """One run of the suite against ``database``."""
    with tempfile.TemporaryDirectory(prefix="hackathon-report-") as folder:
        report = Path(folder) / "report.json"
        inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-m",
            SELECTED[database],
            "-n",
            workers(),
            "--durations=15",
            *arguments,
        ]
        began = time.monotonic()
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**inherited, **environ, "TEST_DATABASE": database, "TEST_REPORT": str(report)},
            preexec_fn=tied_to_parent(),
        )
        try:
            code = child.wait()
        except BaseException:
            child.send_signal(signal.SIGINT)
            child.wait(timeout=30)
            raise
        seconds = time.monotonic() - began
        found = json.loads(report.read_text()) if report.exists() else {}
    return Run(database, code, seconds, **found)


def run_on(database: str, *, arguments: Sequence[str]) -> Run:
    """Starts what ``database`` needs, runs the suite, stops it."""
    with ExitStack() as stack:
        environ: dict[str, str] = {}
        if database == "postgresql":
            servers = {"DATABASE_URL": postgresql.available, "REDIS_URL": redis.available}
            for name, available in servers.items():
                server = stack.enter_context(available())
                environ[name] = server.url
                print(f"{name.removesuffix('_URL').lower()}: {server.origin}", flush=True)
        return run_pytest(database, arguments=arguments, environ=environ)


def kinds_not_run(runs: Sequence[Run]) -> list[str]:
    """Those of the kinds that must run of which no test passed in any run."""
    return [kind for kind in MUST_RUN if not any((run.kinds or {}).get(kind) for run in runs)]


def report(runs: Sequence[Run]) -> None:
    """Tells what happened in all runs, what was skipped and why, and closes with a line that programs read."""
    print("\n" + "═" * 100)
    for run in runs:
        word = "passed" if run.code == 0 else f"FAILED (pytest exit {run.code})"
        print(f"{run.database:<11} {run.passed} passed, {run.failed} failed in {run.seconds:.0f} s: {word}")
        for test, reason in (run.skipped or {}).items():
            print(f"            skipped {test}: {reason}")
    passed, failed = sum(run.passed for run in runs), sum(run.failed for run in runs)
    skipped = sum(len(run.skipped or {}) for run in runs)
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)


def stop(number: int, frame: FrameType | None) -> None:
    """A polite kill ends like Ctrl-C: servers stopped, folders gone."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    """The exit code for the shell: 0 if every run passed, and with REQUIRE_ALL only if every kind of test ran."""
    parser = argparse.ArgumentParser(prog="python -m tests.run", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--on", choices=DATABASES, action="append", help="one database only")
    options, for_pytest = parser.parse_known_args(arguments)
    signal.signal(signal.SIGTERM, stop)
    runs: list[Run] = []
    if not options.on:
        os.environ["TEST_BOTH"] = "1"
    try:
        for database in options.on or DATABASES:
            print(f"\n━━ {database} " + "━" * (97 - len(database)), flush=True)
            runs.append(run_on(database, arguments=for_pytest))
    except ServiceUnavailable as problem:
        print(f"\n{problem}\nmake test needs a PostgreSQL and a Redis; see README.md.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    report(runs)
    wrong = any(run.code != 0 for run in runs)
    if os.environ.get("REQUIRE_ALL") and not options.on and kinds_not_run(runs):
        print(f"REQUIRE_ALL: no test of these kinds passed: {', '.join(kinds_not_run(runs))}", file=sys.stderr)
        wrong = True
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
