"""``/api/{models,datasets,spaces}``: what a repo is, the lists of repos, who likes one, how a Space is doing."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import (
    REPO_TYPES,
    Refusal,
    flag,
    located,
    may_see,
    number,
    page,
    param,
    repo_not_found,
    resolved,
    storage_of,
    visitor,
)
from hackathon.hub.sandbox.describing import OUTLINE, describe, outline, space_runtime
from hackathon.hub.sandbox.records import RepoRecord
from hackathon.hub.sandbox.routes import spaces
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType

LISTED = frozenset({"author", "sha", "lastModified", "private", "gated", "disabled", "likes", "downloads", "tags"})
SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "lastModified": lambda info: info["lastModified"] or "",
    "createdAt": lambda info: info["createdAt"],
    "likes": lambda info: info["likes"],
    "downloads": lambda info: info["downloads"],
}


def repo_info(request: Request) -> Response:
    """One repo at a revision: all of it, or ``_id``, ``id`` and what ``expand`` asks for."""
    record = located(request)
    wanted = request.query_params.getlist("expand")
    if wanted and flag(request, "blobs"):
        raise Refusal(400, "expand cannot be combined with blobs")
    if wanted and OUTLINE.issuperset(wanted) and not param(request, "rev"):
        head = storage_of(request).head(record)
        if head is not None:
            return JSONResponse(_expanded(outline(record, head), wanted))
    with storage_of(request).open(record) as git:
        info = describe(record, git, resolved(request, git), blobs=flag(request, "blobs"))
    if record.repo_type is RepoType.SPACE:
        info["host"] = spaces.page_of(request, record)
    return JSONResponse(_expanded(info, wanted) if wanted else info)


def repo_list(request: Request) -> Response:
    """Repos by ``author`` and ``search``, in order of id or by ``sort`` (most first), a page at a time."""
    repo_type = REPO_TYPES[request.path_params["type"]]
    storage, person = storage_of(request), visitor(request)
    query = request.query_params
    wanted = query.getlist("expand") or sorted(LISTED | {"createdAt"} | _full(request))
    searched = query.get("search", "").lower()
    records = [
        record
        for record in storage.repos(repo_type, namespace=query.get("author", ""))
        if may_see(person, record) and searched in record.repo_id.lower()
    ]
    if query.get("sort") in SORTS:
        heads = {record.hub_id: outline(record, storage.head(record)) for record in records}
        records.sort(key=lambda record: SORTS[query["sort"]](heads[record.hub_id]), reverse=True)
    start = number(request, "cursor", default=0, most=10**9)
    size = max(number(request, "limit", default=1000, most=1000), 1)
    items: list[Any] = [None] * len(records)
    items[start : start + size] = [_listed(storage, record, wanted) for record in records[start : start + size]]
    return page(request, items, start=start, size=size)


def _listed(storage: SandboxStorage, record: RepoRecord, wanted: list[str]) -> dict[str, Any]:
    """One item of a list. Only what is asked for is looked up: three thousand repos are listed in a moment."""
    head = storage.head(record)
    if head is None or OUTLINE.issuperset(wanted):
        return _expanded(outline(record, head), wanted)
    with storage.open(record) as git:
        return _expanded(describe(record, git, head), wanted)


def likers(request: Request) -> Response:
    """Who likes a repo, without dates, as on the Hub."""
    people = storage_of(request).people
    found = [(name, people.by_username(name)) for name in located(request).likers]
    names = [(name, person.name if person else name) for name, person in found]
    users = [
        {"user": name, "fullname": full, "avatarUrl": f"/avatars/{name}.svg", "type": "user", "isPro": False}
        for name, full in names
    ]
    return page(request, users, start=number(request, "cursor", default=0, most=10**9), size=1000)


def runtime(request: Request) -> Response:
    """How a Space is doing."""
    record = located(request)
    if record.repo_type is not RepoType.SPACE:
        raise Refusal(404, "Only a Space has a runtime")
    return JSONResponse(space_runtime(record))


def no_such_repo(request: Request) -> Response:
    """Names of one part, as a few old models of the Hub have, and whatever else is no repo of ours."""
    raise repo_not_found()


def _full(request: Request) -> set[str]:
    full = {"siblings"} if flag(request, "full") else set()
    return full | ({"cardData"} if flag(request, "full") or flag(request, "cardData") else set())


def _expanded(info: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    return {key: value for key, value in info.items() if key in ("_id", "id") or key in wanted}


routes = [
    Route("/api/{type:repo}", repo_list),
    Route("/api/{type:repo}/{org}/{name}", repo_info),
    Route("/api/{type:repo}/{org}/{name}/revision/{rev}", repo_info),
    Route("/api/{type:repo}/{org}/{name}/likers", likers),
    Route("/api/{type:repo}/{org}/{name}/runtime", runtime),
    Route("/api/{type:repo}/{rest:path}", no_such_repo),
]
