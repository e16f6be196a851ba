"""What the client asks of the Hub's Jobs, and what it makes of the answers."""

import json
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import (
    HubError,
    HubForbidden,
    HubGarbled,
    HubNoCredit,
    HubRateLimited,
    HubRefused,
    HubUnreachable,
    JobMissing,
)
from hackathon.hub.event_stream import events
from hackathon.hub.job_types import HardwarePrice, JobInfo, JobLogLine, JobLogs, JobStage, Volume
from hackathon.hub.types import RepoType
from tests.hackathon.hub.fakes import ENDPOINT, SHA, TOKEN, FakeHub, answering, json_answer

JOB = {
    "id": "6b06eb26f164df424203e680",
    "createdAt": "2024-04-20T12:00:00.000Z",
    "startedAt": "2024-04-20T12:00:05.000Z",
    "finishedAt": None,
    "dockerImage": "python:3.12",
    "flavor": "l4x1",
    "labels": {"evaluation": "77"},
    "status": {"stage": "RUNNING", "message": None},
    "durations": {"schedulingSecs": 5, "runningSecs": 40, "totalSecs": 45},
    "owner": {"id": "1", "name": "somosnlp", "type": "org"},
}
NOON = datetime(2024, 4, 20, 12, 0, tzinfo=UTC)
INFO = JobInfo(
    id="6b06eb26f164df424203e680",
    namespace="somosnlp",
    stage=JobStage.RUNNING,
    created_at=NOON,
    started_at=NOON.replace(second=5),
    flavor="l4x1",
    labels={"evaluation": "77"},
    url=f"{ENDPOINT}/jobs/somosnlp/6b06eb26f164df424203e680",
    running_seconds=40.0,
)


def start(hub: HubClient, **options: Any) -> JobInfo:
    asked = {
        "namespace": "somosnlp",
        "image": "python:3.12",
        "command": ["python", "-c", "print(1)"],
        "environment": {"LIMIT": "10"},
        "flavor": "l4x1",
        "timeout_seconds": 600,
        "labels": {"evaluation": "77"},
    }
    return hub.run_job(**asked | options)


CALLS: dict[str, Callable[[HubClient], Any]] = {
    "run_job": start,
    "job": lambda hub: hub.job("somosnlp", "6b06"),
    "jobs": lambda hub: hub.jobs("somosnlp", labels={}),
    "job_logs": lambda hub: hub.job_logs("somosnlp", "6b06", seconds=5, max_bytes=1000),
    "cancel_job": lambda hub: hub.cancel_job("somosnlp", "6b06"),
    "job_hardware": lambda hub: hub.job_hardware(),
}
ONCE = ("run_job", "job_logs")


def test_a_job_is_asked_for_with_all_that_it_needs_and_no_secrets() -> None:
    hub = answering(json_answer(JOB), token=TOKEN)
    volumes = [Volume("ana/m", RepoType.MODEL, "/model", SHA), Volume("ana/d", RepoType.DATASET, "/data", path="es")]
    assert start(hub.client, volumes=volumes) == INFO
    assert (hub.requests[0].method, hub.asked) == ("POST", ["/api/jobs/somosnlp"])
    assert json.loads(hub.requests[0].content) == {
        "dockerImage": "python:3.12",
        "command": ["python", "-c", "print(1)"],
        "arguments": [],
        "environment": {"LIMIT": "10"},
        "flavor": "l4x1",
        "timeoutSeconds": 600,
        "labels": {"evaluation": "77"},
        "volumes": [
            {"type": "model", "source": "ana/m", "mountPath": "/model", "revision": SHA, "readOnly": True},
            {"type": "dataset", "source": "ana/d", "mountPath": "/data", "path": "es", "readOnly": True},
        ],
    }


@pytest.mark.parametrize(
    "leak",
    [
        {"environment": {"HF_TOKEN": TOKEN}},
        {"command": ["sh", "-c", f"HF_TOKEN={TOKEN} python a.py"]},
        {"image": f"https://x:{TOKEN}@hub/image"},
        {"labels": {"token": TOKEN}},
    ],
)
def test_our_token_never_reaches_a_job(leak: dict[str, Any]) -> None:
    hub = answering(json_answer(JOB), token=TOKEN)
    with pytest.raises(ValueError, match="token") as refusal:
        start(hub.client, **leak)
    assert (hub.requests, TOKEN in str(refusal.value)) == ([], False)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx2.Response(503), HubUnreachable),
        (httpx2.ReadTimeout("slow"), HubUnreachable),
        (httpx2.Response(429, headers={"Retry-After": "1"}), HubRateLimited),
    ],
)
@pytest.mark.parametrize("call", ONCE)
def test_a_job_is_never_started_twice_by_itself(call: str, answer: Any, error: type[HubError]) -> None:
    hub = answering(answer)
    with pytest.raises(error):
        CALLS[call](hub.client)
    assert (len(hub.requests), hub.naps) == (1, [])


