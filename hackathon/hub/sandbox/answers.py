"""How the sandbox says no, and how it finds the repo that a request is about. Words and codes are the Hub's."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from hackathon.hub.sandbox.git import GitCommit, GitRepo
from hackathon.hub.sandbox.oidc import Oidc
from hackathon.hub.sandbox.people import Person
from hackathon.hub.sandbox.records import RepoRecord, SandboxError
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType

REPO_TYPES = {f"{repo_type}s": repo_type for repo_type in RepoType}


class Refusal(Exception):
    """An answer other than 200: a status, the Hub's ``X-Error-Code`` and its message."""

    def __init__(self, status: int, message: str, *, code: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.headers = {"X-Error-Message": quote(message, safe=" .,:'()/")} | dict(headers or {})
        if code:
            self.headers["X-Error-Code"] = code


class Moved(Exception):
    """The repo has another name now; the answer is a 307 to ``location``."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def repo_not_found() -> Refusal:
    """Missing, private and deleted look the same from outside: 401, as an anonymous visitor of the Hub sees it."""
    return Refusal(401, "Invalid username or password.", code="RepoNotFound")


def revision_not_found(revision: str) -> Refusal:
    return Refusal(404, f"Invalid rev id: {revision}", code="RevisionNotFound")


def entry_not_found(path: str, commit: GitCommit) -> Refusal:
    return Refusal(404, f"Entry not found: {path}", code="EntryNotFound", headers={"X-Repo-Commit": commit.sha})


def refuse(request: Request, error: Exception) -> Response:
    """Exception handler for Refusal, Moved and SandboxError."""
    if isinstance(error, Moved):
        return RedirectResponse(error.location, status_code=307)
    if isinstance(error, SandboxError):
        error = Refusal(400, str(error))
    if not isinstance(error, Refusal):
        raise error
    return JSONResponse({"error": error.message}, status_code=error.status, headers=error.headers)


def storage_of(request: Request) -> SandboxStorage:
    return request.app.state.storage


def param(request: Request, name: str) -> str:
    """A part of the path, decoded (routes match the path as it was sent, so that ``refs%2Fpr%2F1`` is one part)."""
    return unquote(request.path_params.get(name, ""))


def visitor(request: Request) -> Person | None:
    """Who sends the request, by ``Authorization: Bearer``; None for anybody."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    oidc: Oidc = request.app.state.oidc
    grant = oidc.grant(token)
    people = storage_of(request).people
    return people.by_sub(grant.sub) if grant else people.by_username(token.removeprefix("hf_"))


def may_see(person: Person | None, record: RepoRecord) -> bool:
    """Whether a repo is there for this visitor: public ones are for all, private ones for their owners."""
    if not record.private:
        return True
    return person is not None and (person.username == record.namespace or record.namespace in person.orgs)


def located(request: Request) -> RepoRecord:
    """The repo that the path names (parts ``type``, ``org``, ``name``); Moved when it has another name, else Refusal."""
    repo_type = REPO_TYPES[request.path_params.get("type", "models")]
    asked = f"{param(request, 'org')}/{param(request, 'name')}"
    record = storage_of(request).find(repo_type, asked)
    if record is None or not may_see(visitor(request), record):
        raise repo_not_found()
    if record.disabled:
        raise Refusal(403, "Access to this resource is disabled.")
    if record.repo_id != asked:
        written = "/{org}/{name}".format_map(request.path_params)
        path = request.scope["path"].replace(written, f"/{record.repo_id}", 1)
        query = request.scope["query_string"].decode()
        raise Moved(f"{path}?{query}" if query else path)
    return record


def resolved(request: Request, git: GitRepo) -> GitCommit:
    """The commit that the path's ``rev`` names (``main`` without one); Refusal when there is none."""
    revision = param(request, "rev") or "main"
    commit = git.resolve(revision)
    if commit is None:
        raise revision_not_found(revision)
    return commit


def base_url(request: Request) -> str:
    """Where the sandbox is, as this visitor reached it (or as it was told), without a slash at the end."""
    return request.app.state.public_url or str(request.base_url).rstrip("/")


def flag(request: Request, name: str) -> bool:
    """A yes in the query: ``true``, ``True`` or ``1``."""
    return request.query_params.get(name, "").lower() in ("true", "1")


def number(request: Request, name: str, *, default: int, most: int) -> int:
    """A whole number of the query between 0 and ``most``."""
    text = request.query_params.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() else default


def page(
    request: Request, items: Sequence[Any], *, start: int, size: int, parameter: str = "cursor", following: int = 0
) -> JSONResponse:
    """``items[start:start+size]``, a ``Link`` to the rest (absolute, as the client wants it) and ``X-Total-Count``.

    The link puts ``following``, else the place where the rest begins, into the query's ``parameter``.
    """
    headers = {"X-Total-Count": str(len(items))}
    if start + size < len(items):
        others = [(key, value) for key, value in request.query_params.multi_items() if key != parameter]
        query = urlencode([*others, (parameter, str(following or start + size))])
        headers["Link"] = f'<{base_url(request)}{request.scope["path"]}?{query}>; rel="next"'
    return JSONResponse(list(items[start : start + size]), headers=headers)
