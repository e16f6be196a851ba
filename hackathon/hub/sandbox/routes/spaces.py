"""``/_spaces/{id}``: what stands in for a Space's own page, which on the Hub has a host of its own (``org-name.hf.space``).

It answers where the Space runs or sleeps, and is unavailable in any other stage. Under this path faults can make it slow or mute.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hackathon.hub.sandbox.answers import Refusal, may_see, param, storage_of
from hackathon.hub.sandbox.faults import SPACES
from hackathon.hub.sandbox.html import render
from hackathon.hub.sandbox.records import RepoRecord
from hackathon.hub.types import RepoType


def page_of(request: Request, record: RepoRecord) -> str:
    """The address of a Space's own page, at the host by which this visitor reached the sandbox."""
    return f"{str(request.base_url).rstrip('/')}{SPACES}/{record.repo_id}"


def space(request: Request) -> Response:
    """A page in the Space's name."""
    record = storage_of(request).find(RepoType.SPACE, f"{param(request, 'org')}/{param(request, 'name')}")
    if record is None or not may_see(None, record):
        raise Refusal(404, "Sorry, we can't find the page you are looking for.")
    serves = record.stage.startswith("RUNNING") or record.stage == "SLEEPING"
    return render("space.html", {"record": record, "serves": serves}, status=200 if serves else 503)


routes = [Route(f"{SPACES}/{{org}}/{{name}}", space)]
