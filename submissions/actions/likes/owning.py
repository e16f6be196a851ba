"""Before the count: which likes of a project's repos are its own team's, asked where they changed, and once a day."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from hackathon.editions.models import Edition
from hackathon.hub.errors import HubError, HubSilent
from submissions.actions.likes.likers import Likers, members_of
from submissions.models import LikedRepo, OwnLikes
from submissions.queries.likes import delivered

AGAIN: Final = timedelta(days=1)
"""People come and go: so long it is believed who of those that like a repo is of its team."""
AT_ONCE: Final = 40
"""So many repos a turn."""


def ask_own_likes(edition: Edition, *, likers: Likers, now: Callable[[], datetime]) -> None:
    """Ask about those that are due, longest ago first. Raises Exhausted and HubSilent; what was answered stays."""
    at = now()
    projects: dict[int, set[int]] = {}
    here = LikedRepo.objects.filter(edition=edition, gone_at=None)
    repos = {repo.pk: repo for repo in here}
    for part in delivered(edition, repos.values()):
        if part.liked is not None:
            projects.setdefault(part.liked.pk, set()).add(part.submission_id)
    due = [repos[pk] for pk in projects if _is_due(repos[pk], at=at)]
    for repo in sorted(due, key=_asked_longest_ago)[:AT_ONCE]:
        _ask(repo, sorted(projects[repo.pk]), likers=likers, at=at)


def _is_due(repo: LikedRepo, *, at: datetime) -> bool:
    asked_at = repo.likers_asked_at
    return asked_at is None or repo.likers_asked_of != repo.likes or at >= asked_at + AGAIN


def _asked_longest_ago(repo: LikedRepo) -> tuple[bool, float, int]:
    asked_at = repo.likers_asked_at
    return (asked_at is not None, asked_at.timestamp() if asked_at else 0.0, repo.pk)


def _ask(repo: LikedRepo, submissions: Sequence[int], *, likers: Likers, at: datetime) -> None:
    try:
        names = likers.of(repo) if repo.likes else frozenset()
    except HubSilent:
        raise
    except HubError:  # it has become private since: the next look at the lists will say so
        return
    members = members_of(submissions)
    own = {submission: len(names & members.get(submission, frozenset())) for submission in submissions}
    _keep(repo, own, at=at)


@transaction.atomic
def _keep(repo: LikedRepo, own: dict[int, int], *, at: datetime) -> None:
    LikedRepo.objects.filter(pk=repo.pk).update(likers_asked_at=at, likers_asked_of=repo.likes)
    OwnLikes.objects.filter(repo=repo).exclude(submission__in=own).delete()
    OwnLikes.objects.bulk_create(
        [OwnLikes(repo=repo, submission_id=submission, likes=likes) for submission, likes in own.items()],
        update_conflicts=True,
        unique_fields=["repo", "submission"],
        update_fields=["likes"],
    )
