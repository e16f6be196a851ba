"""The public tables of an edition go to a dataset on the Hub: asked for by an organiser, sent by a worker, never over another's.

Sending is a look, and one commit of what differs: sent twice, the second time finds nothing to do.
"""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.hub.addresses import is_repo_id
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubForbidden, HubMissing, HubRateLimited, HubSilent, RepoMissing
from hackathon.hub.types import RepoInfo, RepoType
from judging import dispatch
from judging.actions.dataset_errors import BadDatasetName, BadLicense, NoWriteToken, Why
from judging.actions.outcome_errors import NotFrozen
from judging.exports.card import FOLDER, LICENSES, MARKER, dataset_files
from judging.models import DatasetPush, FrozenResults
from judging.queries.publication import is_public, standing
from submissions.actions import queueing
from submissions.models.queues import UNDER_WAY

logger = logging.getLogger(__name__)

State = DatasetPush.State
MAX_ATTEMPTS: Final = 4
PAUSE: Final = timedelta(minutes=1)
BARE: Final = frozenset({".gitattributes", "README.md"})
"""All that a dataset has which somebody has only just made on the Hub's own page."""


class _NotOurs(Exception):
    pass


def request_push(
    *, edition: Edition, repo_id: str, private: bool, license: str, by: User | None, at: datetime
) -> DatasetPush:
    """Ask for the tables to be sent; while they are being sent it is that time. Raises NotFrozen, NoWriteToken, BadDatasetName,
    BadLicense. Before the results are public nobody else sees the dataset, whatever ``private`` says."""
    if not settings.HF_WRITE_TOKEN:
        raise NoWriteToken
    if not is_repo_id(repo_id):
        raise BadDatasetName
    if license not in LICENSES:
        raise BadLicense
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)  # a double click sends once
        results = standing(edition)
        if results is None:
            raise NotFrozen
        waiting = DatasetPush.objects.filter(edition=edition, state__in=UNDER_WAY).first()
        if waiting is not None:
            return waiting
        hidden = private or not is_public(results, at=at)
        found = DatasetPush.objects.create(
            edition=edition, repo_id=repo_id, private=hidden, license=license, not_before=at, at=at, by=by
        )
        trail.record(edition=edition, by=by, at=at, verb="dataset.requested", target=found, private=hidden)
        transaction.on_commit(partial(dispatch.dataset_soon, found.pk))
    return found


