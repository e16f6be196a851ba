"""What ``make run`` starts: web, workers, beat and sandbox Hub, under one supervisor.

Plans and speaks to a person at a terminal, in Spanish and English. Needs no Django itself: every Django process is a child that
gets its whole configuration through the environment.
"""

import fcntl
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from hackathon.editions.rules import Phase
from hackathon.pages.supervisor import ROOT, Service, Supervisor, tied_to_parent

LOCALHOST = "127.0.0.1"
PHASES = tuple(phase.value for phase in Phase if phase != Phase.BEFORE)
READY_SECONDS = 90.0
DEMO_NOTES = "demo.txt"
WEBHOOK_PATH = "/hub/webhook/"
"""Where the site hears of what happens on the Hub; the same as its URL of that name."""


class CannotStart(Exception):
    """Something a person must change first. The message says what, in Spanish and in English."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything will listen and live. ``hub_port`` is None when a Hub that we did not start is used."""

    port: int
    hub_port: int | None
    endpoint: str
    var_dir: Path
    phase: str
    environ: Mapping[str, str] = field(repr=False)

    @property
    def address(self) -> str:
        """Where a browser finds the site."""
        return f"http://{LOCALHOST}:{self.port}"


# --- planning --------------------------------------------------------------------------------------------------------
def is_free(port: int) -> bool:
    """True if nothing listens on ``port`` of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True


def next_free(start: int) -> int:
    """The first free port from ``start`` upwards."""
    for port in range(start, min(start + 100, 65536)):
        if is_free(port):
            return port
    raise CannotStart(
        f"No hay ningún puerto libre a partir del {start}. Elige otro: PORT=8100 make run\n"
        f"No free port from {start} on. Choose another: PORT=8100 make run"
    )


def wanted_port(text: str) -> int:
    """The port a person asked for with ``PORT``, if it is one and nobody else has it."""
    port = int(text) if text.isdecimal() else 0
    if not 1024 <= port <= 65000:
        raise CannotStart(
            f"PORT={text} no es un puerto entre 1024 y 65000. Por ejemplo: PORT=8010 make run\n"
            f"PORT={text} is no port between 1024 and 65000. For example: PORT=8010 make run"
        )
    if not is_free(port):
        other = next_free(port + 10)
        raise CannotStart(
            f"El puerto {port} está ocupado por otro programa. Elige otro: PORT={other} make run\n"
            f"Port {port} is taken by another program. Choose another: PORT={other} make run"
        )
    return port


def wanted_phase(text: str) -> str:
    """The phase of the demo edition that a person asked for with ``DEMO_PHASE``."""
    if text not in PHASES:
        known = ", ".join(PHASES)
        raise CannotStart(
            f"DEMO_PHASE={text} no existe; las fases son: {known}.\nThere is no DEMO_PHASE={text}; phases are: {known}."
        )
    return text


def kept_secret(var_dir: Path, name: str) -> str:
    """This installation's secret of that name, made once and readable by its owner only."""
    path = var_dir / name
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def make_plan(environ: Mapping[str, str]) -> Plan:
    """Reads ``PORT``, ``HUB``, ``DEMO_PHASE`` and ``VAR_DIR``; raises CannotStart if one of them will not do."""
    port = wanted_port(environ.get("PORT") or "8000")
    phase = wanted_phase(environ.get("DEMO_PHASE") or "building")
    var_dir = Path(environ.get("VAR_DIR") or ROOT / "var").resolve()
    var_dir.mkdir(parents=True, exist_ok=True)
    elsewhere = (environ.get("HUB") or "").rstrip("/")
    hub_port = None if elsewhere else next_free(port + 1)
    endpoint = elsewhere or f"http://{LOCALHOST}:{hub_port}"
    ours = {
        "DEBUG": "1",
        "PORT": str(port),
        "SITE_URL": f"http://{LOCALHOST}:{port}",
        "VAR_DIR": str(var_dir),
        "HF_ENDPOINT": endpoint,
        "DEMO_PHASE": phase,
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "hackathon.settings",
    }
    kept = {"SECRET_KEY": environ.get("SECRET_KEY") or kept_secret(var_dir, "secret_key")}
    if hub_port is not None:  # nobody but a Hub of this machine can tell us of a push
        kept["HUB_WEBHOOK_SECRET"] = environ.get("HUB_WEBHOOK_SECRET") or kept_secret(var_dir, "webhook_secret")
    return Plan(
        port=port,
        hub_port=hub_port,
        endpoint=endpoint,
        var_dir=var_dir,
        phase=phase,
        environ={**environ, **ours, **kept},
    )


def evaluates(plan: Plan) -> bool:
    """Whether a worker evaluates models: where there is an environment for it (``make eval-env``, or where ``EVAL_PYTHON`` says),
    unless ``EVAL_WORKERS=0`` wants none."""
    python = Path(plan.environ.get("EVAL_PYTHON") or ROOT / ".venv-eval" / "bin" / "python")
    return python.exists() and plan.environ.get("EVAL_WORKERS") != "0"


