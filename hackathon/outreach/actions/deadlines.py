"""A deadline is moved while the event runs: the rules change, the site says so, and everybody is written to, all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.actions import RulesMovedOn, change_rules
from hackathon.editions.deadlines import Deadline
from hackathon.editions.extending import Moved
from hackathon.editions.models import Edition
from hackathon.mail import actions as mail
from hackathon.mail.actions import Letter
from hackathon.outreach.actions.announcements import News, publish
from hackathon.outreach.mailing import ENGLISH, SPANISH, language_of
from hackathon.outreach.models import Announcement
from hackathon.outreach.news_of_deadlines import Reason, announced, letter
from hackathon.outreach.queries.deadlines import MOVED, Told, plan, told


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved:
    """What was done: the deadline as it is now, what the site says about it, and how many are written to."""

    moved: Moved
    announcement: Announcement
    people: int


@transaction.atomic
def move_deadline(
    *,
    edition: Edition,
    which: Deadline,
    to: datetime,
    reason: Reason,
    based_on: int,
    on_discord: bool,
    by: User,
    at: datetime,
) -> DeadlineMoved:
    """Let ``which`` close (or come) at ``to``: a new version of the rules, an announcement, and a mail to everybody.

    ``based_on`` is the version of the rules that the person saw. Raises ``RulesMovedOn``, ``NotMovable``, ``Contradiction``.
    """
    current = Edition.objects.select_for_update().get(pk=edition.pk)
    if current.rules_version != based_on:
        raise RulesMovedOn(current.rules_version)
    moved = plan(current, which, to=to, at=at)
    changed = change_rules(edition=current, rules=moved.rules, by=by, at=at, reason=reason.spanish, based_on=based_on)
    people = told(changed, jury=moved.jury is not None)
    _record(changed, moved, reason=reason, people=len(people), by=by, at=at)
    announcement = publish(edition=changed, news=_news(moved, reason), on_discord=on_discord, by=by, at=at)
    mail.enqueue_many(_letters(changed, moved, reason, people), at=at)
    return DeadlineMoved(moved=moved, announcement=announcement, people=len(people))


def batch_of(edition: Edition) -> str:
    """What groups in the outbox the mails about the change that made the edition's rules what they are."""
    return f"deadline:{edition.pk}:{edition.rules_version}"


def _record(edition: Edition, moved: Moved, *, reason: Reason, people: int, by: User, at: datetime) -> None:
    trail.record(
        edition=edition,
        by=by,
        at=at,
        verb=MOVED,
        target=edition,
        reason=reason.spanish,
        which=moved.which.value,
        before=moved.before.at.isoformat(),
        after=moved.after.at.isoformat(),
        version=edition.rules_version,
        people=people,
    )


def _news(moved: Moved, reason: Reason) -> News:
    spanish, english = (announced(moved, reason, language) for language in (SPANISH, ENGLISH))
    return News(title=spanish.subject, body=spanish.body, title_en=english.subject, body_en=english.body)


def _letters(edition: Edition, moved: Moved, reason: Reason, people: Sequence[Told]) -> Iterator[Letter]:
    """One for each address, once for this change however often it is asked for."""
    texts = {language: announced(moved, reason, language) for language in (SPANISH, ENGLISH)}
    for person in people:
        language = language_of(person.languages)
        title = moved.rules.title.in_language(language)
        text = letter(texts[language], name=person.name, slug=edition.slug, title=title, language=language)
        yield Letter(
            to=person.user,
            email=person.email,
            subject=text.subject,
            body=text.body,
            key=f"{batch_of(edition)}:{person.email.lower()}"[:200],
            language=language,
            essential=True,
            batch=batch_of(edition),
        )
