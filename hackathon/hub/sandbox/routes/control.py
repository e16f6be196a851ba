"""``/_sandbox``: what a real Hub does not let you do. All bodies are JSON objects, and are sent as ``application/json``.

    GET    /_sandbox/faults     the faults in force
    POST   /_sandbox/faults     {kind: status|delay|drop|loop|private|gone, path?, repo_type?, repo_id?, times?, status?,
                                 retry_after?, seconds?}
    DELETE /_sandbox/faults     clear them
    POST   /_sandbox/repo       {repo_type, repo_id, files, author, date, message?, ...meta}
    POST   /_sandbox/commit     {repo_type, repo_id, files, author, date, committed_at?, message, branch?, orphan?}
    POST   /_sandbox/rewrite    {repo_type, repo_id, files, onto, author, date, committed_at?, message, branch?}
    POST   /_sandbox/squash     {repo_type, repo_id, author, date, message?}
    POST   /_sandbox/lengthen   {repo_type, repo_id, commits, author, date, seconds}
    POST   /_sandbox/pull       {repo_type, repo_id, number, files, author, date, message}     opens a pull request
    POST   /_sandbox/merge      {repo_type, repo_id, number, by, date, squash?}
    POST   /_sandbox/ref        {repo_type, repo_id, ref, sha}       sha null: delete it
    POST   /_sandbox/runtime    {repo_id, stage, hardware?}
    POST   /_sandbox/meta       {repo_type, repo_id, ...meta}        private, gated, likes, parameters, ...
    POST   /_sandbox/rename     {repo_type, repo_id, to}             to another organisation as well
    POST   /_sandbox/replace    {repo_type, repo_id, files, author, date}    delete it and make another of that name
    POST   /_sandbox/delete     {repo_type, repo_id}
    POST   /_sandbox/person     {username, name?, email?, email_verified?, orgs?}
    GET    /_sandbox/quota      the limits in force, and how many requests were served and refused
    POST   /_sandbox/quota      {api?, resolvers?, pages?}           requests in five minutes; DELETE: no limits
    GET    /_sandbox/webhooks   who is told, and how the last deliveries went; without secrets
    POST   /_sandbox/webhooks   {url, secret?, watched?}             DELETE: tell nobody
    POST   /_sandbox/deliver    {}                                   send what waits now
    GET    /_sandbox/jobs       the Jobs, and the trouble that they are in
    POST   /_sandbox/jobs       {without_credit?, stuck?, silent?, late?, cut_after?, split?, flood?}   see Troubles; DELETE: good health
    POST   /_sandbox/lose       {job_id, message?}                   the machine of a Job is gone

``files`` maps a path to text, to ``{"base64": "..."}`` or to null (delete). ``date`` is ISO with a zone.
The content type is asked for because a page of another site cannot send it here without this server's consent.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import storage_of
from hackathon.hub.sandbox.faults import CONTROL, FaultBook, parse_fault
from hackathon.hub.sandbox.jobs.book import JobBook
from hackathon.hub.sandbox.limits import QuotaBook
from hackathon.hub.sandbox.records import RepoRecord, SandboxError, from_iso
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.sandbox.webhooks import WebhookBook
from hackathon.hub.types import RepoType

Deed = Callable[[SandboxStorage, dict[str, Any]], dict[str, Any]]


async def faults(request: Request) -> Response:
    """List, add or clear faults."""
    book: FaultBook = request.app.state.faults
    if request.method == "DELETE":
        book.clear()
    if request.method == "POST":
        book.add(parse_fault(await _content(request)))
    return JSONResponse({"faults": book.all()})


async def quota(request: Request) -> Response:
    """Show, set or lift the limits."""
    book: QuotaBook = request.app.state.quota
    if request.method == "DELETE":
        book.set({})
    if request.method == "POST":
        book.set(await _content(request))
    return JSONResponse({"limits": book.limits, "served": dict(book.served), "refused": dict(book.refused)})


async def webhooks(request: Request) -> Response:
    """Show, add or clear webhooks."""
    book: WebhookBook = request.app.state.webhooks
    if request.method == "DELETE":
        book.clear()
    if request.method == "POST":
        content = await _content(request)
        try:
            book.register(content.pop("url"), watched=tuple(content.pop("watched", ())), **content)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SandboxError(f"missing or wrong: {error}") from error
    return JSONResponse(_told(book))


async def deliver(request: Request) -> Response:
    """Send what waits to the webhooks."""
    await _content(request)
    book: WebhookBook = request.app.state.webhooks
    await run_in_threadpool(book.deliver)
    return JSONResponse(_told(book))


async def jobs(request: Request) -> Response:
    """Show the Jobs; set their troubles or end them."""
    book: JobBook = request.app.state.jobs
    if request.method == "DELETE":
        book.troubles.clear()
    if request.method == "POST":
        book.troubles.set(await _content(request))
    return JSONResponse({"troubles": book.troubles.told(), "jobs": [job.told() for job in book.all()]})


async def lose(request: Request) -> Response:
    """Take a Job's machine away."""
    content, book = await _content(request), request.app.state.jobs
    try:
        book.lose(content.pop("job_id"), **content)
    except (KeyError, TypeError) as error:
        raise SandboxError(f"missing or wrong: {error}") from error
    return JSONResponse({})


