"""The whole stack as a person starts it, in a folder of its own, for journeys and for looking at pages."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hackathon.pages.stack import next_free

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120.0
# The tests' own settings are not the stack's: it starts as it would for a person.
OURS = ("DATABASE_URL", "REDIS_URL", "HF_ENDPOINT", "SECRET_KEY")


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A started site. ``manage`` runs a management command against its data."""

    url: str
    hub_url: str
    var_dir: Path
    process: subprocess.Popen[str]
    environ: Mapping[str, str] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        """The output of a management command; fails the test, with what it said, when the command fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=dict(self.environ),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sandbox(self, door: str, /, **content: object) -> dict[str, object]:
        """Asks the sandbox Hub's control door for something (a fault, a commit, a rename)."""
        request = urllib.request.Request(
            f"{self.hub_url}/_sandbox/{door}",
            data=json.dumps(content).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")


def wait_for_welcome(process: subprocess.Popen[str], log: Path) -> None:
    """Returns when the supervisor has printed its welcome; fails with its output when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        output = log.read_text(errors="replace")
        if "Ctrl-C para parar" in output:
            return
        assert process.poll() is None, output
        time.sleep(0.2)
    raise AssertionError(f"the stack did not start within {START_SECONDS} s:\n{log.read_text(errors='replace')}")


def tell_nobody(hub_url: str) -> None:
    """The Hub says nothing of pushes: an audit that comes by itself would come in between what a journey does."""
    urllib.request.urlopen(urllib.request.Request(f"{hub_url}/_sandbox/webhooks", method="DELETE"), timeout=30).close()


@contextmanager
def running_stack(folder: Path, **environ: str) -> Iterator[RunningStack]:
    """Starts ``python -m hackathon.pages.stack`` on free ports with its state in ``folder``; stops it like Ctrl-C does."""
    port = next_free(18000 + os.getpid() % 2000)
    var_dir = folder / "var"
    var_dir.mkdir(parents=True)
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    wanted = {
        **inherited,
        "PORT": str(port),
        "VAR_DIR": str(var_dir),
        "DEBUG": "1",
        "SWEEP_SECONDS": "2",
        "EVAL_WORKERS": "0",  # the demo's models would be tried, each with the whole harness
        "DJANGO_SETTINGS_MODULE": "hackathon.settings",
        **environ,
    }
    log = folder / "output.txt"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hackathon.pages.stack"],
            cwd=ROOT,
            env=wanted,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_for_welcome(process, log)
            hub_port = port + 1
            hub_url = f"http://127.0.0.1:{hub_port}"
            tell_nobody(hub_url)
            key = (var_dir / "secret_key").read_text().strip()
            yield RunningStack(
                url=f"http://127.0.0.1:{port}",
                hub_url=hub_url,
                var_dir=var_dir,
                process=process,
                environ={**wanted, "HF_ENDPOINT": hub_url, "SECRET_KEY": key},
            )
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            finally:
                process.kill()