@transaction.atomic
def hide_dataset(*, edition: Edition, by: User | None, at: datetime) -> DatasetPush | None:
    """Ask for the dataset that was sent last to be nobody else's any more, for the results in it stand no more. None where nobody
    else sees it, where we may not write, or where something is being sent: that finds no results then, and hides it."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    pushes = DatasetPush.objects.filter(edition=edition)
    last = pushes.filter(state=State.DONE).first()
    if last is None or last.private or not settings.HF_WRITE_TOKEN or pushes.filter(state__in=UNDER_WAY).exists():
        return None
    facts = {"repo_id": last.repo_id, "license": last.license, "private": True}
    found = DatasetPush.objects.create(edition=edition, not_before=at, at=at, by=by, **facts)
    trail.record(edition=edition, by=by, at=at, verb="dataset.requested", target=found, private=True)
    transaction.on_commit(partial(dispatch.dataset_soon, found.pk))
    return found


def push_dataset(*, push_id: int, hub: HubClient, at: datetime) -> DatasetPush | None:
    """Send what is still to be sent; None if that is not ours to do. ``hub`` must be allowed to write. A Hub that will not speak
    puts it off, a few times; every other no ends it, and says why."""
    due = DatasetPush.objects.filter(queueing.is_due(at=at), pk=push_id)
    if not queueing.claim(due, at=at):
        return None
    push = DatasetPush.objects.select_related("edition").get(pk=push_id)
    try:
        return _send(push, hub, at=at)
    except HubSilent as error:
        return _again(push, error, at=at)
    except HubError as error:
        forbidden = isinstance(error, HubForbidden | HubMissing)
        return _failed(push, Why.FORBIDDEN if forbidden else Why.REFUSED, at=at, said=str(error))
    except _NotOurs:
        return _failed(push, Why.NOT_OURS, at=at)
    except Exception:
        logger.exception("Sending %s to the Hub broke at attempt %s", push_id, push.attempts)
        return _failed(push, Why.LOST, at=at)


def sweep_pushes(*, at: datetime) -> int:
    """Leave none stranded; the number that a worker was nudged towards."""
    queueing.put_back_stale(DatasetPush, at=at, most=MAX_ATTEMPTS)
    due = DatasetPush.objects.filter(queueing.is_due(at=at)).order_by("at", "pk").values_list("pk", flat=True)
    return queueing.nudged(due, dispatch.dataset_soon)


def _send(push: DatasetPush, hub: HubClient, *, at: datetime) -> DatasetPush | None:
    if not settings.HF_WRITE_TOKEN:
        return _failed(push, Why.NO_TOKEN, at=at)
    results = standing(push.edition)
    if results is None:
        return _hide(push, hub, at=at)
    private = push.private or not is_public(results, at=at)
    found = _dataset(push, hub, private=private)
    if private and not found.private:
        hub.show_dataset(push.repo_id, private=True)
    sha = hub.commit_files(push.repo_id, _files(push, results, found), message=_message(results), parent=found.sha)
    if found.private and not private:
        hub.show_dataset(push.repo_id, private=False)
    return _done(push, sha, head=found.sha, at=at)


def _hide(push: DatasetPush, hub: HubClient, *, at: datetime) -> DatasetPush | None:
    """No results stand: what was sent of others becomes private, and nothing is sent."""
    try:
        found = hub.look(push.repo_id, RepoType.DATASET)
    except RepoMissing:
        return _failed(push, Why.NOT_FROZEN, at=at)
    if not _is_ours(found):
        raise _NotOurs
    if not found.private:
        hub.show_dataset(push.repo_id, private=True)
    return _failed(push, Why.WITHDRAWN, at=at)


def _dataset(push: DatasetPush, hub: HubClient, *, private: bool) -> RepoInfo:
    """The dataset as it is, made where there was none. Raises _NotOurs where it holds what we did not make."""
    try:
        found = hub.look(push.repo_id, RepoType.DATASET)
    except RepoMissing:
        hub.create_dataset(push.repo_id, private=private)
        return hub.look(push.repo_id, RepoType.DATASET)
    if not _is_ours(found) and not {file.path for file in found.files} <= BARE:
        raise _NotOurs
    return found


def _is_ours(found: RepoInfo) -> bool:
    tags = (found.card_data or {}).get("tags")
    return isinstance(tags, list) and MARKER in tags


def _files(push: DatasetPush, results: FrozenResults, found: RepoInfo) -> dict[str, bytes | None]:
    """What the dataset is to have; tables that it had once and that there are no more go."""
    wanted = dataset_files(results, license=push.license)
    tables = (file.path for file in found.files if file.path.startswith(f"{FOLDER}/"))
    return {**dict.fromkeys((path for path in tables if path not in wanted), None), **wanted}


def _message(results: FrozenResults) -> str:
    return f"Resultados v{results.number}"


@transaction.atomic
def _done(push: DatasetPush, sha: str | None, *, head: str, at: datetime) -> DatasetPush | None:
    facts = {"commit": sha or head, "changed": sha is not None, "said": ""}
    done = queueing.end(push, at=at, state=State.DONE, error="", **facts)
    if done is not None and done.changed:
        facts = {"repo": push.repo_id, "commit": done.commit}
        trail.record(edition=push.edition, by=push.by, at=at, verb="dataset.sent", target=push, **facts)
    return done


def _again(push: DatasetPush, error: HubSilent, *, at: datetime) -> DatasetPush | None:
    if push.attempts >= MAX_ATTEMPTS:
        return _failed(push, Why.SILENT, at=at, said=str(error))
    wait = max(PAUSE * push.attempts, timedelta(seconds=error.retry_after if isinstance(error, HubRateLimited) else 0))
    return queueing.put_off(push, until=at + wait, error=Why.SILENT.value)


def _failed(push: DatasetPush, why: Why, *, at: datetime, said: str = "") -> DatasetPush | None:
    return queueing.end(push, at=at, state=State.FAILED, error=why.value, said=said[:300])
