"""Where on the Hub a thing is, as the path of an address. What the Hub cannot have is missing without a request."""

import re
from urllib.parse import quote

from hackathon.hub.addresses import is_repo_id
from hackathon.hub.errors import JobMissing, RepoMissing
from hackathon.hub.types import RepoType

_FILE_PREFIXES = {
    RepoType.DATASET: "/datasets",
    RepoType.MODEL: "",
    RepoType.SPACE: "/spaces",
}
_JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def must_be_possible(repo_id: str) -> None:
    """A name that the Hub cannot have needs no request, and must not bend the path of one.

    Old models such as ``gpt2`` have no organisation; cards still name them as base models.
    """
    if not is_repo_id(repo_id if "/" in repo_id else f"none/{repo_id}"):
        raise RepoMissing(f"no repo can be called {repo_id!r}")


def of_repo(repo_id: str, repo_type: RepoType, revision: str | None = None) -> str:
    """A repo, at ``revision`` where one is named."""
    must_be_possible(repo_id)
    return f"/api/{repo_type}s/{repo_id}" + (f"/revision/{quote(revision, safe='')}" if revision else "")


def of_file(repo_id: str, repo_type: RepoType, path: str, *, revision: str) -> str:
    """The bytes of a file at ``revision``."""
    must_be_possible(repo_id)
    return f"{_FILE_PREFIXES[repo_type]}/{repo_id}/resolve/{quote(revision, safe='')}/{quote(path, safe='/')}"


def of_jobs(namespace: str) -> str:
    """The Jobs that a person's or an organisation's name runs."""
    return f"/api/jobs/{quote(namespace, safe='')}"


def of_job(namespace: str, job_id: str) -> str:
    """One Job."""
    if not _JOB_ID.fullmatch(job_id):
        raise JobMissing(f"no Job can be called {job_id!r}")
    return f"{of_jobs(namespace)}/{job_id}"
