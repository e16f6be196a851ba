"""Whether results may be seen, by whom, and what the jury says to the teams. Pages ask here, so none needs a worker to be in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet
from django.db.models.fields.json import KT

from hackathon.accounts.models import User
from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from judging import results as pure
from judging.models import Assignment, FrozenResults, ModeratedComment
from judging.queries.counting import asked_reviews
from teams.models import Membership

APPROVED = ModeratedComment.State.APPROVED


def standing(edition: Edition) -> FrozenResults | None:
    """The frozen results that stand; None: there are none."""
    rows = FrozenResults.objects.filter(edition=edition, withdrawn_at=None)
    return rows.select_related("edition", "frozen_by").first()


def shown(edition: Edition, *, at: datetime) -> FrozenResults | None:
    """The results that everybody may see at ``at``; None before their time."""
    found = standing(edition)
    return found if found is not None and is_public(found, at=at) else None


def moment(results: FrozenResults) -> datetime:
    """When they are to be seen: as somebody chose, else as the rules say."""
    return results.publish_at or results.edition.parsed_rules.windows.results_at


def is_public(results: FrozenResults, *, at: datetime) -> bool:
    """Whether they stand, and are published or signed with their moment come."""
    if results.withdrawn_at is not None or results.published_at is not None:
        return results.withdrawn_at is None
    return at >= moment(results) and is_signed(results)


def is_signed(results: FrozenResults) -> bool:
    """Whether nobody's signature is lacking."""
    return lacking_signatures(results) == 0


def lacking_signatures(results: FrozenResults) -> int:
    """How many people have still to sign what is frozen, by the rules that are frozen with it: whoever changes the edition's rules
    afterwards changes nothing about that."""
    (wanted, signed) = _of_signatures(FrozenResults.objects.filter(pk=results.pk))[results.pk]
    return max(0, wanted - signed)


def wanted_signatures(results: FrozenResults) -> int:
    """How many people have to sign."""
    return pure.read_rules(results.payload).jury.signatures


def _of_signatures(rows: QuerySet[FrozenResults]) -> dict[int, tuple[int, int]]:
    """For each results how many signatures they need, and how many they have. One query, which reads no payload: they are large."""
    signed = Count("signatures", filter=Q(signatures__digest=F("digest")))
    found = rows.annotate(signed=signed).order_by().values_list("pk", "signed", KT("payload__rules"))
    return {pk: (pure.read_rules({"rules": rules}).jury.signatures, signed) for pk, signed, rules in found}


def public_editions(*, at: datetime) -> frozenset[int]:
    """The keys of the editions whose results everybody may see at ``at``. At most three queries, however many there are."""
    rows = FrozenResults.objects.filter(withdrawn_at=None).defer("payload").prefetch_related("edition")
    due = [row for row in rows if row.published_at is None and at >= moment(row)]
    told = _of_signatures(FrozenResults.objects.filter(pk__in=[row.pk for row in due])) if due else {}
    signed = (row for row in due if told[row.pk][1] >= told[row.pk][0])
    return frozenset(row.edition_id for row in (*signed, *(row for row in rows if row.published_at is not None)))


def unfinished() -> QuerySet[FrozenResults]:
    """The results that are not published yet, or whose teams have not been written to."""
    open_ = Q(published_at=None) | Q(comments_sent_at=None)
    return FrozenResults.objects.filter(open_, withdrawn_at=None).order_by("pk")


def was_public_before(results: FrozenResults) -> bool:
    """Whether an earlier version was published, so that these correct it."""
    earlier = FrozenResults.objects.filter(edition=results.edition, number__lt=results.number)
    return earlier.exclude(published_at=None).exists()


def were_taken_back(edition: Edition) -> bool:
    """Whether results were published and withdrawn since, and none stand that everybody sees."""
    return FrozenResults.objects.filter(
        edition=edition, published_at__isnull=False, withdrawn_at__isnull=False
    ).exists()


def is_in_team(user: User | AnonymousUser, team_id: int) -> bool:
    """Whether the person has a seat in the team."""
    return user.is_authenticated and Membership.objects.filter(team_id=team_id, user=user).exists()


def may_preview(user: User | AnonymousUser, edition: Edition) -> bool:
    """Whether somebody sees results before their time: who runs the edition, and nobody else."""
    return is_organiser(user, edition)


# --- what the jury says to the teams ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Comment:
    """What a judge says to a team, as it was let go out. ``judge`` is empty where the rules keep it to themselves."""

    text: str
    judge: str


def commented(edition: Edition) -> QuerySet[Assignment]:
    """The sent reviews that say something to their team, by project."""
    rows = asked_reviews(edition).filter(submitted_at__isnull=False).exclude(comment="")
    return rows.select_related("submission__current", "submission__team", "judge", "moderated").order_by(
        "submission_id", "judge_id"
    )


def to_moderate(edition: Edition) -> QuerySet[Assignment]:
    """Those that nobody has looked at, or that were changed since."""
    return commented(edition).filter(Q(moderated=None) | Q(saved_at__gt=F("moderated__at")))


def comments_are_ready(edition: Edition) -> bool:
    """Whether each comment has been looked at."""
    return not to_moderate(edition).exists()


def comments_for(edition: Edition, submissions: Iterable[int]) -> dict[int, list[Comment]]:
    """What may be told to the teams of these projects; nothing that nobody has let go out."""
    anonymous = edition.parsed_rules.jury.anonymous_comments
    rows = commented(edition).filter(moderated__state=APPROVED, saved_at__lte=F("moderated__at"))
    found: dict[int, list[Comment]] = {key: [] for key in submissions}
    for row in rows.filter(submission__in=list(found)):
        judge = "" if anonymous else row.judge.display_name
        found[row.submission_id].append(Comment(row.moderated.text, judge))
    return found
