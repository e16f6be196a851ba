"""``/api/{models,datasets,spaces}``: what a repo is, the lists of repos, who likes one, how a Space is doing."""

from collections.abc import Callable, Mapping
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
    repo_not_found,
    resolved,
    storage_of,
    visitor,
)
from hackathon.hub.sandbox.card import card_data, safetensors, tags
from hackathon.hub.sandbox.git import GitCommit, GitEntry, GitRepo
from hackathon.hub.sandbox.records import RepoRecord, as_iso
from hackathon.hub.types import RepoType

LISTED = frozenset({"author", "sha", "lastModified", "private", "gated", "disabled", "likes", "downloads", "tags"})
SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "lastModified": lambda info: info["lastModified"],
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
    with storage_of(request).open(record) as git:
        info = describe(record, git, resolved(request, git), blobs=flag(request, "blobs"))
    return JSONResponse(_expanded(info, wanted) if wanted else info)


def repo_list(request: Request) -> Response:
    """Repos by ``author`` and ``search``, in order of id or by ``sort`` (most first), a page at a time."""
    repo_type = REPO_TYPES[request.path_params["type"]]
    storage, person = storage_of(request), visitor(request)
    query = request.query_params
    wanted = query.getlist("expand") or sorted(LISTED | {"createdAt"} | _full(request))
    infos = []
    for record in storage.repos(repo_type, namespace=query.get("author", "")):
        if may_see(person, record) and query.get("search", "").lower() in record.repo_id.lower():
            with storage.open(record) as git:
                head = git.resolve("main")
                infos += [describe(record, git, head)] if head else []
    if query.get("sort") in SORTS:
        infos.sort(key=SORTS[query["sort"]], reverse=True)
    start = number(request, "cursor", default=0, most=10**9)
    size = max(number(request, "limit", default=1000, most=1000), 1)
    return page(request, [_expanded(info, wanted) for info in infos], start=start, size=size)


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
    return JSONResponse(_runtime(record))


def no_such_repo(request: Request) -> Response:
    """Names of one part, as a few old models of the Hub have, and whatever else is no repo of ours."""
    raise repo_not_found()


def describe(record: RepoRecord, git: GitRepo, commit: GitCommit, *, blobs: bool = False) -> dict[str, Any]:
    """Everything that the Hub says about a repo at ``commit``, in its own words."""
    files = [entry for entry in git.entries(commit.tree) or [] if not entry.is_folder]
    readme = next((entry for entry in files if entry.path == "README.md" and not entry.lfs), None)
    card = card_data(git.read(readme)) if readme else None
    info = {
        "_id": record.hub_id,
        "id": record.repo_id,
        "author": record.namespace,
        "sha": commit.sha,
        "lastModified": as_iso(commit.date),
        "createdAt": as_iso(record.created_at),
        "private": record.private,
        "gated": record.gated,
        "disabled": record.disabled,
        "downloads": record.downloads,
        "likes": record.total_likes,
        "tags": tags(record.repo_type, card),
        "usedStorage": sum(entry.size for entry in files),
        "siblings": [_sibling(entry, blobs=blobs) for entry in files],
    }
    if card is not None:
        info["cardData"] = card
    return info | _of_type(record, git, files, card or {})


def _of_type(record: RepoRecord, git: GitRepo, files: list[GitEntry], card: Mapping[str, Any]) -> dict[str, Any]:
    if record.repo_type is RepoType.MODEL:
        weights = safetensors(git, files, record.parameters)
        asked = {key: card[key] for key in ("library_name", "pipeline_tag") if isinstance(card.get(key), str)}
        return {"modelId": record.repo_id} | asked | ({"safetensors": weights} if weights else {})
    if record.repo_type is RepoType.SPACE:
        subdomain = record.repo_id.lower().replace("/", "-").replace(".", "-").replace("_", "-")
        space = {"sdk": card.get("sdk"), "subdomain": subdomain, "runtime": _runtime(record)}
        return space | {key: card[key] for key in ("models", "datasets") if isinstance(card.get(key), list)}
    return {}


def _runtime(record: RepoRecord) -> dict[str, Any]:
    hardware = {"current": record.hardware, "requested": record.requested_hardware}
    return {"stage": record.stage, "hardware": hardware, "storage": None, "gcTimeout": 172800, "replicas": None}


def _sibling(entry: GitEntry, *, blobs: bool) -> dict[str, Any]:
    if not blobs:
        return {"rfilename": entry.path}
    found: dict[str, Any] = {"rfilename": entry.path, "size": entry.size, "blobId": entry.sha}
    if entry.lfs:
        found["lfs"] = {"sha256": entry.lfs.sha256, "size": entry.size, "pointerSize": entry.lfs.pointer_size}
    return found


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
