"""Whether people are members of the edition's organisation on the Hub: kept, because lists of people are filtered by it."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.core.cache import cache
from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError
from hackathon.registration.membership import Answer, has_claim, is_member, kept
from hackathon.registration.models import Registration

logger = logging.getLogger(__name__)

# So that five hundred people who ask at once are one question to the Hub; whoever joined just now waits no longer.
LISTING_SECONDS = 30
ROWS_PER_UPDATE = 500


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many registrations stand where after everybody was looked up; ``silent``: organisations that gave no list."""

    yes: int
    no: int
    unknown: int
    silent: tuple[str, ...]


def check_organisation(*, registration: Registration, hub: HubClient, at: datetime) -> Answer:
    """Ask the Hub once more about one person, and keep the answer. What the Hub says now, even where a "yes" is kept."""
    edition, user = registration.edition, registration.user
    organisations = edition.parsed_rules.hub.organisations
    claimed = has_claim(user.hub_orgs, organisations)
    listings = [] if claimed or not user.hub_username else [listing(name, hub=hub) for name in organisations]
    now = is_member(username=user.hub_username, claimed=claimed, listings=listings)
    with transaction.atomic():
        found = Registration.objects.select_for_update().get(pk=registration.pk)
        before = found.organisation
        found.organisation = kept(before=before, now=now, username=user.hub_username)
        if now != Answer.UNKNOWN:
            found.organisation_checked_at = at
        found.save(update_fields=["organisation", "organisation_checked_at"])
        if found.organisation != before:
            verb = "registration.organisation_checked"
            trail.record(edition=edition, by=user, at=at, verb=verb, target=found, answer=found.organisation)
    return now


def refresh_organisation(*, edition: Edition, by: User | None, at: datetime, hub: HubClient) -> Refreshed:
    """Ask the Hub for the organisations' members once, and keep what that says about everybody who registered."""
    organisations = edition.parsed_rules.hub.organisations
    listings = {name: listing(name, hub=hub, fresh=True) for name in organisations}
    with transaction.atomic():
        states = _states(edition, list(listings.values()))
        for answer, ids in states.items():
            moment = {"organisation_checked_at": at} if answer != Answer.UNKNOWN else {}
            for chunk in _chunks(ids):
                Registration.objects.filter(pk__in=chunk).update(organisation=answer, **moment)
        done = Refreshed(
            yes=len(states[Answer.YES]),
            no=len(states[Answer.NO]),
            unknown=len(states[Answer.UNKNOWN]),
            silent=tuple(name for name, members in listings.items() if members is None),
        )
        verb = "edition.organisation_refreshed"
        counts = {"yes": done.yes, "no": done.no, "unknown": done.unknown, "silent": list(done.silent)}
        trail.record(edition=edition, by=by, at=at, verb=verb, target=edition, **counts)
    return done


def note_claim(*, user: User, at: datetime) -> int:
    """The person has just signed in, and the Hub said where they belong: a "yes" needs no other question. How many."""
    waiting = user.registrations.exclude(organisation=Answer.YES).select_related("edition")
    found = [each.pk for each in waiting if has_claim(user.hub_orgs, each.edition.parsed_rules.hub.organisations)]
    if not found:
        return 0
    return Registration.objects.filter(pk__in=found).update(organisation=Answer.YES, organisation_checked_at=at)


def listing(organisation: str, *, hub: HubClient, fresh: bool = False) -> frozenset[str] | None:
    """The public members' user names in lower case, as the Hub gave them a moment ago; None when it gives none now."""
    key = f"hub-members:{hub.endpoint}:{organisation}"
    members = None if fresh else cache.get(key)
    if members is None:
        try:
            members = [name.lower() for name in hub.organisation_members(organisation)]
        except HubError:
            logger.warning("The Hub gave no list of the members of %s.", organisation, exc_info=True)
            return None
        cache.set(key, members, LISTING_SECONDS)
    return frozenset(members)


def _states(edition: Edition, listings: Sequence[frozenset[str] | None]) -> dict[Answer, list[int]]:
    """The keys of the edition's registrations by what is to be kept about them."""
    organisations = edition.parsed_rules.hub.organisations
    states: dict[Answer, list[int]] = {answer: [] for answer in Answer}
    rows = Registration.objects.filter(edition=edition, user__isnull=False).select_for_update(of=("self",))
    for pk, before, username, claims in rows.values_list("pk", "organisation", "user__hub_username", "user__hub_orgs"):
        now = is_member(username=username, claimed=has_claim(claims, organisations), listings=listings)
        states[Answer(kept(before=before, now=now, username=username))].append(pk)
    return states


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, ROWS_PER_UPDATE)):
        yield chunk