def doing(deed: Deed) -> Callable[[Request], Any]:
    """An endpoint that reads a JSON object, does the deed on the storage and answers with what came of it."""

    async def endpoint(request: Request) -> Response:
        content = await _content(request)
        try:
            done = await run_in_threadpool(deed, storage_of(request), content)
        except (KeyError, TypeError, ValueError) as error:
            raise SandboxError(f"missing or wrong: {error}") from error
        return JSONResponse(done)

    return endpoint


def create(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return _shown(storage.create_repo(*_repo(content), **_made(content), **content))


def commit(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return {"sha": storage.commit(*_repo(content), **_made(content), **content)}


def rewrite(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return {"sha": storage.rewrite(*_repo(content), **_made(content), **content)}


def squash(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return {"sha": storage.squash(*_repo(content), at=from_iso(content.pop("date")), **content)}


def lengthen(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    every = timedelta(seconds=content.pop("seconds"))
    return {"sha": storage.lengthen(*_repo(content), at=from_iso(content.pop("date")), every=every, **content)}


def pull(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return {"sha": storage.open_pull_request(*_repo(content), **_made(content), **content)}


def merge(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return {"sha": storage.merge_pull_request(*_repo(content), at=from_iso(content.pop("date")), **content)}


def ref(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    storage.set_ref(*_repo(content), content["ref"], content["sha"])
    return {}


def replace(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return _shown(storage.replace_repo(*_repo(content), **_made(content), **content))


def runtime(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    repo_id = content.pop("repo_id")
    return _shown(storage.set_meta(RepoType.SPACE, repo_id, stage=content.pop("stage"), **content))


def meta(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return _shown(storage.set_meta(*_repo(content), **content))


def rename(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return _shown(storage.rename(*_repo(content), content["to"]))


def delete(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    storage.delete_repo(*_repo(content))
    return {}


def person(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return asdict(storage.add_person(content.pop("username"), **content))


async def _content(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise SandboxError("send application/json")
    try:
        content = await request.json()
    except ValueError as error:
        raise SandboxError(f"not JSON: {error}") from error
    if not isinstance(content, dict):
        raise SandboxError("send a JSON object")
    return content


def _repo(content: dict[str, Any]) -> tuple[RepoType, str]:
    """The repo that ``content`` is about, taken out of it."""
    return RepoType(content.pop("repo_type")), content.pop("repo_id")


def _made(content: dict[str, Any]) -> dict[str, Any]:
    """The files and dates of a commit, taken out of ``content``."""
    made: dict[str, Any] = {"files": _files(content.pop("files", {})), "at": from_iso(content.pop("date"))}
    if "committed_at" in content:
        made["committed_at"] = from_iso(content.pop("committed_at"))
    return made


def _files(content: dict[str, Any]) -> dict[str, bytes | None]:
    return {path: _bytes(value) for path, value in content.items()}


def _bytes(value: Any) -> bytes | None:
    if isinstance(value, dict):
        try:
            return base64.b64decode(value["base64"], validate=True)
        except binascii.Error as error:
            raise SandboxError(f"not base64: {error}") from error
    return None if value is None else str(value).encode()


def _shown(record: RepoRecord) -> dict[str, Any]:
    return {"_id": record.hub_id, "repo_type": record.repo_type, "repo_id": record.repo_id, "stage": record.stage}


def _told(book: WebhookBook) -> dict[str, Any]:
    sent = [
        {"id": delivery.message.webhook.id, "status": delivery.status, "payload": delivery.message.payload}
        for delivery in tuple(book.sent)
    ]
    hooks = [{"id": hook.id, "url": hook.url, "watched": list(hook.watched)} for hook in book.all()]
    return {"webhooks": hooks, "sent": sent}


routes = [
    Route(f"{CONTROL}/faults", faults, methods=["GET", "POST", "DELETE"]),
    Route(f"{CONTROL}/quota", quota, methods=["GET", "POST", "DELETE"]),
    Route(f"{CONTROL}/webhooks", webhooks, methods=["GET", "POST", "DELETE"]),
    Route(f"{CONTROL}/deliver", deliver, methods=["POST"]),
    Route(f"{CONTROL}/jobs", jobs, methods=["GET", "POST", "DELETE"]),
    Route(f"{CONTROL}/lose", lose, methods=["POST"]),
] + [
    Route(f"{CONTROL}/{name}", doing(deed), methods=["POST"])
    for name, deed in {
        "repo": create,
        "commit": commit,
        "rewrite": rewrite,
        "squash": squash,
        "lengthen": lengthen,
        "pull": pull,
        "merge": merge,
        "ref": ref,
        "runtime": runtime,
        "meta": meta,
        "rename": rename,
        "replace": replace,
        "delete": delete,
        "person": person,
    }.items()
]
