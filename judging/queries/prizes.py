"""Questions about prizes and benefits. The number of database queries never depends on how many rows there are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Audience, Benefit, Prize
from hackathon.registration.models import Registration
from judging.models import Award, BenefitCode, Entitlement, ProjectResult
from judging.prizes.entitled import Entitled, Facts, TeamFacts, entitled
from judging.queries import awarded, publication
from judging.queries.awarded import won
from submissions.models import Submission
from teams.models import Membership, Team

State = Entitlement.State
AWARDED = (Audience.PLACE, Audience.MENTION)
Key = tuple[str, str, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A project won a prize by the frozen results. ``award``: it was given; ``shared``: others won the same; ``taken_back``: it was
    given, and somebody took it back."""

    prize: Prize
    submission: Submission
    rank: int | None
    shared: bool
    award: Award | None
    taken_back: bool = False

    @property
    def waiting(self) -> bool:
        """Whether it is still to be given."""
        return self.award is None and not self.taken_back


@dataclass(frozen=True, slots=True)
class Standing:
    """How the list stands against the rules: whose are due no more (keys of rows), and how many are not on it yet."""

    stale: frozenset[int]
    lacking: int


@dataclass(frozen=True, slots=True)
class BenefitProgress:
    """How far one benefit is. ``missing``: how many codes are lacking for everybody who may still have one."""

    prize: Prize
    benefit: Benefit
    states: Mapping[str, int]
    codes: int
    free: int

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def open(self) -> int:
        return self.states.get(State.ELIGIBLE, 0) + self.states.get(State.CLAIMED, 0)

    @property
    def delivered(self) -> int:
        return self.states.get(State.DELIVERED, 0)

    @property
    def missing(self) -> int:
        return max(self.open - self.free, 0) if self.benefit.codes else 0


def prize_of(edition: Edition, key: str) -> Prize | None:
    """The prize of that key in the rules as they are."""
    return next((prize for prize in edition.parsed_rules.prizes if prize.key == key), None)


def benefit_of(edition: Edition, prize: str, benefit: str) -> Benefit | None:
    """The benefit of that key in the rules as they are."""
    found = prize_of(edition, prize)
    return next((each for each in found.benefits if each.key == benefit), None) if found else None


def awards_of(edition: Edition) -> list[Award]:
    """The prizes that were given, in the order of the rules."""
    order = {prize.key: at for at, prize in enumerate(edition.parsed_rules.prizes)}
    rows = Award.objects.filter(edition=edition).select_related("submission__current", "submission__team", "by")
    return sorted(rows, key=lambda award: (order.get(award.prize, len(order)), award.pk))


def proposals(edition: Edition, *, awards: Sequence[Award]) -> list[Proposal]:
    """What follows from the results that stand, in the order of the rules, given or not."""
    pairs = won(edition)
    given = {(award.prize, award.submission_id): award for award in awards}
    times = Counter(prize for prize, _ in pairs)
    projects = Submission.objects.filter(pk__in={pk for _, pk in pairs}).select_related("current", "team")
    ranks, gone = _ranks(edition), awarded.taken_back(edition)
    by_pk = projects.in_bulk()
    return [
        Proposal(prize, by_pk[pk], ranks.get(pk), times[key] > 1, given.get((key, pk)), (key, pk) in gone)
        for key, pk in pairs
        if pk in by_pk and (prize := prize_of(edition, key)) is not None
    ]


def entitled_in(edition: Edition) -> tuple[Entitled, ...]:
    """Who may have which benefit as things stand. Seven queries."""
    registered = Registration.objects.filter(edition=edition, consented_at__isnull=False, user__erased_at=None)
    facts = Facts(registered=tuple(registered.values_list("user", flat=True)), teams=_teams(edition))
    rules = edition.parsed_rules
    return entitled(rules.prizes, facts, most=rules.team.max_size)


def key_of(each: Entitlement) -> Key:
    """What makes an entitlement the same as another: a person's is theirs whatever the team."""
    return (each.prize, each.benefit, each.user_id, None if each.user_id else each.team_id)


def key_of_entitled(each: Entitled) -> Key:
    """The same, of what the rules give."""
    return (each.prize, each.benefit, each.person, None if each.person else each.team)


def standing(edition: Edition) -> Standing:
    """The list against what the rules, the teams and the prizes say now. Eight queries."""
    due = {key_of_entitled(each) for each in entitled_in(edition)}
    had = {key_of(each): each.pk for each in Entitlement.objects.filter(edition=edition)}
    return Standing(frozenset(pk for key, pk in had.items() if key not in due), len(due - had.keys()))


def entitlements(edition: Edition) -> QuerySet[Entitlement]:
    """All of an edition's, with what a list of them shows; ``has_code``, and ``may_share``: the person consented to the rules."""
    registered = Registration.objects.filter(
        edition=OuterRef("edition"), user=OuterRef("user"), consented_at__isnull=False
    )
    return (
        Entitlement.objects.filter(edition=edition)
        .select_related("user", "team__captain")
        .annotate(has_code=Exists(BenefitCode.objects.filter(entitlement=OuterRef("pk"))), may_share=Exists(registered))
        .order_by("prize", "benefit", "pk")
    )