@pytest.mark.parametrize("call", [name for name in CALLS if name not in ONCE])
def test_whatever_does_no_harm_twice_is_tried_again(call: str) -> None:
    good = {"job": JOB, "jobs": [], "cancel_job": {}, "job_hardware": []}[call]
    hub = answering(httpx2.Response(503), httpx2.ConnectError("no route"), json_answer(good))
    CALLS[call](hub.client)
    assert hub.naps == [0.5, 1.0]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (400, {}, HubRefused),
        (401, {}, HubForbidden),
        (401, {"X-Error-Message": "Invalid credentials in Authorization header"}, HubRefused),
        (402, {}, HubNoCredit),
        (403, {}, HubForbidden),
        (404, {}, JobMissing),
        (410, {}, JobMissing),
        (429, {"RateLimit": '"api";r=0;t=200'}, HubRateLimited),
        (500, {}, HubUnreachable),
        (304, {}, HubGarbled),
    ],
)
def test_every_refusal_has_one_error(call: str, status: int, headers: dict[str, str], error: type[HubError]) -> None:
    hub = answering(httpx2.Response(status, headers=headers, json={"error": "No\nse puede"}))
    with pytest.raises(HubError) as problem:
        CALLS[call](hub.client)
    assert type(problem.value) is error
    said = headers.get("X-Error-Message", "No se puede")
    assert str(problem.value).endswith(f": {status} {said}")


@pytest.mark.parametrize("call", [name for name in CALLS if name not in ("cancel_job", "job_logs")])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b"7",
        b'"x"',
        b"[7]",
        b'{"id": "1"}',
        b'[{"id": "1", "status": {}, "unitCostMicroUSD": 1, "unitLabel": "minute"}]',
        b'{"a": []}',
    ],
)
def test_an_answer_of_another_shape_is_garbled(call: str, body: bytes) -> None:
    with pytest.raises(HubGarbled):
        CALLS[call](answering(httpx2.Response(200, content=body)).client)


@pytest.mark.parametrize("call", CALLS)
def test_every_request_carries_a_timeout(call: str) -> None:
    good = {"run_job": JOB, "job": JOB, "jobs": [], "cancel_job": {}, "job_hardware": [], "job_logs": {}}[call]
    hub = answering(json_answer(good), timeout=2.5)
    CALLS[call](hub.client)
    timeouts = [request.extensions["timeout"] for request in hub.requests]
    assert timeouts == [{"connect": 2.5, "read": 2.5, "write": 2.5, "pool": 2.5}]


@pytest.mark.parametrize("job_id", ["", "../hardware", "a/b", "a?b=1", "ñ", "x" * 65])
def test_an_impossible_job_is_missing_without_a_request(job_id: str) -> None:
    hub = answering(json_answer(JOB))
    for ask in (hub.client.job, hub.client.cancel_job):
        with pytest.raises(JobMissing):
            ask("somosnlp", job_id)
    assert hub.asked == []


def told(**changes: Any) -> JobInfo:
    return answering(json_answer(JOB | changes)).client.job("somosnlp", "6b06")


def test_a_stage_that_is_new_to_us_is_unknown_and_not_over() -> None:
    assert told(status={"stage": "HIBERNATING"}).stage is JobStage.UNKNOWN
    over = {stage.value: stage.is_over for stage in JobStage}
    assert [name for name, is_over in over.items() if is_over] == ["COMPLETED", "ERROR", "CANCELED", "DELETED"]


@pytest.mark.parametrize(
    ("stage", "message", "exit_code", "timed_out"),
    [
        ("ERROR", "Job failed with exit code: 1. Reason: Error", 1, False),
        ("ERROR", "Job failed with exit code: 124. Reason: timeout", 124, False),
        ("ERROR", "Job timeout", None, True),
        ("ERROR", "Node lost", None, False),
        ("ERROR", None, None, False),
        ("CANCELED", "timeout of patience", None, False),
        ("ERROR", "exit code: 99999999999", None, False),
    ],
)
def test_why_a_job_ended_is_read_from_what_the_hub_says(
    stage: str, message: str | None, exit_code: int | None, timed_out: bool
) -> None:
    info = told(status={"stage": stage, "message": message})
    assert (info.exit_code, info.timed_out) == (exit_code, timed_out)


