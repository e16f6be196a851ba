"""Posts on Discord, against a real web server on this machine that answers well, badly, late or not at all."""

import json
import logging
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.views.debug import ExceptionReporter

from hackathon.editions.models import TrailEntry
from hackathon.outreach import actions, discord, dispatch, tasks
from hackathon.outreach.actions import News, posting
from hackathon.outreach.discord import DiscordBusy, DiscordRefused, Webhook
from hackathon.outreach.models import Announcement
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser
from tests.racing import race

SECRET = "el-secreto-del-webhook"
PATH = f"/api/webhooks/123/{SECRET}"


class FakeDiscord(ThreadingHTTPServer):
    """Answers with ``status`` and ``headers`` and keeps what it was sent; ``silent``: takes the request and says nothing."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.headers, self.silent = 204, {}, False
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.may_end = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{PATH}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, FakeDiscord)
        server.received.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        if server.silent:
            server.may_end.wait(timeout=10)
            return
        self.send_response(server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *parts: object) -> None:
        """Nothing: the tests' output is for tests."""


@pytest.fixture
def server() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield fake
        fake.may_end.set()
        fake.shutdown()
        thread.join(timeout=5)


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The announcements that a worker was nudged towards."""
    ids: list[int] = []

    def note(announcement_id: int) -> bool:
        ids.append(announcement_id)
        return True

    monkeypatch.setattr(dispatch, "post_soon", note)
    return ids


@pytest.fixture
def queued(db: None, nudged: list[int]) -> Announcement:
    edition = make_edition()
    news = News("Charla el *viernes*", "A las 18:00. @everyone")
    return actions.publish(edition=edition, news=news, on_discord=True, by=make_organiser(edition), at=NOW)


def post(announcement: Announcement, server: FakeDiscord, *, at: Any = NOW) -> Announcement:
    actions.post_to_discord(announcement_id=announcement.pk, channel=Webhook(server.url), at=at)
    announcement.refresh_from_db()
    return announcement


# --- the door ----------------------------------------------------------------------------------------------------------
def test_a_message_reaches_the_webhook_and_mentions_nobody(server):
    Webhook(server.url).post("Hola @everyone")
    assert server.received == [(PATH, {"content": "Hola @everyone", "allowed_mentions": {"parse": []}})]


@pytest.mark.parametrize(
    ("status", "headers", "error", "reason", "retry_after"),
    [
        (429, {"Retry-After": "2.5"}, DiscordBusy, "rate_limited", 2.5),
        (429, {}, DiscordBusy, "rate_limited", 0.0),
        (429, {"Retry-After": "mañana".encode().decode("latin-1")}, DiscordBusy, "rate_limited", 0.0),
        (500, {}, DiscordBusy, "http_500", 0.0),
        (503, {"Retry-After": "60"}, DiscordBusy, "http_503", 60.0),
        (400, {}, DiscordRefused, "http_400", None),
        (404, {}, DiscordRefused, "http_404", None),
        (302, {"Location": "/otra/parte"}, DiscordRefused, "http_302", None),
    ],
)
def test_an_answer_is_told_by_whether_to_try_again(server, status, headers, error, reason, retry_after):
    server.status, server.headers = status, headers
    with pytest.raises(error) as caught:
        Webhook(server.url).post("Hola")
    assert (caught.value.reason, getattr(caught.value, "retry_after", None)) == (reason, retry_after)
    assert len(server.received) == 1  # no redirect was followed


def test_a_discord_that_says_nothing_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(discord, "ANSWER_SECONDS", 0.2)
    server.silent = True
    with pytest.raises(DiscordBusy) as caught:
        Webhook(server.url).post("Hola")
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize(
    ("url", "error", "reason"),
    [
        (f"http://127.0.0.1:9{PATH}", DiscordBusy, "unreachable"),
        (f"discord.com{PATH}", DiscordRefused, "bad_address"),
        (f"gopher://discord.com{PATH}", DiscordRefused, "bad_address"),
        (f"http://{PATH}", DiscordRefused, "bad_address"),
    ],
)
def test_an_address_that_does_not_work_is_not_repeated_in_the_error(url, error, reason):
    with pytest.raises(error) as caught:
        Webhook(url).post("Hola")
    assert caught.value.reason == reason
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
    assert SECRET not in repr(caught.value) + str(caught.value) + repr(Webhook(url))


def test_an_error_page_does_not_show_the_address(rf, settings):
    settings.DISCORD_WEBHOOK_URL, settings.REDIS_URL = f"https://discord.com{PATH}", f"redis://:{SECRET}@127.0.0.1"
    report = ExceptionReporter(rf.get("/"), RuntimeError, RuntimeError("algo"), None)
    assert "DISCORD_WEBHOOK_URL" in report.get_traceback_html()
    assert SECRET not in report.get_traceback_html() + report.get_traceback_text()


# --- what is said --------------------------------------------------------------------------------------------------------
def test_the_message_has_the_title_the_text_and_where_to_read_it(queued, settings):
    settings.SITE_URL = "https://hackathon.example.org"
    assert posting.message(queued) == (
        "**Charla el \\*viernes\\***\n\nA las 18:00. @everyone\n\n"
        f"https://hackathon.example.org/demo/anuncios/{queued.pk}/"
    )


def test_a_long_message_is_cut_and_keeps_its_address(queued):
    queued.body, queued.title_en, queued.body_en = "🦙" * 4_000, "Talk", "At six."
    said = posting.message(queued)
    assert len(said.encode("utf-16-le")) // 2 <= 2_000
    assert said.endswith(f"…\n\nhttp://127.0.0.1:8000/demo/anuncios/{queued.pk}/")
    assert "\N{REPLACEMENT CHARACTER}" not in said


def test_the_english_version_follows_the_spanish_one(queued):
    queued.title_en, queued.body_en = "Talk", "At six."
    said = posting.message(queued)
    assert said.index("A las 18:00.") < said.index("**Talk**") < said.index("At six.")


# --- the queue -----------------------------------------------------------------------------------------------------------
def test_a_queued_announcement_is_posted_once(queued, server):
    assert post(queued, server).discord_state == "posted"
    assert post(queued, server).discord_state == "posted"
    assert len(server.received) == 1
    assert (queued.discord_attempts, queued.discord_claim, queued.discord_error) == (1, None, "")
    assert TrailEntry.objects.get(verb="announcement.posted").by is None


@pytest.mark.parametrize(
    ("headers", "wait"), [({}, 30), ({"Retry-After": "45"}, 45), ({"Retry-After": "999999"}, 15 * 60)]
)
def test_too_many_messages_put_it_off_as_long_as_asked_within_reason(queued, server, headers, wait):
    server.status, server.headers = 429, headers
    post(queued, server)
    assert (queued.discord_state, queued.discord_error) == ("queued", "rate_limited")
    assert queued.discord_not_before == NOW + timedelta(seconds=wait)
    post(queued, server, at=NOW + timedelta(seconds=wait - 1))
    assert len(server.received) == 1


def test_after_trouble_it_is_posted_in_the_end(queued, server):
    server.status = 500
    post(queued, server)
    server.status = 204
    assert post(queued, server, at=queued.discord_not_before).discord_state == "posted"
    assert (queued.discord_attempts, queued.discord_error) == (2, "")


def test_trouble_without_end_ends_in_failure_with_its_reason(queued, server):
    server.status = 500
    at = NOW
    for _attempt in range(20):
        at = post(queued, server, at=at).discord_not_before or at
    assert (queued.discord_state, queued.discord_error) == ("failed", "http_500")
    assert len(server.received) == posting.MAX_ATTEMPTS
    assert TrailEntry.objects.get(verb="announcement.post_failed").reason == "http_500"


def test_a_refusal_is_final_until_a_person_asks_again(queued, server):
    server.status = 404
    assert post(queued, server).discord_state == "failed"
    post(queued, server, at=NOW + timedelta(hours=1))
    assert len(server.received) == 1
    server.status = 204
    actions.post_again(announcement=queued, by=queued.published_by, at=NOW + timedelta(hours=2))
    assert post(queued, server, at=NOW + timedelta(hours=2)).discord_state == "posted"


def test_a_withdrawn_one_is_not_posted(queued, server):
    actions.withdraw(announcement=queued, by=queued.published_by, at=NOW)
    post(queued, server)
    assert (queued.discord_state, server.received) == ("not_wanted", [])


def test_one_withdrawn_while_discord_was_in_trouble_is_not_posted_when_it_is_shown_again(queued, server):
    server.status = 500
    Announcement.objects.update(withdrawn_at=NOW + timedelta(seconds=1), discord_error="http_500")
    assert post(queued, server, at=NOW + timedelta(minutes=1)).discord_state == "queued"
    actions.restore(announcement=queued, by=queued.published_by, at=NOW + timedelta(seconds=2))
    assert post(queued, server, at=NOW + timedelta(hours=1)).discord_state == "not_wanted"
    assert server.received == []


def test_where_the_webhook_is_gone_from_the_settings_it_says_so(queued, settings, monkeypatch):
    settings.DISCORD_WEBHOOK_URL = ""
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)
    tasks.post_to_discord(queued.pk)
    queued.refresh_from_db()
    assert (queued.discord_state, queued.discord_error) == ("failed", "not_set_up")


def test_an_error_that_nobody_foresaw_puts_it_off_and_its_text_is_not_told(queued, caplog):
    class Broken:
        def post(self, content: str) -> None:
            raise RuntimeError(f"https://discord.com{PATH}")

    actions.post_to_discord(announcement_id=queued.pk, channel=Broken(), at=NOW)
    queued.refresh_from_db()
    assert (queued.discord_state, queued.discord_error) == ("queued", "RuntimeError")
    assert SECRET not in caplog.text


def test_nothing_that_is_logged_or_stored_has_the_address(queued, server, caplog, settings):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(settings.LOGGING["loggers"]["urllib3"]["level"])
    for status in (500, 404):
        server.status = status
        post(queued, server, at=NOW + timedelta(minutes=status))
    Announcement.objects.update(discord_state="queued", discord_not_before=NOW)
    actions.post_to_discord(announcement_id=queued.pk, channel=Webhook(f"http://127.0.0.1:9{PATH}"), at=NOW)
    stored = json.dumps([*Announcement.objects.values(), *TrailEntry.objects.values()], default=str)
    assert SECRET not in caplog.text + stored


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_one_posts(nudged, server):
    edition = make_edition()
    queued = actions.publish(
        edition=edition, news=News("Hola", "Texto"), on_discord=True, by=make_organiser(edition), at=NOW
    )
    race([lambda: post(Announcement.objects.get(pk=queued.pk), server)] * 8)
    assert len(server.received) == 1


# --- the sweep -----------------------------------------------------------------------------------------------------------
def claimed(announcement: Announcement, *, ago: timedelta, attempts: int = 1) -> None:
    Announcement.objects.filter(pk=announcement.pk).update(
        discord_state="posting", discord_claim=uuid.uuid4(), discord_claimed_at=NOW - ago, discord_attempts=attempts
    )


def test_the_sweep_nudges_what_is_due_and_not_what_is_for_later(queued, nudged):
    assert actions.sweep_announcements(at=NOW) == 1
    Announcement.objects.update(discord_not_before=NOW + timedelta(seconds=1))
    assert actions.sweep_announcements(at=NOW) == 0
    assert nudged == [queued.pk]


def test_a_post_whose_worker_died_is_tried_again(queued, nudged, server):
    claimed(queued, ago=timedelta(minutes=2, seconds=1))
    actions.sweep_announcements(at=NOW)
    queued.refresh_from_db()
    assert (queued.discord_state, queued.discord_error, queued.discord_claim) == ("queued", "worker_lost", None)
    assert post(queued, server, at=NOW + timedelta(minutes=1)).discord_state == "posted"


def test_a_post_that_is_being_made_is_left_alone(queued, nudged):
    claimed(queued, ago=timedelta(minutes=1))
    assert actions.sweep_announcements(at=NOW) == 0
    queued.refresh_from_db()
    assert queued.discord_state == "posting"


def test_a_post_that_kills_its_worker_each_time_fails_in_the_end(queued, nudged):
    claimed(queued, ago=timedelta(hours=1), attempts=posting.MAX_ATTEMPTS)
    actions.sweep_announcements(at=NOW)
    queued.refresh_from_db()
    assert (queued.discord_state, queued.discord_error) == ("failed", "worker_lost")


def test_a_worker_that_was_thought_dead_writes_nothing_over_anothers_work(queued, nudged, server):
    class Slow:
        """While it posts, the sweep takes its claim away and another worker posts."""

        def post(self, content: str) -> None:
            Announcement.objects.update(discord_claimed_at=NOW - timedelta(hours=1))
            actions.sweep_announcements(at=NOW)
            post(queued, server, at=NOW + timedelta(hours=1))
            raise DiscordRefused("http_404")

    assert actions.post_to_discord(announcement_id=queued.pk, channel=Slow(), at=NOW) is None
    queued.refresh_from_db()
    assert queued.discord_state == "posted"


def test_a_worker_that_was_thought_dead_does_not_end_what_another_one_is_doing(queued):
    class Slow:
        """While it posts, another worker has begun."""

        def post(self, content: str) -> None:
            claimed(queued, ago=timedelta(0), attempts=2)
            raise DiscordRefused("http_404")

    assert actions.post_to_discord(announcement_id=queued.pk, channel=Slow(), at=NOW) is None
    queued.refresh_from_db()
    assert (queued.discord_state, queued.discord_attempts) == ("posting", 2)
