"""Questions about the people of a jury: what they can judge, how much they have, how far they are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules, Text
from judging.models import Assignment, Conflict, Juror, JurorInvitation
from judging.queries.outgrown import outgrown_by_judge
from judging.queries.reviews import judges_of

PRACTICE = Assignment.Stage.PRACTICE


@dataclass(frozen=True, slots=True)
class JurorRow:
    """Somebody on the jury: ``profile`` None while they have said nothing. Practice is in no number; ``outgrown`` of the ``submitted``
    reviews lack something since the rules changed; ``left`` is what they owe."""

    judge: User
    profile: Juror | None
    assigned: int
    submitted: int
    begun: int
    conflicts: int
    outgrown: int = 0

    @property
    def left(self) -> int:
        return self.assigned - self.submitted + self.outgrown


def known_languages(rules: EditionRules) -> tuple[str, ...]:
    """The languages that a juror can name: those of projects, without their countries (who reads es reads es_MX)."""
    codes = rules.submission.languages or rules.registration.languages
    return tuple(dict.fromkeys(code.partition("_")[0] for code in codes))


def known_expertise(rules: EditionRules) -> dict[str, Text]:
    """What a juror can know well: the groups of the rubric and the tracks, by key."""
    groups = {group.key: group.title for group in rules.rubric.groups}
    return groups | {track.key: track.title for track in rules.jury.tracks}


def jury(edition: Edition) -> tuple[JurorRow, ...]:
    """Everybody on the jury, by name."""
    profiles = {juror.user_id: juror for juror in Juror.objects.filter(edition=edition)}
    counts, lacking = _counts(edition), outgrown_by_judge(edition)
    conflicts = dict(
        Conflict.objects.filter(edition=edition, lifted_at=None).values_list("judge").annotate(n=Count("pk")).order_by()
    )
    return tuple(
        JurorRow(judge, profiles.get(judge.pk), *counts[judge.pk], conflicts.get(judge.pk, 0), lacking[judge.pk])
        for judge in judges_of(edition)
    )


def pending(edition: Edition) -> dict[User, int]:
    """Who on the jury has reviews left to send, and how many."""
    return {row.judge: row.left for row in jury(edition) if row.left}


def profile_of(edition: Edition, judge: User) -> Juror | None:
    """What the judge said of themselves."""
    return Juror.objects.filter(edition=edition, user=judge).first()


def invitations(edition: Edition) -> QuerySet[JurorInvitation]:
    """Who was asked and has not accepted, newest first; those who accepted are on the jury."""
    return JurorInvitation.objects.filter(edition=edition, accepted_at=None).order_by("-invited_at", "-pk")


def asked_elsewhere(edition: Edition) -> dict[int, str]:
    """Judge → the address at which they were asked, for those whose account does not have it. Two queries."""
    accepted = JurorInvitation.objects.filter(edition=edition, accepted_by__isnull=False).order_by("accepted_at", "pk")
    rows = list(accepted.values_list("accepted_by", "email", Lower("accepted_by__email")))
    known = EmailAddress.objects.filter(user__in=[judge for judge, _asked, _own in rows], verified=True)
    own = {(judge, email.lower()) for judge, email in known.values_list("user", "email")}
    return {judge: asked for judge, asked, email in rows if asked != email and (judge, asked) not in own}


def is_available(profile: Juror | None, *, at: datetime, closes_at: datetime) -> bool:
    """Whether somebody has time between ``at`` and the close; who said nothing has."""
    if profile is None:
        return True
    over = profile.available_until is not None and profile.available_until <= at
    too_late = profile.available_from is not None and profile.available_from >= closes_at
    return not (over or too_late)


def _counts(edition: Edition) -> Mapping[int, tuple[int, int, int]]:
    """Judge → reviews assigned, submitted, begun and not submitted; of projects that take part."""
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    rows = (
        Assignment.objects.filter(edition=edition, voided_at=None, submission__withdrawn_at=None)
        .exclude(stage=PRACTICE)
        .values("judge")
        .annotate(
            assigned=Count("pk"),
            submitted=Count("submitted_at"),
            begun=Count("pk", filter=Q(submitted_at=None, saved_at__isnull=False)),
        )
        .order_by()
    )
    for row in rows:
        found[row["judge"]] = (row["assigned"], row["submitted"], row["begun"])
    return found
