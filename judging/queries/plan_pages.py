"""Who judges what, as the organisers' pages show it. The number of database queries never depends on how many rows there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from judging import jury_words
from judging.assignment import Judge, Problem, Project, affinity, reads
from judging.models import Assignment, Plan
from judging.queries.begun import begun
from judging.queries.jury import known_expertise
from judging.queries.planning import PlanTask, world
from judging.queries.reviews import judges_of
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A judge of a project in a plan: why, and whether it is new."""

    judge: str
    why: str
    new: bool
    held: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of a plan with its judges and those it loses."""

    submission: int
    title: str
    team: str
    wanted: int
    seats: tuple[SeatRow, ...]
    lost: tuple[str, ...]

    @property
    def short(self) -> int:
        return max(0, self.wanted - len(self.seats))


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A judge of a plan: reviews now and with it."""

    judge: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan in words. ``overlaps``: how many pairs of judges share so many projects, by that number."""

    projects: tuple[ProjectRow, ...]
    loads: tuple[LoadRow, ...]
    gave: tuple[str, ...]
    overlaps: tuple[tuple[int, int], ...]
    added: int
    dropped: int

    @property
    def most(self) -> int:
        return max((row.after for row in self.loads), default=0)


@dataclass(frozen=True, slots=True)
class NowRow:
    """A project as it is assigned now. ``reviews`` know their ``state``; ``begun`` ones cannot be moved."""

    submission: Submission
    reviews: tuple[Assignment, ...]
    wanted: int

    @property
    def short(self) -> int:
        standing = [review for review in self.reviews if review.voided_at is None]
        return max(0, self.wanted - len(standing))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might review a project: what they have already, and why them. ``barred``: why not; empty: they may."""

    judge: User
    load: int
    why: str
    barred: str


def candidates(submission: Submission, *, at: datetime) -> tuple[Candidate, ...]:
    """The whole jury for one project: first who may, those with least to do first, then who knows most of it."""
    edition = submission.edition
    problem = world(edition, PlanTask(), at=at).problem
    project = next((one for one in problem.projects if one.id == submission.pk), None)
    if project is None:
        return ()
    people = {person.pk: person for person in judges_of(edition)}
    loads = Counter(judge for _project, judge in [*problem.previous, *problem.held])
    fields = {key: jury_words.text(title) for key, title in known_expertise(edition.parsed_rules).items()}
    languages = jury_words.language_names(project.languages)
    found = []
    for judge in problem.judges:
        facts = {
            "held": None,
            "known": sorted(judge.expertise & project.needs),
            "languages": sorted(judge.languages & project.languages),
        }
        barred = _barred(problem, project, judge, loads[judge.id])
        why = jury_words.why(facts, fields=fields, languages=languages)
        order = (bool(barred), loads[judge.id], -affinity(judge, project), judge.id)
        found.append((order, Candidate(people[judge.id], loads[judge.id], why, barred)))
    return tuple(candidate for _order, candidate in sorted(found, key=lambda each: each[0]))


def _barred(problem: Problem, project: Project, judge: Judge, load: int) -> str:
    """Why somebody may not review the project, in words; empty when they may."""
    pair = (project.id, judge.id)
    if pair in problem.held or pair in problem.previous:
        return jury_words.barred("has")
    if pair in problem.forbidden:
        return jury_words.dropped(problem.forbidden[pair])
    if not reads(judge, project):
        return jury_words.barred("language")
    return jury_words.barred("full") if judge.most is not None and load >= judge.most else ""


def plans(edition: Edition) -> QuerySet[Plan]:
    """The edition's plans, newest first, without what is in them."""
    return Plan.objects.filter(edition=edition).select_related("made_by", "applied_by").defer("problem", "report")


