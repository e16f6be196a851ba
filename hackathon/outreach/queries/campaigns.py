"""What is asked about mail to many."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from hackathon.editions.models import Edition
from hackathon.mail import queries as mail_queries
from hackathon.mail.models import Message
from hackathon.outreach.audience import Audience, matching
from hackathon.outreach.models import Campaign, CampaignRecipient
from hackathon.registration.models import Registration
from teams.models import Membership

ADDRESSED_BY = (
    "email",
    "name",
    *(f"user__{name}" for name in ("email", "name", "hub_name", "hub_username", "is_active", "erased_at")),
)
TROUBLES = (Message.State.BOUNCED, Message.State.FAILED, Message.State.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign would reach now, by address, and who is left out because they want no such mail."""

    reached: Mapping[str, Registration]
    left_out: Sequence[Registration]


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
    reached: dict[str, Registration] = {}
    left_out: dict[str, Registration] = {}
    audience = Audience.from_dict(campaign.audience)
    for registration in matching(campaign.edition, audience).select_related("user").only(*ADDRESSED_BY):
        if registration.user and not registration.user.is_active:
            continue
        email = address_of(registration)
        unwanted = email in refused or registration.email.lower() in refused
        (left_out if unwanted else reached).setdefault(email, registration)
    return Reach(reached, list(left_out.values()))


def address_of(registration: Registration) -> str:
    """Where a person is written to, in lower case."""
    return (registration.user.email if registration.user else registration.email).lower()


def name_of(registration: Registration) -> str:
    """What a person is called in a mail to them."""
    return registration.user.display_name if registration.user else registration.name


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
