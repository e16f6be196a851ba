"""What is asked about mail to many."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from hackathon.editions.models import Edition
from hackathon.mail import queries as mail_queries
from hackathon.mail.models import Message
from hackathon.outreach.audience import Audience, matching
from hackathon.outreach.models import Campaign, CampaignRecipient
from hackathon.registration.models import Registration
from teams.models import Membership

NAMED_BY = ("name", *(f"user__{name}" for name in ("email", "name", "hub_name", "hub_username", "erased_at")))
TROUBLES = (Message.State.BOUNCED, Message.State.FAILED, Message.State.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign would reach now: the key of a registration for each address; and the names of who is left out
    because they want no such mail."""

    reached: Mapping[str, int]
    left_out: Sequence[str]


@dataclass(frozen=True, slots=True)
class Drift:
    """How many people who match now are not on the frozen list, and the other way round."""

    joined: int
    gone: int

    def __bool__(self) -> bool:
        return bool(self.joined or self.gone)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many messages of a campaign stand where, in the order of the states; ``under_way`` are not settled yet."""

    counts: Sequence[tuple[str, str, int]]
    total: int
    settled: int

    @property
    def under_way(self) -> int:
        return self.total - self.settled


def reach(campaign: Campaign) -> Reach:
    """Each address once, the longest-registered person's: that of their account, else that of the list they came with.

    Raises BadFilter. A constant number of queries.
    """
    refused = frozenset() if campaign.essential else mail_queries.opted_out()
    reached: dict[str, int] = {}
    left_out: dict[str, str] = {}
    found = matching(campaign.edition, Audience.from_dict(campaign.audience)).exclude(user__is_active=False)
    for pk, name, own, account in found.values_list("pk", "name", "email", "user__email"):
        email = (account or own).lower()
        if email in refused or own.lower() in refused:
            left_out.setdefault(email, name)
        else:
            reached.setdefault(email, pk)
    return Reach(reached, list(left_out.values()))


def names_of(registrations: Collection[int]) -> dict[int, str]:
    """What people are called in a mail to them, by their registration's key."""
    people = Registration.objects.select_related("user").only(*NAMED_BY).in_bulk(registrations)
    return {pk: each.user.display_name if each.user else each.name for pk, each in people.items()}


def drift(campaign: Campaign, now: Reach) -> Drift:
    """What has changed among those who match since the list was frozen."""
    frozen = set(campaign.recipients.values_list("email", flat=True))
    return Drift(joined=len(now.reached.keys() - frozen), gone=len(frozen - now.reached.keys()))


def digest(campaign: Campaign) -> str:
    """A fingerprint of the text and of the frozen list: what was previewed, and nothing else, has it."""
    frozen_at = campaign.frozen_at.isoformat() if campaign.frozen_at else ""
    texts = [campaign.subject, campaign.body, campaign.subject_en, campaign.body_en, campaign.essential]
    people = list(campaign.recipients.order_by("email").values_list("email", "name", "registration"))
    whole = json.dumps([campaign.pk, frozen_at, *texts, campaign.audience, people], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def recipients(campaign: Campaign) -> QuerySet[CampaignRecipient]:
    """The frozen list by address, with their registrations."""
    return campaign.recipients.select_related("registration").order_by("email")


def team_names(edition: Edition) -> dict[int, str]:
    """The team of everybody who has one, by the person's key. One query."""
    return dict(Membership.objects.filter(edition=edition).values_list("user", "team__name"))


def without_team(campaign: Campaign) -> int:
    """How many on the frozen list have no team."""
    seated = Membership.objects.filter(edition=campaign.edition).values("user")
    with_team = campaign.recipients.filter(registration__user__in=seated)
    return campaign.recipients.count() - with_team.count()


def messages_of(campaign: Campaign) -> QuerySet[Message]:
    """What of the campaign is in the outbox, sent or not."""
    return mail_queries.in_batch(batch_of(campaign))


def batch_of(campaign: Campaign) -> str:
    """What groups a campaign's messages in the outbox."""
    return f"campaign:{campaign.pk}"


def progress(campaign: Campaign) -> Progress:
    """Where the campaign's messages stand. One query."""
    found = messages_of(campaign).order_by().values_list("state").annotate(n=Count("pk"))
    by_state = dict(found.values_list("state", "n"))
    counts = [(state.value, str(state.label), by_state.get(state.value, 0)) for state in Message.State]
    unsettled = sum(by_state.get(state, 0) for state in (Message.State.QUEUED, Message.State.SENDING))
    total = sum(by_state.values())
    return Progress([each for each in counts if each[2]], total, total - unsettled)


def troubles(campaign: Campaign) -> QuerySet[Message]:
    """What bounced, failed or may not have arrived, with the person."""
    return messages_of(campaign).filter(state__in=TROUBLES).select_related("user").order_by("state", "email")