def assigned_now(edition: Edition) -> tuple[NowRow, ...]:
    """Every project that takes part with its reviews, by title. Reviews say whether they were begun."""
    wanted = edition.parsed_rules.jury.reviews
    rows = Assignment.objects.filter(edition=edition, submission__withdrawn_at=None)
    written = set(begun(rows).values_list("pk", flat=True))
    reviews: dict[int, list[Assignment]] = defaultdict(list)
    for review in rows.select_related("judge").order_by("assigned_at", "pk"):
        review.begun = review.pk in written
        reviews[review.submission_id].append(review)
    projects = Submission.objects.delivered().filter(edition=edition).select_related("current", "team", "common")
    return tuple(
        NowRow(project, tuple(reviews[project.pk]), 0 if _is_common(project) else wanted)
        for project in projects.order_by("current__title", "pk")
    )


def in_words(plan: Plan) -> PlanPage:
    """The plan with names for keys, and sentences for facts."""
    names = _Names(plan)
    report = plan.report
    added = {tuple(pair) for pair in report["added"]}
    lost: dict[int, list[str]] = defaultdict(list)
    for one in report["dropped"]:
        project, judge = one["pair"]
        lost[project].append(_lost(names.judges.get(judge, "–"), one["why"]))
    seats: dict[int, list[SeatRow]] = defaultdict(list)
    for project, judge, why in report["pairs"]:
        seats[project].append(names.seat(judge, why, new=(project, judge) in added))
    projects = [names.project(each, tuple(seats[each[0]]), tuple(lost[each[0]])) for each in plan.problem["projects"]]
    return PlanPage(
        projects=tuple(
            sorted(projects, key=lambda row: (not (row.short or row.lost), row.title.casefold(), row.submission))
        ),
        loads=_loads(plan, names),
        gave=tuple(
            jury_words.gave(one, projects=names.titles, judges=names.judges, languages=names.languages)
            for one in report["gave"]
        ),
        overlaps=tuple(sorted(Counter(shared for _one, _two, shared in report["overlaps"]).items())),
        added=len(added),
        dropped=len(report["dropped"]),
    )


def _is_common(project: Submission) -> bool:
    return hasattr(project, "common")


def _lost(judge: str, why: str) -> str:
    return f"{judge} ({jury_words.dropped(why)})"


def _loads(plan: Plan, names: "_Names") -> tuple[LoadRow, ...]:
    before = Counter(judge for _project, judge in plan.problem["previous"])
    before += Counter(judge for _project, judge, _why in plan.problem["held"])
    rows = [LoadRow(names.judges.get(judge, "–"), before[judge], load) for judge, load in plan.report["loads"]]
    return tuple(sorted(rows, key=lambda row: (-row.after, row.judge.casefold())))


class _Names:
    """What the keys of a plan are called; what is gone is a dash."""

    def __init__(self, plan: Plan) -> None:
        edition, problem = plan.edition, plan.problem
        people = {each[0] for each in problem["judges"]} | {pair[1] for pair in problem["previous"]}
        found = Submission.objects.filter(edition=edition).select_related("current", "team")
        self._projects = {project.pk: project for project in found}
        self.titles = {pk: str(project) for pk, project in self._projects.items()}
        self.judges = {person.pk: str(person) for person in User.objects.filter(pk__in=people)}
        spoken = {code for each in problem["projects"] for code in each[1]}
        self.languages: Mapping[str, str] = jury_words.language_names(spoken)
        self._fields = {key: jury_words.text(title) for key, title in known_expertise(edition.parsed_rules).items()}

    def seat(self, judge: int, why: Mapping[str, Any], *, new: bool) -> SeatRow:
        sentence = jury_words.why(why, fields=self._fields, languages=self.languages)
        return SeatRow(self.judges.get(judge, "–"), sentence, new, why["held"] or "")

    def project(self, each: list[Any], seats: tuple[SeatRow, ...], lost: tuple[str, ...]) -> ProjectRow:
        found = self._projects.get(each[0])
        team = str(found.team) if found else "–"
        return ProjectRow(each[0], self.titles.get(each[0], "–"), team, each[4], seats, lost)
