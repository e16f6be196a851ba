"""``/api/jobs``: commands that run elsewhere for money, on the Hub; here they run on this machine. See ``sandbox.jobs``.

Who may: a person in their own name, members of an organisation in its name; to start or stop one, a reader's role is not enough.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from hackathon.hub.sandbox.answers import (
    Refusal,
    may_see,
    number,
    page,
    param,
    repo_not_found,
    revision_not_found,
    storage_of,
    visitor,
)
from hackathon.hub.sandbox.jobs.book import JobBook, is_loopback
from hackathon.hub.sandbox.jobs.folders import FoundVolume
from hackathon.hub.sandbox.jobs.hardware import HARDWARE
from hackathon.hub.sandbox.jobs.job import Job
from hackathon.hub.sandbox.jobs.logs import LogLine
from hackathon.hub.sandbox.jobs.specs import VolumeSpec, parse_spec
from hackathon.hub.sandbox.oidc import organisation_sub
from hackathon.hub.sandbox.people import Person
from hackathon.hub.sandbox.records import SandboxError, as_iso

DOING = frozenset({"admin", "write", "contributor"})
NO_CREDIT = "Pre-paid credit balance is insufficient - add more credits to your account to use Jobs."
KEEP_ALIVE_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.03
CHATTER = "." * 1000
MOST_BODY = 10_000_000


def hardware(request: Request) -> Response:
    """What Jobs can run on, with prices."""
    return JSONResponse(HARDWARE)


async def jobs(request: Request) -> Response:
    """Start a Job, or list those of a namespace."""
    if request.method == "POST":
        return await _run(request)
    _allowed(request, doing=False)
    query = request.query_params
    labels = [label.partition("=")[::2] for label in query.getlist("label")]
    stages = query.getlist("stage")
    found = [
        job.told()
        for job in book_of(request).of(param(request, "namespace"))
        if all(job.spec.labels.get(key) == value for key, value in labels) and (not stages or job.stage in stages)
    ]
    size = max(number(request, "limit", default=100, most=100), 1)
    return page(request, found, start=number(request, "cursor", default=0, most=10**9), size=size)


def job(request: Request) -> Response:
    """One Job."""
    return JSONResponse(_found(request, doing=False).told())


def cancel(request: Request) -> Response:
    """Stop a Job; one that is over stays as it is."""
    found = _found(request, doing=True)
    book_of(request).cancel(found.id)
    return JSONResponse(found.told())


def logs(request: Request) -> Response:
    """What a Job prints, as server-sent events, from its beginning (or its last ``tail`` lines) until it is over."""
    found = _found(request, doing=False)
    tail = request.query_params.get("tail", "")
    place = found.log.place_of_last(int(tail)) if tail.isascii() and tail.isdigit() else 0
    return StreamingResponse(_told(request, found, place), media_type="text/event-stream")


def book_of(request: Request) -> JobBook:
    return request.app.state.jobs


async def _run(request: Request) -> Response:
    owner, person = _allowed(request, doing=True)
    if not is_loopback(request.url.hostname or ""):
        raise Refusal(403, "A page of another site may not run commands here.")
    body = await request.body()
    try:
        spec = parse_spec(json.loads(body[:MOST_BODY]))
    except (ValueError, RecursionError) as error:
        raise SandboxError(f"not JSON: {error}") from error
    if param(request, "namespace") in book_of(request).troubles.without_credit:
        raise Refusal(402, NO_CREDIT)
    volumes = await run_in_threadpool(lambda: tuple(_volume(request, person, volume) for volume in spec.volumes))
    taken = book_of(request).take(spec, owner=owner, volumes=volumes)
    told = taken.told()  # as it stands before it runs, which may be over in no time
    book_of(request).start(taken.id)
    await asyncio.sleep(book_of(request).troubles.late)
    return JSONResponse(told)


def _volume(request: Request, person: Person, spec: VolumeSpec) -> FoundVolume:
    record = storage_of(request).find(spec.repo_type, spec.source)
    if record is None or not may_see(person, record):
        raise repo_not_found()
    if record.gated and record.namespace not in (person.username, *person.orgs):
        raise Refusal(403, f"Access to {record.repo_id} is restricted.", code="GatedRepo")
    with storage_of(request).open(record) as git:
        commit = git.resolve(spec.revision)
    if commit is None:
        raise revision_not_found(spec.revision)
    return FoundVolume(spec, record, commit)


def _allowed(request: Request, *, doing: bool) -> tuple[dict[str, str], Person]:
    """The namespace that the path names, as the owner of Jobs, and who asks; Refusal for those who may not."""
    if "Authorization" not in request.headers:
        raise Refusal(401, "Invalid username or password.")
    person, namespace = visitor(request), param(request, "namespace")
    if person is None:
        raise Refusal(401, "Invalid credentials in Authorization header")
    if person.username.lower() == namespace.lower():
        return {"id": person.sub, "name": person.username, "type": "user"}, person
    roles = {name.lower(): (name, role) for name, role in person.orgs.items()}
    name, role = roles.get(namespace.lower(), ("", ""))
    if not name or (doing and role not in DOING):
        raise Refusal(403, f"You don't have the rights to run Jobs in the namespace {namespace}.")
    return {"id": organisation_sub(name), "name": name, "type": "org"}, person


def _found(request: Request, *, doing: bool) -> Job:
    owner, _ = _allowed(request, doing=doing)
    found = book_of(request).find(param(request, "job"))
    if found is None or found.owner["name"] != owner["name"]:
        raise Refusal(404, "Job not found")
    return found


async def _told(request: Request, found: Job, place: int) -> AsyncIterator[str]:
    troubles = book_of(request).troubles
    while troubles.silent:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    for chatter in _flood(found, troubles.flood):
        yield chatter
        await asyncio.sleep(0)  # without a pause nobody would notice that the listener is gone
    left, heard_at = troubles.cut_after, time.monotonic()
    while True:
        closed = found.log.closed  # asked before its lines: none may come between
        lines, place = found.log.since(place)
        if lines:
            yield "".join(map(_event, lines[:left]))
            heard_at = time.monotonic()
        if left is not None and (left := left - len(lines)) < 0:
            request.app.state.hang_up(request.scope)
            return
        if closed and not lines:
            return
        if time.monotonic() - heard_at > KEEP_ALIVE_SECONDS:
            heard_at = time.monotonic()
            yield ": keep-alive\n\n"
        await asyncio.sleep(0 if lines else LOOK_AGAIN_SECONDS)


def _flood(found: Job, size: int) -> Any:
    several = _event(LogLine(found.created_at, CHATTER)) * 64
    for _ in range(0, size, len(CHATTER) * 64):
        yield several


def _event(line: LogLine) -> str:
    return f"data: {json.dumps({'data': line.text, 'timestamp': as_iso(line.at)})}\n\n"


routes = [
    Route("/api/jobs/hardware", hardware),
    Route("/api/jobs/{namespace}", jobs, methods=["GET", "POST"]),
    Route("/api/jobs/{namespace}/{job}", job),
    Route("/api/jobs/{namespace}/{job}/logs", logs),
    Route("/api/jobs/{namespace}/{job}/cancel", cancel, methods=["POST"]),
]
