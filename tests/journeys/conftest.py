"""Real browser, real stack: what the journeys share."""

import os
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.journeys.running import RunningStack, running_stack
from tests.journeys.steps import sign_in_with_hub
from tests.services.databases import empty_database

# How long a page may take, in milliseconds: a machine that runs other tests beside is slow now and then.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# As root (as in containers) Chromium's own sandbox cannot start; the other switches keep it from calling home.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def is_complaint(message: ConsoleMessage) -> bool:
    """An error on the console; a failed request is told by its response, which names the address."""
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture(scope="package")
def stack(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The whole site with its demo data, one for all journeys of this run, on the run's kind of database and broker.

    It ends with the last journey: its workers sweep all the time, and the other tests want the processor.
    """
    with ExitStack() as servers:
        environ = {"HF_TOKEN": "hf_olga"}  # as production has one: the sandbox takes a name for its token
        if os.environ.get("TEST_DATABASE") == "postgresql":
            environ["DATABASE_URL"] = servers.enter_context(empty_database("journeys"))
            environ["REDIS_URL"] = (
                urlsplit(os.environ["REDIS_URL"])._replace(path="/15").geturl()
            )  # the last, nobody else's
        yield servers.enter_context(running_stack(tmp_path_factory.mktemp("stack"), **environ))


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's driver leaves an event loop running in this thread, which Django would take for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
        yield running
        running.close()


@pytest.fixture
def person(browser: Browser, stack: RunningStack, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """``person("alicia")``: a browser of one's own, signed in through the Hub as that sandbox person."""
    contexts = []

    def sign_in(username: str | None = None, **options: object) -> Page:
        context = browser.new_context(base_url=stack.url, locale="es-ES", timezone_id="America/Lima", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if is_complaint(message) else None)
        page.on(
            "response",
            lambda answer: problems.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.problems = problems
        if username:
            sign_in_with_hub(page, username)
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def newcomer(person: Callable[..., Page], stack: RunningStack) -> Callable[[str], Page]:
    """``newcomer("irene")``: someone whom the Hub knows and this site does not yet, signed in."""

    def arrive(username: str) -> Page:
        stack.sandbox("person", username=username, name=username.title())
        return person(username)

    return arrive


@pytest.fixture
def building(stack: RunningStack) -> None:
    """The demo stands in its building phase, whatever the journey before did to it."""
    with urllib.request.urlopen(f"{stack.url}/demo/", timeout=30) as page:
        if "Creando proyectos" not in page.read().decode():
            stack.manage("load_demo", "--phase", "building")
