"""What every test may use: settings for this run, ``hub``, ``chromium``; and the account of what did not run."""

import gc
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests import environment

FOLDER = environment.own_folder()
# A busy machine is slow now and then, which says nothing about the code. Tests that are about time measure it.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")

MARKERS = {
    "browser": "drives a real Chromium",
    "real": "reads real material from ../shared/real or $REAL_MATERIAL",
    "postgresql": "only makes sense on PostgreSQL",
    "redis": "needs a real Redis",
    "harness": "runs the real evaluation harness",
    "both": "a journey that is worth its time on both databases",
    "production": "says enough on what production runs on: where both databases are tried, SQLite is spared",
    "embedded": "says enough on what a first look runs on: where both databases are tried, PostgreSQL is spared",
}
JOURNEYS = "tests/journeys/test_"
HARNESS = "tests/submissions/evaluation/engine/test_harness.py"
HALF_WAY = JOURNEYS + "jury"  # two stacks for two workers: those before it in the alphabet, and the others
BY_FOLDER = {"tests/real/": "real", "tests/journeys/": "browser"}
# Where both databases are tried SQLite tells what is about the database itself: what people race for, what actions keep and
# refuse, wiring, the demo; and the journeys. Pages, mail, exports and what workers do by themselves PostgreSQL tells.
ABOUT_THE_DATABASE = ("actions", "demo", "models", "races", "seats", "submitting")
TOUCHES_SERVERS = {"django_db", "db", "transactional_db", "cache", "postgresql", "redis", "both"}
WIRING = "tests/hackathon/test_"  # settings, cache, broker, services: another one on either side
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REAL_MATERIAL = Path(__file__).resolve().parents[1].parent / "shared" / "real"
EVAL_PYTHON = Path(__file__).resolve().parents[1] / ".venv-eval" / "bin" / "python"
NO_HARNESS = "no evaluation environment found; run: make eval-env (or EVAL_PYTHON=/path/to/its/python)"
NO_CHROMIUM = "no Chromium found; on Debian: sudo apt install chromium (or CHROMIUM=/path/to/it)"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    for name, meaning in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    if getattr(config.option, "numprocesses", None):
        # This process only hands out tests; each worker makes surroundings of its own, before it reads the settings.
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    else:
        set_up_django()