def benefits_progress(edition: Edition) -> list[BenefitProgress]:
    """How far each benefit with a key is. Two queries."""
    states: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = Entitlement.objects.filter(edition=edition).order_by().values_list("prize", "benefit", "state")
    for prize, benefit, state, n in rows.annotate(n=Count("pk")):
        states[prize, benefit][state] = n
    codes = BenefitCode.objects.filter(edition=edition).order_by().values_list("prize", "benefit")
    counted = {
        (prize, benefit): (all_, free)
        for prize, benefit, all_, free in codes.annotate(all=Count("pk"), free=Count("pk", Q(entitlement=None)))
    }
    return [
        BenefitProgress(prize, benefit, states[prize.key, benefit.key], *counted.get((prize.key, benefit.key), (0, 0)))
        for prize in edition.parsed_rules.prizes
        for benefit in prize.benefits
        if benefit.key
    ]


def own_entitlements(user: User, *, at: datetime) -> list[Entitlement]:
    """What a person may have, and their teams: of places and mentions only once the results are public."""
    teams = Membership.objects.filter(user=user).values("team")
    rows = (
        Entitlement.objects.filter(Q(user=user) | Q(user=None, team__in=teams))
        .select_related("edition", "team__captain")
        .annotate(has_code=Exists(BenefitCode.objects.filter(entitlement=OuterRef("pk"))))
        .order_by("-edition", "pk")
    )
    found = list(rows)
    return told_by(found, publication.public_editions(at=at) if any(map(_is_awarded, found)) else frozenset())


def told_by(rows: Iterable[Entitlement], public: Collection[int]) -> list[Entitlement]:
    """Those of these that tell no result before its time. ``public``: the keys of the editions whose results are out."""
    return [row for row in rows if row.edition_id in public or not _is_awarded(row)]


def own_awards(user: User, *, at: datetime) -> list[Award]:
    """The prizes of a person's teams that the public results give."""
    rows = Award.objects.filter(submission__team__memberships__user=user).select_related(
        "edition", "submission__current", "submission__team"
    )
    found = list(rows.order_by("-edition", "pk"))
    public = publication.public_editions(at=at) if found else frozenset()
    follow = awarded.won_in(public & {row.edition_id for row in found})
    return [row for row in found if (row.prize, row.submission_id) in follow.get(row.edition_id, ())]


def unshared(found: QuerySet[Entitlement]) -> int:
    """How many of these are of people who have not agreed to the rules, so that no sponsor hears of them."""
    return found.filter(may_share=False).exclude(user=None).count()


def shareable(found: QuerySet[Entitlement], edition: Edition, *, at: datetime) -> list[Entitlement]:
    """Those of these that a sponsor may be told of: of people (a team's: its captain) who agreed to the rules; not declined, and
    where it must be asked for, asked for; of places and mentions only once the results are public."""
    agreed = Registration.objects.filter(edition=edition, consented_at__isnull=False).values("user")
    told = found.exclude(state=State.DECLINED).filter(Q(may_share=True) | Q(user=None, team__captain__in=agreed))
    public = [edition.pk] if awarded.is_out(edition, at=at) else []
    return [row for row in told_by(told, public) if _is_wanted(row)]


def withheld(edition: Edition) -> Callable[[Entitlement], bool]:
    """Says of a benefit whether nobody gets it, because the project that it follows from is out of the competition. Two queries."""
    out = Submission.objects.filter(pk__in=awarded.disqualified(edition)).values_list("team", flat=True)
    teams = frozenset(out)
    everybodys = {prize.key for prize in edition.parsed_rules.prizes if prize.audience == Audience.PARTICIPANTS}
    return lambda row: row.team_id in teams and row.prize not in everybodys


def tells_results(edition: Edition, prize: str) -> bool:
    """Whether having something of this prize says who won. One that the rules have no more is told no sooner."""
    found = prize_of(edition, prize)
    return found is None or found.audience in AWARDED


def _is_wanted(row: Entitlement) -> bool:
    """Whether its owner asked for it, or need not ask."""
    benefit = benefit_of(row.edition, row.prize, row.benefit)
    return row.state != State.ELIGIBLE or (benefit is not None and not benefit.claim)


def _is_awarded(row: Entitlement) -> bool:
    return tells_results(row.edition, row.prize)


def _ranks(edition: Edition) -> dict[int, int | None]:
    rows = ProjectResult.objects.filter(results__edition=edition, results__withdrawn_at=None)
    return dict(rows.values_list("submission", "rank"))


def _teams(edition: Edition) -> list[TeamFacts]:
    people: dict[int, list[int]] = defaultdict(list)
    seated = Membership.objects.filter(edition=edition, user__erased_at=None).order_by("seat")
    for team, user in seated.values_list("team", "user"):
        people[team].append(user)
    won_: dict[int, set[str]] = defaultdict(set)
    follow = set(won(edition))
    given = Award.objects.filter(edition=edition).values_list("submission__team", "prize", "submission")
    for team, prize, project in given:
        if (prize, project) in follow:
            won_[team].add(prize)
    delivered = {
        team: frozenset(opt_ins)
        for team, opt_ins in Submission.objects.delivered()
        .filter(edition=edition)
        .exclude(pk__in=awarded.disqualified(edition))
        .values_list("team", "current__opt_ins")
    }
    return [
        TeamFacts(
            key=team,
            people=tuple(people[team]),
            delivered=team in delivered,
            opt_ins=delivered.get(team, frozenset()),
            won=frozenset(won_[team]),
        )
        for team in Team.objects.filter(edition=edition).order_by("pk").values_list("pk", flat=True)
    ]
