"""What writes to a repo over HTTP: making one, who may see it, and commits, with large files brought to the storage before.

Who may: a person in their own name, and members of an organisation whose role is to write.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import Refusal, base_url, located, storage_of, visitor
from hackathon.hub.sandbox.lfs import is_large
from hackathon.hub.sandbox.people import Person
from hackathon.hub.sandbox.records import RepoRecord, SandboxError
from hackathon.hub.types import RepoType

DOING = frozenset({"admin", "write", "contributor"})
ATTRIBUTES = "*.parquet filter=lfs diff=lfs merge=lfs -text\n"
MOST_BODY = 100_000_000


async def create(request: Request) -> Response:
    """A new repo, with the file that says what lies in LFS."""
    spec = _object(await _body(request))
    person = _known(request)
    namespace = spec.get("organization") or person.username
    _must_write(person, namespace)
    repo_type, repo_id = RepoType(spec.get("type", "model")), f"{namespace}/{spec.get('name', '')}"
    if storage_of(request).find(repo_type, repo_id):
        raise Refusal(409, "You already created this dataset repo")

    def make() -> RepoRecord:
        return storage_of(request).create_repo(
            repo_type,
            repo_id,
            {".gitattributes": ATTRIBUTES},
            author=person.username,
            at=request.app.state.now(),
            private=spec.get("visibility") == "private",
        )

    record = await run_in_threadpool(make)
    return JSONResponse({"url": f"{base_url(request)}/{repo_type}s/{record.repo_id}", "name": record.repo_id})


async def settings(request: Request) -> Response:
    """Who may see a repo."""
    spec, record = _object(await _body(request)), located(request)
    _must_write(_known(request), record.namespace)
    private = spec.get("visibility") == "private"
    await run_in_threadpool(storage_of(request).set_meta, record.repo_type, record.repo_id, private=private)
    return JSONResponse({"visibility": spec.get("visibility")})


async def preupload(request: Request) -> Response:
    """Which of some files belong into LFS."""
    spec, record = _object(await _body(request)), located(request)
    _must_write(_known(request), record.namespace)
    files = [
        {"path": file["path"], "uploadMode": "lfs" if is_large(file["path"]) else "regular", "shouldIgnore": False}
        for file in spec.get("files", [])
    ]
    return JSONResponse({"files": files})


async def batch(request: Request) -> Response:
    """Where large files are to be brought; nowhere, where they are already."""
    spec, record = _object(await _body(request)), located(request)
    _must_write(_known(request), record.namespace)
    storage, base = storage_of(request), base_url(request)
    objects: list[dict[str, Any]] = []
    for each in spec.get("objects", []):
        there = storage.lfs.path(each["oid"]).exists()
        place = {"href": f"{base}/_storage/{each['oid']}", "header": {}}
        check = {"href": f"{base}/datasets/{record.repo_id}.git/info/lfs/verify", "header": {}}
        objects.append({**each, **({} if there else {"actions": {"upload": place, "verify": check}})})
    return JSONResponse({"transfer": "basic", "objects": objects})


async def verify(request: Request) -> Response:
    """Whether a large file has arrived."""
    spec = _object(await _body(request))
    if not storage_of(request).lfs.path(spec.get("oid", "")).exists():
        raise Refusal(404, "Object not found")
    return JSONResponse({})


async def store(request: Request) -> Response:
    """Take a large file in. The storage is no part of the Hub's API: whoever sends our token there has lost it."""
    if "Authorization" in request.headers:
        raise Refusal(400, "Only one auth mechanism allowed")
    content = await _body(request)
    if hashlib.sha256(content).hexdigest() != request.path_params["oid"]:
        raise Refusal(400, "The digest is another one")
    await run_in_threadpool(storage_of(request).lfs.put, content)
    return Response(status_code=200)


async def commit(request: Request) -> Response:
    """One commit on top of the head that its header names."""
    lines = [_object(line) for line in (await _body(request)).splitlines() if line.strip()]
    record, person = located(request), _known(request)
    _must_write(person, record.namespace)
    header = next((line["value"] for line in lines if line.get("key") == "header"), {})
    head = storage_of(request).head(record)
    if header.get("parentCommit") and (head is None or header["parentCommit"] != head.sha):
        raise Refusal(412, "A commit has happened since. Please refresh and try again.")

    def write() -> str:
        return storage_of(request).commit(
            record.repo_type,
            record.repo_id,
            dict(_files(request, lines)),
            author=person.username,
            at=request.app.state.now(),
            message=header.get("summary", ""),
        )

    sha = await run_in_threadpool(write)
    return JSONResponse({"success": True, "commitOid": sha, "commitUrl": f"{base_url(request)}/commit/{sha}"})


def _files(request: Request, lines: Iterable[dict[str, Any]]) -> Iterable[tuple[str, bytes | None]]:
    for line in lines:
        value = line.get("value", {})
        if line.get("key") == "file":
            if is_large(value["path"]):
                raise Refusal(400, f"{value['path']} belongs into LFS")
            yield value["path"], base64.b64decode(value["content"])
        elif line.get("key") == "lfsFile":
            yield value["path"], _stored(request, value["oid"])
        elif line.get("key") == "deletedFile":
            yield value["path"], None


def _stored(request: Request, oid: str) -> bytes:
    try:
        return storage_of(request).lfs.get(oid)
    except FileNotFoundError as error:
        raise Refusal(400, "A large file was never brought to the storage") from error


def _known(request: Request) -> Person:
    person = visitor(request)
    if person is None:
        raise Refusal(401, "Invalid username or password.")
    return person


def _must_write(person: Person, namespace: str) -> None:
    if person.username != namespace and person.orgs.get(namespace) not in DOING:
        raise Refusal(403, f"You don't have the rights to write under the namespace {namespace}")


async def _body(request: Request) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BODY:
            raise Refusal(413, "Too large")
    return bytes(content)


def _object(content: bytes) -> dict[str, Any]:
    try:
        value = json.loads(content)
    except ValueError as error:
        raise SandboxError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise SandboxError("send a JSON object")
    return value


routes = [
    Route("/api/repos/create", create, methods=["POST"]),
    Route("/api/{type:repo}/{org}/{name}/settings", settings, methods=["PUT"]),
    Route("/api/{type:repo}/{org}/{name}/preupload/{rev}", preupload, methods=["POST"]),
    Route("/api/{type:repo}/{org}/{name}/commit/{rev}", commit, methods=["POST"]),
    Route("/{type:page}/{org}/{name}.git/info/lfs/objects/batch", batch, methods=["POST"]),
    Route("/{type:page}/{org}/{name}.git/info/lfs/verify", verify, methods=["POST"]),
    Route("/_storage/{oid}", store, methods=["PUT"]),
]