@pytest.mark.parametrize("seconds", [None, -1, "3", float("nan"), float("inf"), 10**400])
def test_absurd_seconds_are_none(seconds: Any) -> None:
    content = json.dumps(JOB | {"durations": {"runningSecs": seconds}})
    hub = answering(httpx2.Response(200, content=content.encode()))
    assert hub.client.job("somosnlp", "6b06").running_seconds is None


def test_what_a_job_says_can_be_kept_in_any_database() -> None:
    content = json.dumps(JOB | {"status": {"stage": "ERROR", "message": "a\0b\ud83d" + "x" * 5000}})
    info = answering(httpx2.Response(200, content=content.encode())).client.job("somosnlp", "6b06")
    assert (info.message[:4], len(info.message)) == ("a\ufffdb?", 2000)


def test_jobs_are_found_again_by_their_labels_on_all_pages() -> None:
    other = JOB | {"id": "7c", "labels": {"evaluation": "78"}}
    link = f'<{ENDPOINT}/api/jobs/somosnlp?cursor=1>; rel="next"'
    hub = answering(json_answer([other], Link=link), json_answer([JOB]))
    labels = {"evaluation": "77"}
    assert hub.client.jobs("somosnlp", labels=labels, stages=[JobStage.RUNNING]) == (INFO,)
    assert hub.asked[0] == "/api/jobs/somosnlp?label=evaluation%3D77&stage=RUNNING"


def test_a_job_that_is_over_is_not_cancelled_and_that_is_no_error() -> None:
    over = JOB | {"status": {"stage": "COMPLETED"}}
    hub = answering(httpx2.Response(400), json_answer(over))
    hub.client.cancel_job("somosnlp", "6b06")
    assert hub.asked == ["/api/jobs/somosnlp/6b06/cancel", "/api/jobs/somosnlp/6b06"]
    with pytest.raises(HubRefused):
        answering(httpx2.Response(400), json_answer(JOB)).client.cancel_job("somosnlp", "6b06")


# Prices

L4 = {
    "name": "l4x4",
    "prettyName": "4x Nvidia L4",
    "cpu": "48 vCPU",
    "ram": "186 GB",
    "accelerator": {"type": "gpu", "model": "L4", "quantity": "4", "vram": "96 GB", "manufacturer": "Nvidia"},
    "unitCostMicroUSD": 63333,
    "unitCostUSD": 0.063333,
    "unitLabel": "minute",
}


def prices(*items: dict[str, Any]) -> tuple[HardwarePrice, ...]:
    return answering(httpx2.Response(200, content=json.dumps(items).encode())).client.job_hardware()


def test_hardware_has_a_price_and_the_memory_of_all_its_accelerators() -> None:
    (price,) = prices(L4)
    assert price == HardwarePrice(
        flavor="l4x4",
        name="4x Nvidia L4",
        unit_micro_usd=63_333,
        unit="minute",
        cpu="48 vCPU",
        memory="186 GB",
        accelerator="L4",
        accelerators=4,
        accelerator_memory=96 * 10**9,
    )
    assert (price.usd_per_hour, price.usd_for(0), price.usd_for(60.5)) == (
        Decimal("3.79998"),
        Decimal(0),
        Decimal("0.126666"),
    )


def test_hardware_without_an_accelerator_has_none() -> None:
    (price,) = prices({"name": "cpu-basic", "unitCostMicroUSD": 167, "unitLabel": "minute", "accelerator": None})
    assert (price.name, price.accelerators, price.accelerator_memory) == ("cpu-basic", 0, None)


@pytest.mark.parametrize(
    "change",
    [
        {"unitLabel": "fortnight"},
        {"unitCostMicroUSD": None},
        {"unitCostMicroUSD": -1},
        {"unitCostMicroUSD": float("nan")},
    ],
)
def test_hardware_that_cannot_be_priced_is_left_out_and_the_rest_is_not(change: dict[str, Any]) -> None:
    assert [price.flavor for price in prices(L4 | {"name": "a"} | change, L4)] == ["l4x4"]


# Logs


def event(text: str, second: int = 0) -> bytes:
    moment = NOON.replace(second=second).isoformat()
    return f"data: {json.dumps({'data': text, 'timestamp': moment})}\n\n".encode()


def line(text: str, second: int = 0) -> JobLogLine:
    return JobLogLine(text, NOON.replace(second=second))


def streaming(chunks: Iterable[bytes | Exception]) -> FakeHub:
    def content() -> Iterator[bytes]:
        for chunk in chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    return FakeHub(lambda request: httpx2.Response(200, content=content()))


