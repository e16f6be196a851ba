"""What is asked about registrations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Question
from hackathon.registration.aggregates import Aggregate, aggregate
from hackathon.registration.membership import Answer, has_claim
from hackathon.registration.models import DemographicAnswer, Registration

COMPLETE = Q(user__isnull=False, consented_at__isnull=False)
"""What counts as being registered: somebody's, with consent. The same question as ``Registration.is_complete``."""


def registration_of(*, user: User | AnonymousUser, edition: Edition) -> Registration | None:
    """The person's registration, complete or (claimed from a list, without consent yet) not."""
    if not user.is_authenticated:
        return None
    return Registration.objects.filter(user=user, edition=edition).first()


def is_registered(*, user: User | AnonymousUser, edition: Edition) -> bool:
    """True when the person has registered and consented to the rules."""
    return user.is_authenticated and complete(edition).filter(user=user).exists()


def may_write(registration: Registration | None, *, edition: Edition, at: datetime) -> bool:
    """True when somebody new may register at ``at``, or whose ``registration`` this is may correct it: until the results.

    Who came with a list is not new: they finish registering when they please.
    """
    windows = edition.parsed_rules.windows
    return at < windows.results_at and (registration is not None or windows.registration.is_open(at))


def complete(edition: Edition) -> QuerySet[Registration]:
    """The registrations that count."""
    return Registration.objects.filter(COMPLETE, edition=edition)


def needs_consent(registration: Registration | None, *, edition: Edition) -> bool:
    """True until the person has consented to the rules as they are now: new ones are consented to anew."""
    return registration is None or registration.consented_rules != edition.rules_version


def known_membership(registration: Registration | None, *, user: User, edition: Edition) -> Answer:
    """Whether one of the edition's organisations on the Hub has the person, as far as we know: what the Hub said when they
    signed in, else what was kept when it was last asked."""
    if has_claim(user.hub_orgs, edition.parsed_rules.hub.organisations):
        return Answer.YES
    return Answer(registration.organisation) if registration else Answer.UNKNOWN


def pseudonym(*, user: User, edition: Edition) -> str:
    """Under which a person's voluntary answers are kept: nobody without this site's key can tell whose they are."""
    return salted_hmac("hackathon.registration.demographics", f"{edition.pk}:{user.pk}", algorithm="sha256").hexdigest()


def answers(*, user: User, edition: Edition) -> QuerySet[DemographicAnswer]:
    """The person's own voluntary answers."""
    return DemographicAnswer.objects.filter(edition=edition, person=pseudonym(user=user, edition=edition))


def answers_by_question(*, user: User, edition: Edition) -> Mapping[str, str]:
    """The person's own voluntary answers, as question: option, for nobody but them."""
    return dict(answers(user=user, edition=edition).values_list("question", "option"))


@dataclass(frozen=True, slots=True)
class Answered:
    """What may be shown of a voluntary question; the keys of the groups are those of its options, and ``NO_ANSWER``."""

    question: Question
    shown: Aggregate


def demographics(edition: Edition) -> Sequence[Answered]:
    """The voluntary questions with what organisers may see of their answers, among who registered. Two queries.

    An answer that the rules no longer offer counts as none: nobody is left to choose it.
    """
    asked = edition.parsed_rules.registration
    total = complete(edition).count()
    given = DemographicAnswer.objects.filter(edition=edition).values_list("question", "option")
    counts = {(question, option): count for question, option, count in given.annotate(count=Count("pk")).order_by()}
    return [
        Answered(
            question,
            aggregate(
                counts={choice.key: counts.get((question.key, choice.key), 0) for choice in question.options},
                total=total,
                smallest_group=asked.smallest_group,
            ),
        )
        for question in asked.demographics
    ]


def countries(edition: Edition) -> frozenset[str]:
    """The codes of the countries that the edition's people say they are from. One query."""
    said = Registration.objects.filter(edition=edition).exclude(country="").order_by()
    return frozenset(said.values_list("country", flat=True).distinct())
