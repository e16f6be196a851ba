"""``/{id}/resolve/{rev}/{path}``: the bytes of a file, whole or a range of them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hackathon.hub.sandbox.answers import Refusal, entry_not_found, located, param, resolved, storage_of, visitor
from hackathon.hub.sandbox.git import GitEntry

PIECE = 1 << 20
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
        source = storage_of(request).lfs.path(entry.lfs.sha256) if entry.lfs else git.read(entry)
    if isinstance(source, Path) and not source.exists():
        raise entry_not_found(path, commit)
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    headers = _headers(entry, source) | {"X-Repo-Commit": commit.sha}
    if request.method == "HEAD":
        return Response(headers=headers | {"Content-Length": str(size)})
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    return _part(source, size, asked, headers) if asked else _sent(source, 0, size, headers=headers)


def byte_range(first: str, last: str, size: int) -> tuple[int, int] | None:
    """The first and last byte that a ``Range: bytes=first-last`` means, None when it cannot be met.

    >>> byte_range("", "8", 100), byte_range("95", "", 100), byte_range("100", "", 100)
    ((92, 99), (95, 99), None)
    """
    if not first:
        return (max(size - int(last), 0), size - 1) if last and int(last) and size else None
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _part(source: Path | bytes, size: int, asked: re.Match[str], headers: dict[str, str]) -> Response:
    span = byte_range(asked[1], asked[2], size)
    if span is None:
        raise Refusal(416, "Range Not Satisfiable", headers={"Content-Range": f"bytes */{size}"})
    start, end = span
    headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return _sent(source, start, end + 1, headers=headers, status=206)


def _sent(source: Path | bytes, start: int, stop: int, *, headers: dict[str, str], status: int = 200) -> Response:
    """The bytes from ``start`` to before ``stop``; many of a file on the disk a piece at a time."""
    if isinstance(source, bytes):
        return Response(source[start:stop], status_code=status, headers=headers)
    if stop - start > PIECE:
        headers["Content-Length"] = str(stop - start)
        return StreamingResponse(_pieces(source, start, stop), status_code=status, headers=headers)
    with source.open("rb") as stream:
        stream.seek(start)
        return Response(stream.read(stop - start), status_code=status, headers=headers)


async def _pieces(source: Path, start: int, stop: int) -> AsyncIterator[bytes]:
    with source.open("rb") as stream:
        stream.seek(start)
        for place in range(start, stop, PIECE):
            yield stream.read(min(PIECE, stop - place))


def _headers(entry: GitEntry, source: Path | bytes) -> dict[str, str]:
    is_text = isinstance(source, bytes) and b"\0" not in source[:8000]
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
