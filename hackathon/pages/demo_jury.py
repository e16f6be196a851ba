"""The demo's jury, as the real actions make it: who is on it, who judges what, what they gave, and what came of it.

The scores have a story. One project is ahead, two can hardly be told apart where a prize is decided, and the people of the jury
are not equally severe. The visitor plays Julia: she has every project, and while projects are judged all of hers wait.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hackathon.accounts import roles
from hackathon.accounts.actions import create_person
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.pages.demo_people import who_has
from judging import actions
from judging.actions import awarding, certifying, planning, profiles
from judging.aggregate import applicable_criteria
from judging.models import Assignment, Award, BenefitCode, Certificate, Conflict, Entitlement, FrozenResults
from judging.queries import artefacts_of, track_of
from judging.queries.planning import PlanTask
from judging.queries.prizes import awards_of
from submissions.models import Submission

DOMAIN: Final = "example.org"
"""Where all addresses of the demo are: it says nothing of who knows whom."""
VISITOR: Final = "julia"
SEED: Final = 7
LEFT: Final = timedelta(hours=30)
"""Before the close of the judging, when the last reviews of a demo that is over were sent."""
CERTIFICATES: Final = ("winner", "jury")


@dataclass(frozen=True, slots=True)
class DemoJudge:
    """Somebody on the jury. ``severity`` moves what they give, in steps; ``expertise`` are groups of the rubric."""

    username: str
    name: str
    severity: int
    expertise: tuple[str, ...] = ()
    organisation: str = ""


JURY: Final = (
    DemoJudge("julia", "Julia Ferrer", 0, ("corpus", "project")),
    DemoJudge("jorge", "Jorge Luna", -1, ("model", "demo"), "Universidad del Litoral"),
    DemoJudge("lucia", "Lucía Amaya", 1, ("corpus",), "Biblioteca de los Andes"),
    DemoJudge("marcos", "Marcos Beltrán", 0, ("model",)),
    DemoJudge("nadia", "Nadia Quintero", -1, ("corpus", "demo"), "Traductoras del Sur"),
    DemoJudge("pablo", "Pablo Iriarte", 1, ("project", "demo")),
)
SECOND_ORGANISER: Final = ("oscar", "Óscar Prieto")

# What a project deserves on the groups of the rubric, before anybody's severity; others: the middle.
DESERVED: Final[Mapping[str, Mapping[str, int]]] = {
    "Refranero Vivo": {"corpus": 3, "model": 3, "demo": 3, "project": 3},
    "Recetas de la Tierra": {"corpus": 2, "model": 2, "demo": 3, "project": 3},
    "Salud Cercana": {"corpus": 2, "model": 2, "demo": 2, "project": 3},
    "Trámites Claros": {"corpus": 3, "project": 2},
}
COMMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Refranero Vivo": (
        "Los refranes llevan su país y su uso: se nota que alguien los revisó uno a uno.",
        "La demo explica lo que hace. Añadid qué pasa con un refrán que el modelo no conoce.",
        "Buen trabajo con las variedades. Nos gustaría ver cuántos refranes hay de cada país.",
    ),
    "Recetas de la Tierra": (
        "Un corpus muy apetecible. Falta decir cómo se eligieron los países.",
        "El modelo confunde a veces los ingredientes; una evaluación con más recetas lo diría.",
        "La demo es lo mejor: se entiende a la primera.",
    ),
    "Salud Cercana": (
        "La prudencia de las respuestas es un acierto, y está bien explicada.",
        "Hace falta que alguien de medicina revise una muestra, y contarlo en la card.",
        "Cuidado con lo que se cambió después del cierre: no lo hemos tenido en cuenta.",
    ),
    "Trámites Claros": (
        "Lenguaje claro de verdad. Con un modelo pequeño encima sería redondo.",
        "Los ejemplos se parecen mucho entre sí: probad con trámites de más países.",
        "Muy útil para quien tiene que pelear con un formulario.",
    ),
}

NOTES: Final[Mapping[str, str]] = {
    "first": "Nos convenció lo bien que cuida cada variedad: detrás de cada refrán hay alguien que lo dice así.",
    "second": "Quedó a muy poca distancia del tercero: con otro jurado podría haber sido al revés.",
}
"""What the jury says of a prize, by its key; a prize that the rules do not have gets none."""


def tell(edition: Edition, *, people: dict[str, User], password: str, at: datetime) -> None:
    """Everything about the jury up to ``at``; what is there already stays."""
    rules = edition.parsed_rules
    if at < rules.windows.submission.closes_at:
        return
    _gather(edition, people, password=password, at=at)
    judged_at = min(at, rules.windows.judging.closes_at - LEFT)
    _share_out(edition, people, at=judged_at)
    is_over = at >= rules.windows.results_at
    _score(edition, people, everything=is_over, at=judged_at)
    if is_over and not FrozenResults.objects.filter(edition=edition, withdrawn_at=None).exists():
        _publish(edition, people, at=rules.windows.results_at)


def begin_anew(edition: Edition) -> None:
    """Other dates: nothing has been published yet, and nobody has won anything. Whoever goes back from there finds the reviews
    as they wait; whoever goes on finds what they gave."""
    if FrozenResults.objects.filter(edition=edition).exists():
        Assignment.objects.filter(edition=edition, submission__team__name__in=DESERVED).delete()
    BenefitCode.objects.filter(edition=edition).delete()
    for model in (Entitlement, Award, Certificate, FrozenResults):
        model.objects.filter(edition=edition).delete()


def _gather(edition: Edition, people: dict[str, User], *, password: str, at: datetime) -> None:
    for username, name in (*((judge.username, judge.name) for judge in JURY), SECOND_ORGANISER):
        if username not in people:
            email = f"{username}@{DOMAIN}"
            # Making a password's digest takes long on purpose, and visitors play nobody else of these.
            given = password if username == SECOND_ORGANISER[0] else None
            people[username] = who_has(email=email) or create_person(email=email, name=name, password=given)
    roles.grant(user=people[SECOND_ORGANISER[0]], edition=edition, kind=Role.Kind.ORGANISER, by=None, at=at)
    for judge in JURY:
        person = people[judge.username]
        roles.grant(user=person, edition=edition, kind=Role.Kind.JUDGE, by=people["olga"], at=at)
        if not person.juries.filter(edition=edition).exists():
            _introduce(edition, judge, person, at=at)


def _introduce(edition: Edition, judge: DemoJudge, person: User, *, at: datetime) -> None:
    known = {group.key for group in edition.parsed_rules.rubric.groups}
    profile = profiles.Profile(
        expertise=tuple(key for key in judge.expertise if key in known), organisation=judge.organisation
    )
    profiles.save_profile(edition=edition, judge=person, profile=profile, by=person, at=at)


def _share_out(edition: Edition, people: Mapping[str, User], *, at: datetime) -> None:
    """Julia has every project that she did not step back from; a plan finds the others of the jury for each."""
    not_hers = Conflict.objects.filter(judge=people[VISITOR], lifted_at=None).values("submission")
    delivered = Submission.objects.delivered().filter(edition=edition).select_related("edition", "team", "current")
    for submission in delivered.exclude(assignments__judge=people[VISITOR]).exclude(pk__in=not_hers):
        hers = actions.assign_judge(submission=submission, judge=people[VISITOR], by=people["olga"], at=at)
        planning.pin_review(assignment=hers, pinned=True, by=people["olga"], at=at)
    others = Assignment.objects.filter(edition=edition).exclude(judge=people[VISITOR])
    if delivered.exclude(pk__in=others.values("submission")).exists():
        plan = planning.make_plan(edition=edition, task=PlanTask(seed=SEED), by=people["olga"], at=at)
        planning.apply_plan(plan=plan, by=people["olga"], at=at)


def _score(edition: Edition, people: Mapping[str, User], *, everything: bool, at: datetime) -> None:
    """The jury sends its reviews of the demo's own projects; while it goes on, Julia's wait and one is a draft."""
    names = {people[judge.username].pk: judge for judge in JURY}
    own = Assignment.objects.filter(edition=edition, submission__team__name__in=DESERVED, submitted_at=None)
    waiting = own.filter(judge__in=names).select_related("submission__team", "edition", "judge").order_by("pk")
    if not everything:
        waiting = waiting.exclude(judge=people[VISITOR])
    reviews = list(waiting)
    for place, review in enumerate(reviews):
        is_draft = not everything and place == len(reviews) - 1
        if not (is_draft and review.saved_at):
            _give(review, names[review.judge_id], place=place, at=at, submits=not is_draft)


def _give(review: Assignment, judge: DemoJudge, *, place: int, at: datetime, submits: bool) -> None:
    comments = COMMENTS[review.submission.team.name]
    scores = dict(_scores(review, judge))
    actions.save_review(
        assignment=review,
        scores=scores if submits else dict(list(scores.items())[: len(scores) // 2]),
        comment=comments[place % len(comments)] if submits else "",
        by=review.judge,
        at=at,
    )
    if submits:
        actions.submit_review(assignment=review, by=review.judge, at=at)


def _scores(review: Assignment, judge: DemoJudge) -> Iterator[tuple[str, int]]:
    """What the project deserves, moved by the judge's severity on two criteria of three, the same at every start."""
    rubric = review.edition.parsed_rules.rubric
    deserved = DESERVED[review.submission.team.name]
    asked = {
        item.key for item in applicable_criteria(rubric, artefacts_of(review.submission), track_of(review.submission))
    }
    number = [each.username for each in JURY].index(judge.username)
    for group in rubric.groups:
        for place, criterion in enumerate(group.criteria):
            if criterion.key not in asked:
                continue
            top = rubric.top(criterion)
            middle = rubric.scale_min + (top - rubric.scale_min) // 2
            moved = judge.severity if place % 3 else (place + number) % 2
            yield criterion.key, min(max(deserved.get(group.key, middle) + moved, rubric.scale_min), top)


def _publish(edition: Edition, people: Mapping[str, User], *, at: datetime) -> None:
    """Frozen, signed by two, published; prizes given, and a few certificates made out."""
    olga, oscar = people["olga"], people[SECOND_ORGANISER[0]]
    actions.approve_comments(edition=edition, by=olga, at=at)
    try:
        frozen = actions.freeze(edition=edition, by=olga, at=at)
    except actions.ReviewsMissing:
        reason = "Es una demostración: lo que entregan las visitas no lo evalúa nadie más."
        frozen = actions.freeze(edition=edition, reason=reason, by=olga, at=at)
    for person in (olga, oscar):
        actions.sign(results=frozen, digest=frozen.digest, by=person, at=at)
    actions.publish_now(results=frozen, by=olga, at=at)
    awarding.award_all(edition=edition, by=olga, at=at)
    for award in awards_of(edition):
        if award.prize in NOTES:
            awarding.write_note(award=award, note=NOTES[award.prize], by=olga, at=at)
    certifying.issue(edition=edition, kinds=CERTIFICATES, by=olga, at=at)
