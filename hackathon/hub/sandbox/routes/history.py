"""Commits, refs and trees of a repo, and what lies at given paths."""

from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import (
    entry_not_found,
    flag,
    located,
    number,
    page,
    param,
    resolved,
    storage_of,
)
from hackathon.hub.sandbox.git import GitCommit, GitEntry, GitRepo
from hackathon.hub.sandbox.records import as_iso

KINDS = {
    "branches": "refs/heads/",
    "converts": "refs/convert/",
    "tags": "refs/tags/",
    "pullRequests": "refs/pr/",
}
SAFE = {"status": "safe", "avScan": {"virusFound": False, "virusNames": None}, "pickleImportScan": None}


def commits(request: Request) -> Response:
    """The history of a revision, newest first, ``limit`` (50, at most 1000) a page."""
    record = located(request)
    with storage_of(request).open(record) as git:
        sha = resolved(request, git).sha
    history = storage_of(request).history(record, sha)
    size = max(number(request, "limit", default=50, most=1000), 1)
    current = number(request, "p", default=0, most=10**6)
    start = current * size
    items: list[Any] = [None] * len(history)
    items[start : start + size] = [_commit(commit) for commit in history[start : start + size]]
    return page(request, items, parameter="p", start=start, size=size, following=current + 1)


def refs(request: Request) -> Response:
    """Branches, tags, converted copies and, when asked for, pull requests."""
    with storage_of(request).open(located(request)) as git:
        known = git.refs()
    found = {
        kind: [
            {"name": ref.removeprefix(prefix), "ref": ref, "targetCommit": sha}
            for ref, sha in known.items()
            if ref.startswith(prefix)
        ]
        for kind, prefix in KINDS.items()
    }
    if not flag(request, "include_prs"):
        del found["pullRequests"]
    return JSONResponse(found)


def tree(request: Request) -> Response:
    """What lies in a folder: 1,000 entries a page, 50 when each comes with its last commit."""
    folder, expand = param(request, "path").strip("/"), flag(request, "expand")
    size = max(number(request, "limit", default=1000, most=1000), 1)
    size = min(size, 50) if expand else size
    start = number(request, "cursor", default=0, most=10**9)
    with storage_of(request).open(located(request)) as git:
        commit = resolved(request, git)
        entries = git.entries(commit.tree, folder=folder, recursive=flag(request, "recursive"))
        if entries is None:
            raise entry_not_found(folder, commit)
        shown = _items(git, commit, entries[start : start + size], expand=expand)
    items: list[Any] = [None] * len(entries)
    items[start : start + size] = shown
    return page(request, items, start=start, size=size)


async def paths_info(request: Request) -> Response:
    """What lies at each of the ``paths`` of a form or a JSON body; those that are not there are left out."""
    if request.headers.get("content-type", "").startswith("application/json"):
        content = await request.json()
        asked, expand = content.get("paths", []), bool(content.get("expand"))
    else:
        form = parse_qs((await request.body()).decode())
        asked, expand = form.get("paths", []), form.get("expand", [""])[0].lower() in ("true", "1")
    return await run_in_threadpool(_paths_info, request, [asked] if isinstance(asked, str) else asked, expand)


def _paths_info(request: Request, asked: list[str], expand: bool) -> Response:
    with storage_of(request).open(located(request)) as git:
        commit = resolved(request, git)
        found = [git.entry(commit.tree, path.strip("/")) for path in asked]
        return JSONResponse(_items(git, commit, [entry for entry in found if entry], expand=expand))


def _items(git: GitRepo, commit: GitCommit, entries: list[GitEntry], *, expand: bool) -> list[dict[str, Any]]:
    items = [_item(entry) for entry in entries]
    last = git.last_commits(commit.sha, [entry.path for entry in entries]) if expand else {}
    for item in items:
        if expand:
            changed = last[item["path"]]
            item["lastCommit"] = {"id": changed.sha, "title": changed.title, "date": as_iso(changed.date)}
            item |= {"securityFileStatus": SAFE} if item["type"] == "file" else {}
    return items


def _item(entry: GitEntry) -> dict[str, Any]:
    if entry.is_folder:
        return {"type": "directory", "oid": entry.sha, "size": 0, "path": entry.path}
    item: dict[str, Any] = {"type": "file", "oid": entry.sha, "size": entry.size, "path": entry.path}
    if entry.lfs:
        item["lfs"] = {"oid": entry.lfs.sha256, "size": entry.size, "pointerSize": entry.lfs.pointer_size}
    return item


def _commit(commit: GitCommit) -> dict[str, Any]:
    return {
        "id": commit.sha,
        "title": commit.title,
        "message": commit.message,
        "authors": [{"user": commit.author, "avatar": f"/avatars/{commit.author}.svg"}],
        "date": as_iso(commit.date),
    }


routes = [
    Route("/api/{type:repo}/{org}/{name}/commits/{rev}", commits),
    Route("/api/{type:repo}/{org}/{name}/refs", refs),
    Route("/api/{type:repo}/{org}/{name}/tree/{rev}", tree),
    Route("/api/{type:repo}/{org}/{name}/tree/{rev}/{path:path}", tree),
    Route("/api/{type:repo}/{org}/{name}/paths-info/{rev}", paths_info, methods=["POST"]),
]
