"""Rows of repos, keyed on the Hub's own id: names change, that does not. To be called inside a transaction."""

from datetime import datetime

from django.db import IntegrityError, transaction

from hackathon.hub.types import RepoType
from submissions.actions.evaluating.merging import merge_evaluations
from submissions.actions.watching import merge_watches
from submissions.models import Entry, Repo


def row_for(*, repo_type: RepoType, repo_id: str, hub_id: str | None, at: datetime) -> Repo:
    """The row of a repo, made if need be. One that the Hub named gets the name by which the Hub calls it now."""
    if hub_id is None:
        return _known_by_name(repo_type=repo_type, repo_id=repo_id) or _made(
            repo_type=repo_type, repo_id=repo_id, hub_id=None, at=at
        )
    row = Repo.objects.filter(hub_id=hub_id).first()
    if row is None:
        unresolved = Repo.objects.filter(hub_id=None, repo_type=repo_type, repo_id__iexact=repo_id).first()
        if unresolved is not None:
            return learn(unresolved, hub_id=hub_id, repo_id=repo_id)
        row = _made(repo_type=repo_type, repo_id=repo_id, hub_id=hub_id, at=at)
    return _renamed(row, repo_id=repo_id)


def learn(repo: Repo, *, hub_id: str, repo_id: str) -> Repo:
    """The Hub has told what an unresolved repo is. If we knew that one under another name, the two become one row."""
    known = Repo.objects.filter(hub_id=hub_id).first()
    if known is not None:
        if known != repo:
            _merge(repo, into=known)
        return _renamed(known, repo_id=repo_id)
    try:
        with transaction.atomic():
            # Conditional, so that of two who learn it at once only one writes.
            Repo.objects.filter(pk=repo.pk, hub_id=None).update(hub_id=hub_id, repo_id=repo_id)
    except IntegrityError:
        known = Repo.objects.get(hub_id=hub_id)
        _merge(repo, into=known)
        return known
    repo.refresh_from_db()
    return repo


def _known_by_name(*, repo_type: RepoType, repo_id: str) -> Repo | None:
    """The newest row of that name; a name can pass to another repo once the first is deleted."""
    return Repo.objects.filter(repo_type=repo_type, repo_id__iexact=repo_id).order_by("-pk").first()


def _made(*, repo_type: RepoType, repo_id: str, hub_id: str | None, at: datetime) -> Repo:
    key = {"hub_id": hub_id} if hub_id else {"hub_id": None, "repo_type": repo_type, "repo_id": repo_id}
    return Repo.objects.get_or_create(
        **key, defaults={"repo_type": repo_type, "repo_id": repo_id, "first_seen_at": at}
    )[0]


def _renamed(row: Repo, *, repo_id: str) -> Repo:
    if row.repo_id != repo_id:
        row.repo_id = repo_id
        row.save(update_fields=["repo_id"])
    return row


def _merge(repo: Repo, *, into: Repo) -> None:
    """Entries, looks, evidence and evaluations move over, except where a version already names the other one; an empty row goes."""
    taken = Entry.objects.filter(repo=into).values_list("version_id", "kind")
    for version_id, kind in taken:
        if repo.entries.filter(version_id=version_id, kind=kind).exists():
            return
    repo.entries.update(repo=into)
    repo.looks.exclude(revision__in=into.looks.values("revision")).update(repo=into)
    merge_watches(repo, into=into)
    merge_evaluations(repo, into=into)
    repo.delete()
