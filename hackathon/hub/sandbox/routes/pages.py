"""Plain pages for people: what is on this sandbox, and one repo's files and commits."""

import html
import unicodedata

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import REPO_TYPES, Refusal, located, may_see, param, resolved, storage_of, visitor
from hackathon.hub.sandbox.faults import PAGE_PREFIX
from hackathon.hub.sandbox.html import HERE, render
from hackathon.hub.types import RepoType

README_MAX = 100_000
COMMITS_MAX = 100


def home(request: Request) -> Response:
    """Every public repo, by kind, and everyone who can sign in."""
    return _listing(request, "")


def namespace(request: Request) -> Response:
    """The repos of one person or organisation."""
    return _listing(request, param(request, "org"))


def repo(request: Request) -> Response:
    """The files and commits of one repo, and its card as it was written."""
    try:
        record = located(request)
    except Refusal as error:
        if error.headers.get("X-Error-Code") == "RepoNotFound":
            return _missing(error)
        raise
    with storage_of(request).open(record) as git:
        commit = resolved(request, git)
        files = [entry for entry in git.entries(commit.tree) or [] if not entry.is_folder]
        readme = next((entry for entry in files if entry.path == "README.md" and not entry.lfs), None)
        card = git.read(readme)[:README_MAX].decode("utf-8", "replace") if readme else ""
        history = git.history(commit.sha)
    context = {
        "record": record,
        "address": PAGE_PREFIX[record.repo_type] + record.repo_id,
        "commit": commit,
        "files": files,
        "card": card,
        "history": history[:COMMITS_MAX],
        "total": len(history),
    }
    return render("repo.html", context)


def blob(request: Request) -> Response:
    """A file's page is the file itself."""
    located(request)
    return RedirectResponse(request.scope["path"].replace("/blob/", "/resolve/", 1), status_code=307)


def avatar(request: Request) -> Response:
    """A circle with the first letter of the name."""
    letter = unicodedata.normalize("NFC", param(request, "name"))[:1].upper()
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="32" fill="#4b5563"/>'
        '<text x="32" y="43" font-family="sans-serif" font-size="32" text-anchor="middle" fill="#fff">'
        f"{html.escape(letter)}</text></svg>"
    )
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})


def stylesheet(request: Request) -> Response:
    return Response((HERE / "static" / "sandbox.css").read_bytes(), media_type="text/css")


def _listing(request: Request, wanted: str) -> Response:
    storage, person = storage_of(request), visitor(request)
    kinds = {
        repo_type: [
            (PAGE_PREFIX[repo_type] + record.repo_id, record)
            for record in storage.repos(repo_type, namespace=wanted)
            if may_see(person, record)
        ]
        for repo_type in REPO_TYPES.values()
    }
    people = storage.people.members(wanted) if wanted else storage.people.all()
    if wanted and not people and not any(kinds.values()) and not storage.people.by_username(wanted):
        return _missing(Refusal(404, "Not found"))
    context = {
        "wanted": wanted,
        "people": people,
        "datasets": kinds[RepoType.DATASET],
        "models": kinds[RepoType.MODEL],
        "spaces": kinds[RepoType.SPACE],
    }
    return render("home.html", context)


def _missing(error: Refusal) -> Response:
    response = render("missing.html", {}, status=error.status)
    response.headers.update(error.headers)
    return response


SHOWN = ("", "/tree/{rev}", "/tree/{rev}/{path:path}", "/commits/{rev}", "/commit/{rev}")
routes = [
    Route("/", home),
    Route("/_sandbox/sandbox.css", stylesheet),
    Route("/avatars/{name}.svg", avatar),
    *(Route(f"{prefix}/{{org}}/{{name}}{end}", repo) for prefix in ("/{type:page}", "") for end in SHOWN),
    *(Route(f"{prefix}/{{org}}/{{name}}/blob/{{rev}}/{{path:path}}", blob) for prefix in ("/{type:page}", "")),
    Route("/{org}", namespace),
]
