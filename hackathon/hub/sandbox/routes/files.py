"""``/{id}/resolve/{rev}/{path}``: the bytes of a file, whole or a range of them."""

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import Refusal, entry_not_found, located, param, resolved, storage_of, visitor
from hackathon.hub.sandbox.git import GitEntry

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def resolve(request: Request) -> Response:
    """GET gives the bytes, HEAD what is known about them. Large files come directly, without a redirect."""
    record, path = located(request), param(request, "path")
    with storage_of(request).open(record) as git:
        commit = resolved(request, git)
        if record.gated and not (visitor(request) and record.namespace in visitor(request).orgs):
            raise Refusal(403, f"Access to {record.repo_id} is restricted.", code="GatedRepo")
        entry = git.entry(commit.tree, path)
        if entry is None or entry.is_folder:
            raise entry_not_found(path, commit)
        try:
            content = git.read(entry)
        except FileNotFoundError as error:
            raise entry_not_found(path, commit) from error
    headers = _headers(entry, content) | {"X-Repo-Commit": commit.sha}
    if request.method == "HEAD":
        return Response(headers=headers | {"Content-Length": str(len(content))})
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    return _part(content, asked, headers) if asked else Response(content, headers=headers)


def byte_range(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a ``Range: bytes=first-last`` means, None when it cannot be met.

    >>> byte_range("", "8", 100), byte_range("95", "", 100), byte_range("100", "", 100)
    ((92, 99), (95, 99), None)
    """
    if not first:
        return (max(size - int(last), 0), size - 1) if last and int(last) and size else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _part(content: bytes, asked: re.Match[str], headers: dict[str, str]) -> Response:
    span = byte_range(asked[1], asked[2], len(content))
    if span is None:
        raise Refusal(416, "Range Not Satisfiable", headers={"Content-Range": f"bytes */{len(content)}"})
    start, end = span
    headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return Response(content[start : end + 1], status_code=206, headers=headers)


def _headers(entry: GitEntry, content: bytes) -> dict[str, str]:
    is_text = not entry.lfs and b"\0" not in content[:8000]
    headers = {
        "ETag": f'"{entry.lfs.sha256 if entry.lfs else entry.sha}"',
        "Accept-Ranges": "bytes",
        "Content-Type": "text/plain; charset=utf-8" if is_text else "application/octet-stream",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if entry.lfs:
        headers |= {"X-Linked-Size": str(entry.size), "X-Linked-ETag": headers["ETag"]}
    return headers


routes = [
    Route(f"{prefix}/{{org}}/{{name}}/{verb}/{{rev}}/{{path:path}}", resolve, methods=["GET"])
    for prefix in ("/{type:page}", "")
    for verb in ("resolve", "raw")
]