def services(plan: Plan) -> tuple[Service, ...]:
    """The processes to start, in order."""
    commands = {
        "web": f"-m granian --interface wsgi --workers 1 --blocking-threads 4 --log-level warning "
        f"--host {LOCALHOST} --port {plan.port} hackathon.wsgi:application",
        "worker": "-m celery --app hackathon --quiet worker --loglevel WARNING --pool threads --concurrency 2 "
        "--without-gossip --without-mingle",
        "beat": "-m celery --app hackathon --quiet beat --loglevel WARNING",
    }
    # Celery frets about root, which in a container is nobody special; its messages are JSON, which cannot run code.
    python = (sys.executable, "-W", "ignore:You're running the worker with superuser")
    if evaluates(plan):
        commands["gpu"] = commands["worker"].replace(
            "--concurrency 2", "--concurrency 1 --queues gpu --hostname gpu@%h"
        )
    started = [Service(name, (*python, *command.split())) for name, command in commands.items()]
    if plan.hub_port is not None:
        hub = ("manage.py", "sandbox_hub", "--host", LOCALHOST, "--port", str(plan.hub_port))
        told = ("--webhook", f"{plan.address}{WEBHOOK_PATH}")
        started.insert(0, Service("hub", (sys.executable, *hub, "--root", str(plan.var_dir / "hub"), *told)))
    return tuple(started)


# --- talking ---------------------------------------------------------------------------------------------------------
def framed(lines: Iterable[str]) -> str:
    """The lines in a box.

    >>> print(framed(["uno", "dos más"]))
    ╭─────────╮
    │ uno     │
    │ dos más │
    ╰─────────╯
    """
    rows = list(lines)
    width = max(len(row) for row in rows)
    body = [f"│ {row:<{width}} │" for row in rows]
    return "\n".join([f"╭{'─' * (width + 2)}╮", *body, f"╰{'─' * (width + 2)}╯"])


def answers(address: str) -> bool:
    """True if a web server at ``address`` answers with anything but a fault of its own."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def welcome(plan: Plan, people: Sequence[str]) -> str:
    """What a person reads when everything is up."""
    lines = [f"Hackathon   {plan.address}", ""]
    if plan.hub_port is None:
        lines += [f"Hub         {plan.endpoint}"]
        if not plan.environ.get("HF_CLIENT_ID"):
            lines += [
                "            Para entrar con Hugging Face faltan HF_CLIENT_ID y HF_CLIENT_SECRET en el entorno.",
                "            To sign in with Hugging Face, set HF_CLIENT_ID and HF_CLIENT_SECRET.",
            ]
    else:
        lines += [f"Hub         {plan.endpoint}   (de prueba · sandbox)"]
    lines += [
        f"Fase        {plan.phase}   (DEMO_PHASE={'|'.join(PHASES)} make run)",
        f"Datos       {plan.var_dir}   (bórralo para empezar de cero · delete it to start afresh)",
    ]
    if not evaluates(plan):
        lines += ["Evaluación  make eval-env y arráncalo otra vez para evaluar modelos · to evaluate models"]
    if people:
        lines += ["", *people]
    return framed([*lines, "", "Ctrl-C para parar · Ctrl-C stops everything"])


def announce(supervisor: Supervisor, plan: Plan) -> None:
    """Waits until the site answers, then prints the welcome."""
    deadline = time.monotonic() + READY_SECONDS
    while not supervisor.stop_asked.is_set() and supervisor.dead is None:
        if answers(f"{plan.address}/") and not supervisor.stop_asked.is_set():
            supervisor.print("\n" + welcome(plan, demo_people(plan)) + "\n")
            return
        if time.monotonic() > deadline:
            supervisor.say("", f"La página no contesta bien en {plan.address}; el motivo está más arriba.")
            supervisor.say("", f"The site gives no good answer at {plan.address}; see above for why.")
            return
        time.sleep(0.2)


def demo_people(plan: Plan) -> list[str]:
    """The lines about the demo people that ``manage.py prepare`` left behind."""
    notes = plan.var_dir / DEMO_NOTES
    return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []


# --- together --------------------------------------------------------------------------------------------------------
def take_lock(var_dir: Path) -> IO[str]:
    """Holds ``var_dir`` for this supervisor alone, until the returned file is closed."""
    file = (var_dir / "running").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        where = file.read().strip()
        file.close()
        raise CannotStart(
            f"Ya está en marcha en {where} con los datos de {var_dir}.\n"
            f"Otra aparte: VAR_DIR=/otra/carpeta PORT=8010 make run\n"
            f"It is already running at {where} on the data of {var_dir}.\n"
            f"A second one: VAR_DIR=/another/folder PORT=8010 make run"
        ) from None
    return file


def prepare(plan: Plan) -> None:
    """Brings the database and the demo up to date, in a process of its own."""
    child = subprocess.Popen(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=dict(plan.environ), preexec_fn=tied_to_parent()
    )
    if child.wait() != 0:
        raise CannotStart(
            "No se pudo preparar la base de datos; el motivo está más arriba.\n"
            "The database could not be prepared; see above for why."
        )


def up(environ: Mapping[str, str]) -> int:
    """Starts the stack and stays until it stops; the exit code is for the shell."""
    var_dir = Path(environ.get("VAR_DIR") or ROOT / "var").resolve()
    var_dir.mkdir(parents=True, exist_ok=True)
    with take_lock(var_dir) as lock:
        plan = make_plan(environ)
        lock.truncate(0)
        print(plan.address, file=lock, flush=True)
        prepare(plan)
        print("Arrancando… · Starting…", flush=True)
        supervisor = Supervisor(services(plan), environ=plan.environ)
        return supervisor.run(when_started=lambda running: announce(running, plan))


def main() -> int:
    """``python -m hackathon.pages.stack``."""
    try:
        return up(os.environ)
    except CannotStart as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nParado. · Stopped.", file=sys.stderr)
        return 0


if __name__ == "__main__":
    sys.exit(main())