def logs(*chunks: bytes | Exception, **options: Any) -> JobLogs:
    asked = {"seconds": 5, "max_bytes": 10_000} | options
    return streaming(chunks).client.job_logs("somosnlp", "6b06", **asked)


def test_a_log_comes_line_by_line_with_moments_however_it_is_cut_on_the_way() -> None:
    sent = b": keep-alive\n\n" + event("año 😀", 1) + b"event: x\r\n" + event("", 2).replace(b"\n", b"\r\n")
    whole = JobLogs((line("año 😀", 1), line("", 2)), complete=True)
    assert logs(sent) == whole
    assert logs(*(bytes([byte]) for byte in sent)) == whole


@pytest.mark.parametrize(
    "trouble", [httpx2.ReadTimeout("silent"), httpx2.ReadError("cut"), httpx2.RemoteProtocolError("")]
)
def test_what_came_before_the_trouble_is_told_and_is_not_all(trouble: Exception) -> None:
    assert logs(event("uno"), event("dos"), trouble) == JobLogs((line("uno"), line("dos")), complete=False)


def test_a_log_goes_on_after_the_line_that_was_read_before() -> None:
    sent = [event("a", 1), event("b", 1), event("c", 1), event("d", 2)]
    assert logs(*sent, after=line("b", 1)).lines == (line("c", 1), line("d", 2))
    assert logs(*sent, after=line("gone", 1)).lines == (line("d", 2),)
    assert logs(*sent, after=line("d", 2)).lines == ()
    assert logs(*sent, after=line("d", 9)).lines == ()
    assert logs(*sent, after=None).lines == (line("a", 1), line("b", 1), line("c", 1), line("d", 2))


def test_lines_that_nobody_can_tell_apart_do_not_come_again_and_again() -> None:
    sent = [event("a", 1), event("", 1), event("", 1)]
    assert logs(*sent, after=line("", 1)).lines == ()
    assert logs(*sent, event("", 2), after=line("", 1)).lines == (line("", 2),)


def test_a_long_line_is_known_again_by_its_beginning() -> None:
    long = "x" * 1500
    sent = [event(long + "y", 1), event("xx", 1), event("b", 1)]
    assert logs(*sent, after=line(long, 1)).lines == (line("xx", 1), line("b", 1))
    assert logs(*sent, after=line("x", 1)).lines == ()


def test_no_more_is_read_than_there_is_room_for() -> None:
    def endless() -> Iterator[bytes]:
        for number in range(10**9):
            sent.append(number)
            yield event("x" * 100)

    sent: list[int] = []
    told = streaming(endless()).client.job_logs("somosnlp", "6b06", seconds=60, max_bytes=1000)
    assert (len(told.lines), told.complete, len(sent)) == (10, False, 10)


def test_a_log_that_never_ends_ends_with_its_time() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b": keep-alive\n\n"

    assert streaming(endless()).client.job_logs("somosnlp", "6b06", seconds=0.05, max_bytes=1000) == JobLogs((), False)


def test_a_line_that_never_ends_does_not_fill_our_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.hub.event_stream.LONGEST_EVENT", 100_000)

    def endless() -> Iterator[bytes]:
        yield b'data: {"data": "'
        for _ in range(500):
            yield b"x" * 65_536

    tracemalloc.start()
    told = streaming(endless()).client.job_logs("somosnlp", "6b06", seconds=60, max_bytes=1000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (told.lines, peak < 2_000_000) == ((), True)


def test_an_event_of_very_many_lines_is_cut_too() -> None:
    told = list(events([b"data: " + b"x" * 10 + b"\n"] * 1000 + [b"\n"], longest=50))
    assert [len(event) for event in told] == [54]


def test_a_line_that_is_no_event_of_a_log_is_told_as_it_came() -> None:
    sent = b'data: {"data": "medio\n\ndata: [7]\n\ndata: {"timestamp": null}\n\n'
    assert logs(sent).lines == (JobLogLine('{"data": "medio'), JobLogLine("[7]"), JobLogLine(""))
    surrogates = b'data: {"data": "a\\u0000\\ud83d", "timestamp": "2024-04-20T12:00:00.000Z"}\n\n'
    assert logs(surrogates).lines == (line("a\ufffd?"),)


def test_lines_can_be_had_while_they_come() -> None:
    hub = streaming([event("uno"), event("dos"), httpx2.ReadError("cut")])
    stream = hub.client.follow_job("somosnlp", "6b06", seconds=60, max_bytes=1000, silence=45)
    assert hub.asked == []
    assert [next(lines := iter(stream)), *lines] == [line("uno"), line("dos")]
    assert (stream.complete, hub.requests[0].extensions["timeout"]["read"]) == (False, 45)
