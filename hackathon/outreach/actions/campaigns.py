"""Mail to a filtered set of people. Writing one freezes the list of whom it goes to; sending it sends to that list."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.mail import actions as mail
from hackathon.mail import queries as mail_queries
from hackathon.mail.actions import Letter
from hackathon.mail.models import Message
from hackathon.outreach import queries
from hackathon.outreach.audience import Audience
from hackathon.outreach.mailing import Reader, language_for, languages_of, team_name, template_of
from hackathon.outreach.models import Campaign, CampaignRecipient

BULK = 500


class CampaignError(Exception):
    """The deed was refused and nothing was changed."""


class AlreadySent(CampaignError):
    """What was sent is not changed, nor sent again."""


class ListMovedOn(CampaignError):
    """The text or the list is not the one that was previewed any more."""


class NobodyToWriteTo(CampaignError):
    """There is nobody on the list."""


class WantsNoMail(CampaignError):
    """A test would not arrive: the organiser wants no mail but what is essential."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an organiser writes, and for whom. ``essential`` goes also to people who want no mail but that."""

    audience: Audience
    subject: str
    body: str
    subject_en: str = ""
    body_en: str = ""
    essential: bool = False

    @property
    def columns(self) -> dict[str, object]:
        return {**asdict(self), "audience": self.audience.to_dict()}


def write_campaign(*, edition: Edition, draft: Draft, by: User, at: datetime) -> Campaign:
    """A new campaign, with its list frozen as it is now."""
    with transaction.atomic():
        campaign = Campaign.objects.create(edition=edition, created_at=at, created_by=by, **draft.columns)
        _freeze(campaign, at)
        trail.record(edition=edition, by=by, at=at, verb="campaign.written", target=campaign)
    return campaign


def rewrite_campaign(*, campaign: Campaign, draft: Draft, at: datetime) -> Campaign:
    """Change the text or the filter of one that has not been sent, and freeze its list anew. Raises AlreadySent."""
    with transaction.atomic():
        found = _locked_draft(campaign)
        for name, value in draft.columns.items():
            setattr(found, name, value)
        found.save()
        _freeze(found, at)
    return found


def freeze_campaign(*, campaign: Campaign, at: datetime) -> Campaign:
    """Freeze the list anew, as whoever matches now. Raises AlreadySent, BadFilter."""
    with transaction.atomic():
        found = _locked_draft(campaign)
        _freeze(found, at)
    return found


def discard_campaign(*, campaign: Campaign, by: User, at: datetime) -> None:
    """Delete one that has not been sent. Raises AlreadySent."""
    with transaction.atomic():
        found = _locked_draft(campaign)
        trail.record(edition=found.edition, by=by, at=at, verb="campaign.discarded", target=found)
        found.delete()


def send_test(*, campaign: Campaign, by: User, at: datetime) -> list[Message]:
    """Send to ``by`` what people would get, in each language that it has. Raises WantsNoMail."""
    if not campaign.essential and mail_queries.is_opted_out(email=by.email, user=by):
        raise WantsNoMail
    reader = Reader(name=by.display_name, team=team_name(by, campaign.edition))
    sent = []
    for language in languages_of(campaign):
        text = template_of(campaign, language).for_reader(reader)
        message = mail.enqueue(
            to=by,
            subject=_("[Prueba] %(subject)s") % {"subject": text.subject},
            body=text.body,
            key=f"campaign-test:{campaign.pk}:{by.pk}:{language}:{at.isoformat()}",
            at=at,
            language=language,
            essential=campaign.essential,
        )
        sent += [message] if message else []
    return sent


def send_campaign(*, campaign: Campaign, digest: str, by: User, at: datetime) -> Campaign:
    """Put one message for each address of the frozen list into the outbox, if it is still the one with that ``digest``.

    Once: sending it again changes nothing. Raises ListMovedOn, NobodyToWriteTo.
    """
    with transaction.atomic():
        found = _locked(campaign)
        if found.state == Campaign.State.SENT:
            return found
        if found.frozen_at is None or queries.digest(found) != digest:
            raise ListMovedOn
        if not found.recipients.exists():
            raise NobodyToWriteTo
        mail.enqueue_many(_letters(found), at=at)
        found.state, found.sent_at, found.sent_by = Campaign.State.SENT, at, by
        found.save(update_fields=["state", "sent_at", "sent_by"])
        people = found.recipients.count()
        trail.record(edition=found.edition, by=by, at=at, verb="campaign.sent", target=found, recipients=people)
    return found


def resend(*, campaign: Campaign, messages: Collection[int], by: User, at: datetime) -> int:
    """Send again those of the campaign's ``messages`` (by key) that bounced, failed or may not have arrived; how many."""
    with transaction.atomic():
        again = mail.resend(messages=queries.messages_of(campaign).order_by().filter(pk__in=messages), at=at)
        if again:
            trail.record(
                edition=campaign.edition, by=by, at=at, verb="campaign.resent", target=campaign, messages=again
            )
    return again


def _locked(campaign: Campaign) -> Campaign:
    """The row, held until the transaction ends: of two who press the button one finds it sent."""
    return Campaign.objects.select_related("edition").select_for_update(of=("self",)).get(pk=campaign.pk)


def _locked_draft(campaign: Campaign) -> Campaign:
    found = _locked(campaign)
    if found.state != Campaign.State.DRAFT:
        raise AlreadySent
    return found


def _freeze(campaign: Campaign, at: datetime) -> None:
    reached = queries.reach(campaign).reached
    names = queries.names_of(reached.values())
    campaign.recipients.all().delete()
    CampaignRecipient.objects.bulk_create(
        (
            CampaignRecipient(campaign=campaign, registration_id=pk, email=email, name=names[pk])
            for email, pk in reached.items()
            if pk in names
        ),
        batch_size=BULK,
    )
    campaign.frozen_at = at
    campaign.save(update_fields=["frozen_at"])


def _letters(campaign: Campaign) -> Iterator[Letter]:
    """One for each recipient. Who is not registered any more deleted their data meanwhile: they are let alone."""
    teams = queries.team_names(campaign.edition)
    templates = {language: template_of(campaign, language) for language in languages_of(campaign)}
    known = queries.recipients(campaign).exclude(registration=None).select_related("registration__user")
    for recipient in known.iterator(chunk_size=BULK):
        registration = recipient.registration
        language = language_for(campaign, registration.languages)
        reader = Reader(name=recipient.name, team=teams.get(registration.user_id, ""))
        text = templates[language].for_reader(reader)
        yield Letter(
            to=registration.user,
            email=recipient.email,
            subject=text.subject,
            body=text.body,
            key=f"{queries.batch_of(campaign)}:{recipient.pk}",
            language=language,
            essential=campaign.essential,
            batch=queries.batch_of(campaign),
        )
