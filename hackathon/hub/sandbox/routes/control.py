"""``/_sandbox``: what a real Hub does not let you do. All bodies are JSON objects, and are sent as ``application/json``.

    GET    /_sandbox/faults     the faults in force
    POST   /_sandbox/faults     {kind: status|delay|drop|private|gone, path?, repo_type?, repo_id?, times?, status?,
                                 retry_after?, seconds?}
    DELETE /_sandbox/faults     clear them
    POST   /_sandbox/repo       {repo_type, repo_id, files, author, date, message?, ...meta}
    POST   /_sandbox/commit     {repo_type, repo_id, files, author, date, committed_at?, message, branch?, orphan?}
    POST   /_sandbox/runtime    {repo_id, stage, hardware?}
    POST   /_sandbox/meta       {repo_type, repo_id, ...meta}        private, gated, likes, parameters, ...
    POST   /_sandbox/rename     {repo_type, repo_id, to}
    POST   /_sandbox/delete     {repo_type, repo_id}
    POST   /_sandbox/person     {username, name?, email?, email_verified?, orgs?}

``files`` maps a path to text, to ``{"base64": "..."}`` or to null (delete). ``date`` is ISO with a zone.
The content type is asked for because a page of another site cannot send it here without this server's consent.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import storage_of
from hackathon.hub.sandbox.faults import CONTROL, FaultBook, parse_fault
from hackathon.hub.sandbox.records import RepoRecord, SandboxError, from_iso
from hackathon.hub.sandbox.storage import SandboxStorage
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
    given = {"files": _files(content.pop("files", {})), "at": from_iso(content.pop("date"))}
    return _shown(storage.create_repo(RepoType(content.pop("repo_type")), content.pop("repo_id"), **given, **content))


def commit(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {"files": _files(content.pop("files", {})), "at": from_iso(content.pop("date"))}
    if "committed_at" in content:
        given["committed_at"] = from_iso(content.pop("committed_at"))
    sha = storage.commit(RepoType(content.pop("repo_type")), content.pop("repo_id"), **given, **content)
    return {"sha": sha}


def runtime(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    repo_id = content.pop("repo_id")
    return _shown(storage.set_meta(RepoType.SPACE, repo_id, stage=content.pop("stage"), **content))


def meta(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return _shown(storage.set_meta(RepoType(content.pop("repo_type")), content.pop("repo_id"), **content))


def rename(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    return _shown(storage.rename(RepoType(content["repo_type"]), content["repo_id"], content["to"]))


def delete(storage: SandboxStorage, content: dict[str, Any]) -> dict[str, Any]:
    storage.delete_repo(RepoType(content["repo_type"]), content["repo_id"])
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


routes = [Route(f"{CONTROL}/faults", faults, methods=["GET", "POST", "DELETE"])] + [
    Route(f"{CONTROL}/{name}", doing(deed), methods=["POST"])
    for name, deed in {
        "repo": create,
        "commit": commit,
        "runtime": runtime,
        "meta": meta,
        "rename": rename,
        "delete": delete,
        "person": person,
    }.items()
]