def set_up_django() -> None:
    """Gives this process its surroundings, then lets Django read its settings from them."""
    environment.prepare(FOLDER)
    environment.block_network()
    import django

    django.setup()
    from django.conf import settings

    # A file, as in real life: in-memory SQLite has no second connection, and people who race need one each.
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(FOLDER / "test.sqlite3")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What shares something expensive stays together on one worker: the journeys their stack, the harness's tests their run.

    pytest-xdist's own groups write themselves into the names of tests, which pytest no longer lets them do.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(JOURNEYS):
                return f"journeys {nodeid < HALF_WAY}"
            return HARNESS if nodeid.startswith(HARNESS) else nodeid

    return Together(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    environment.forget(FOLDER)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        for folder, marker in BY_FOLDER.items():
            if item.nodeid.startswith(folder):
                item.add_marker(marker)
        if "eval_python" in getattr(item, "fixturenames", ()):
            item.add_marker("harness")
    on_sqlite = os.environ.get("TEST_DATABASE", "sqlite") == "sqlite"
    elsewhere = [item for item in items if (only_on_servers(item) or is_spared(item) if on_sqlite else is_told(item))]
    if elsewhere:
        gone = set(elsewhere)
        items[:] = [item for item in items if item not in gone]
        config.hook.pytest_deselected(items=elsewhere)
    yield
    # pytest-django wants the tests without a database last. The journeys keep one worker busy for minutes: were they not
    # begun with, the others would sit idle at the end.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()


def only_on_servers(item: pytest.Item) -> bool:
    """Makes no sense on SQLite and local memory."""
    return bool({"postgresql", "redis"} & set(item.keywords))


def is_spared(item: pytest.Item) -> bool:
    """A story that its second run, on PostgreSQL and Redis, tells too."""
    if not os.environ.get("TEST_BOTH"):
        return False
    if "production" in item.keywords:
        return not needs_no_server(item)
    if needs_no_server(item) or item.nodeid.startswith((WIRING, JOURNEYS)):
        return False
    return "embedded" not in item.keywords and not any(word in item.path.stem for word in ABOUT_THE_DATABASE)


def is_told(item: pytest.Item) -> bool:
    """The first run, on SQLite, told all that there is to tell."""
    return needs_no_server(item) or (bool(os.environ.get("TEST_BOTH")) and "embedded" in item.keywords)


def needs_no_server(item: pytest.Item) -> bool:
    """Touches neither database nor cache: a second run on other servers would tell nothing new."""
    if item.nodeid.startswith(WIRING):
        return False
    return not (TOUCHES_SERVERS & {*item.keywords, *getattr(item, "fixturenames", ())})


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees what another one cached, throttle counts among them."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def hub(tmp_path: Path, settings: Any) -> Iterator[Any]:
    """A running sandbox Hub over an empty folder, which the settings point to."""
    from hackathon.hub.client import hang_up
    from hackathon.hub.sandbox.server import running

    with running(tmp_path / "hub") as server:
        settings.HF_ENDPOINT = server.endpoint
        yield server
        hang_up()


@pytest.fixture(scope="session")
def real_material() -> Path:
    """Material that nobody on this project wrote: ``$REAL_MATERIAL``, else ``../shared/real`` beside the repository."""
    folder = Path(os.environ.get("REAL_MATERIAL") or REAL_MATERIAL)
    if not folder.is_dir():
        pytest.skip(f"real material is missing: no folder {folder} (set REAL_MATERIAL to where it lies)")
    return folder


@pytest.fixture(scope="session")
def eval_python() -> str:
    """The Python that has the harness; skips the test, saying how to get one, where there is none."""
    named = os.environ.get("EVAL_PYTHON") or str(EVAL_PYTHON)
    if not Path(named).is_file():
        pytest.skip(NO_HARNESS)
    return named


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; skips the test, saying how to get one, where there is none."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.skip(NO_CHROMIUM)
    return found


# --- the account -----------------------------------------------------------------------------------------------------
class Account:
    """Counts what passed, failed and was skipped, by kind, for ``tests.run`` and for REQUIRE_ALL."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.skipped: dict[str, str] = {}

    def note(self, report: pytest.TestReport) -> None:
        """Takes in one report of one phase of one test."""
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped[report.nodeid] = reason.removeprefix("Skipped: ")
        elif report.when == "call" and report.passed:
            self.kinds.update(name for name in MARKERS if name in report.keywords)
            if os.environ.get("TEST_DATABASE") == "postgresql" and "django_db" in report.keywords:
                self.kinds["postgresql"] += 1


ACCOUNT = Account()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    ACCOUNT.note(report)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if os.environ.get("REQUIRE_ALL") and ACCOUNT.skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int) -> None:
    if ACCOUNT.skipped:
        terminalreporter.section("skipped, and why")
        for test, reason in ACCOUNT.skipped.items():
            terminalreporter.line(f"{test}: {reason}")
        if os.environ.get("REQUIRE_ALL"):
            terminalreporter.line("REQUIRE_ALL is set: a skipped test fails the run.", red=True)
    if os.environ.get("TEST_REPORT"):
        counts = {name: len(terminalreporter.stats.get(name, ())) for name in ("passed", "failed", "error")}
        found = {
            "passed": counts["passed"],
            "failed": counts["failed"] + counts["error"],
            "skipped": ACCOUNT.skipped,
            "kinds": ACCOUNT.kinds,
        }
        Path(os.environ["TEST_REPORT"]).write_text(json.dumps(found))
