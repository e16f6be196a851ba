"""The demo: an edition that follows the calendar, people who can sign in, and a few teams' projects.

Built from the sandbox Hub's sample repos with the same actions that people's clicks call. Only for trying things out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.actions import HubIdentity, create_person
from hackathon.accounts.models import Role, User
from hackathon.editions.actions import Outcome, change_rules, load_demo_edition
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.people import Person
from hackathon.hub.sandbox.samples import ORGANISATION, PEOPLE
from hackathon.hub.sandbox.server import running
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType
from hackathon.pages import demo_close, demo_evaluation, demo_jury, demo_likes
from hackathon.pages.demo_people import register_people, seat_seekers_at_the_board, show_on_the_board, who_has
from submissions import actions as submissions
from teams import actions as teams
from teams.models import Membership, Team
from teams.validators import name_key

BASE = "somos600m-2024"
PASSWORD = "para-probar"
ROLES = {"julia": Role.Kind.JUDGE, "jorge": Role.Kind.JUDGE, "olga": Role.Kind.ORGANISER}
# Who the welcome introduces, in this order.
INTRODUCED = {"alicia": "participante", "julia": "jurado", "olga": "organización"}


@dataclass(frozen=True, slots=True)
class DemoProject:
    """A team of the demo and what it delivers; ``entries`` are ids of sample repos."""

    team: str
    members: tuple[str, ...]
    title: str
    summary: str
    entries: Mapping[ArtefactKind, tuple[str, ...]]
    sdgs: tuple[int, ...]


PROJECTS = (
    DemoProject(
        team="Recetas de la Tierra",
        members=("carla", "diego"),
        title="Recetas de la Tierra",
        summary="Preguntas y respuestas sobre cocina tradicional de varios países, con un asistente que propone platos.",
        entries={
            ArtefactKind.CORPUS: (f"{ORGANISATION}/recetas-tierra",),
            ArtefactKind.MODEL: (f"{ORGANISATION}/recetas-tierra-modelo",),
            ArtefactKind.DEMO: (f"{ORGANISATION}/recetas-tierra-demo",),
        },
        sdgs=(2, 12),
    ),
    DemoProject(
        team="Trámites Claros",
        members=("elena",),
        title="Trámites Claros",
        summary="Un corpus que explica trámites administrativos en lenguaje sencillo, revisado a mano.",
        entries={ArtefactKind.CORPUS: (f"{ORGANISATION}/tramites-claros",)},
        sdgs=(10, 16),
    ),
    DemoProject(
        team="Salud Cercana",
        members=("fernanda",),
        title="Salud Cercana",
        summary="Respuestas prudentes a preguntas frecuentes de salud, en el español de quien las hace.",
        entries={
            ArtefactKind.CORPUS: (f"{ORGANISATION}/salud-cercana-it",),
            ArtefactKind.MODEL: (f"{ORGANISATION}/salud-cercana-mistral-7b",),
            ArtefactKind.DEMO: (f"{ORGANISATION}/salud-cercana-demo",),
        },
        sdgs=(3,),
    ),
)
# Alicia and Bruno are free while teams can form, so that a visitor can play them from the start.
FINISHED = (
    DemoProject(
        team="Refranero Vivo",
        members=("alicia", "bruno"),
        title="Refranero Vivo",
        summary="Refranes de ambos lados del océano, con su sentido y su uso, y un modelo que los explica.",
        entries={
            ArtefactKind.CORPUS: (f"{ORGANISATION}/refranero-vivo-it",),
            ArtefactKind.MODEL: (f"{ORGANISATION}/refranero-vivo-gemma-2b",),
            ArtefactKind.DEMO: (f"{ORGANISATION}/refranero-vivo-demo",),
        },
        sdgs=(4, 11),
    ),
)

FORMING = (Phase.REGISTRATION, Phase.BUILDING)
DELIVERED = {
    Phase.BUILDING: PROJECTS,
    Phase.JUDGING: (*PROJECTS, *FINISHED),
    Phase.RESULTS: (*PROJECTS, *FINISHED),
}


@transaction.atomic
def load_demo(*, phase: Phase, at: datetime, hub_root: Path | None) -> Edition:
    """The demo edition in ``phase`` at ``at``, with people, teams, projects and a jury; what is there already stays.

    ``hub_root`` is the sandbox Hub's folder; with None (a Hub that is not ours) there are only the edition and the people.
    All at once: no worker meanwhile sees new dates without the repos that go with them, or takes a look that is the story's.
    """
    loaded = load_demo_edition(base_slug=BASE, phase=phase, by=None, at=at, evaluation=demo_evaluation.EVALUATION)
    edition = loaded.edition
    if hub_root is not None:
        _fill_hub(SandboxStorage(hub_root), edition, at=at, anew=loaded.outcome != Outcome.UNCHANGED)
    story = demo_close.Story(_delivered_at(edition, at=at))
    people = {person.username: _user(person) for person in _people(hub_root)}
    for username, kind in ROLES.items():
        roles.grant(user=people[username], edition=edition, kind=kind, by=None, at=at)
    if phase in FORMING:
        seat_seekers_at_the_board(edition=edition, at=at)
    if hub_root is not None and phase in DELIVERED:
        members = [name for project in DELIVERED[phase] for name in project.members]
        register_people(people, edition=edition, usernames=members, at=at)
        with running(hub_root, now=story.clock) as server, HubClient(endpoint=server.endpoint) as hub:
            _deliver_all(DELIVERED[phase], edition=edition, people=people, at=story.now, hub=hub)
            demo_close.watch_all(edition, at=story.now)
            if at >= edition.parsed_rules.counts_until and not demo_close.has_been_told(edition):
                demo_close.tell(edition, storage=SandboxStorage(hub_root), story=story, hub=hub, until=at)
            demo_likes.tell(edition, storage=SandboxStorage(hub_root), story=story, hub=hub, until=at)
            demo_evaluation.tell(edition, phase=phase, hub=hub, by=people["olga"], at=at)
            demo_jury.tell(edition, people=people, password=PASSWORD, at=at)
    return edition


def introductions(*, edition: Edition) -> Sequence[str]:
    """What the welcome says of the demo people, one line each."""
    lines = [f"{kind:<13} {name:<8} {PEOPLE[name][0]:<14} {name}@example.org" for name, kind in INTRODUCED.items()]
    return (
        f"Edición de demostración: /{edition.slug}/",
        *lines,
        f"«Entrar con Hugging Face» y elegir a la persona, o su correo y la contraseña {PASSWORD}",
        f"Sign in with Hugging Face and pick one, or use the e-mail and the password {PASSWORD}",
    )


def _fill_hub(storage: SandboxStorage, edition: Edition, *, at: datetime, anew: bool) -> None:
    if anew:
        _move_in(edition, at=at)
        _clear_samples(storage)
        demo_close.begin_anew(edition)
        demo_likes.begin_anew(edition)
        demo_evaluation.begin_anew(edition)
        demo_jury.begin_anew(edition)
    upto = at if demo_close.has_been_told(edition) else _delivered_at(edition, at=at)
    demo_close.fill(storage, edition, at=upto)
    demo_close.hand_over(edition, storage=storage, at=at)


def _delivered_at(edition: Edition, *, at: datetime) -> datetime:
    """When the demo's teams deliver: now, or some hours before a close that has passed."""
    return min(at, edition.parsed_rules.counts_until + demo_close.DELIVERED)


def _people(hub_root: Path | None) -> Sequence[Person]:
    """The demo's people as the sandbox Hub knows them; a Hub that is not ours knows none of them."""
    if hub_root is None:
        return [
            Person(sub="", username=username, name=name, email=f"{username}@example.org")
            for username, (name, _role) in PEOPLE.items()
        ]
    known = SandboxStorage(hub_root).people
    return [person for person in map(known.by_username, PEOPLE) if person is not None]


def _move_in(edition: Edition, *, at: datetime) -> None:
    """The demo's repos live in the sandbox's own organisation and its people's addresses at one domain, so the demo's rules say
    so; and when their likes are counted."""
    rules = edition.parsed_rules
    home = replace(rules.hub, organisations=(ORGANISATION,))
    windows = replace(rules.windows, likes_at=demo_likes.moment(rules.windows))
    jury = replace(rules.jury, free_email_domains=(*rules.jury.free_email_domains, demo_jury.DOMAIN))
    change_rules(
        edition=edition,
        rules=replace(rules, hub=home, windows=windows, jury=jury),
        by=None,
        at=at,
        reason="Los repositorios de la demostración están en el Hub de prueba",
    )
    edition.refresh_from_db()


def _clear_samples(storage: SandboxStorage) -> None:
    """The sample commits are dated around the deadline: when that moves, they are made anew."""
    for repo_type in RepoType:
        for record in storage.repos(repo_type, namespace=ORGANISATION):
            storage.delete_repo(repo_type, record.repo_id)


def _user(person: Person) -> User:
    """The person's account, as signing in through the Hub would have made it, and with a password too."""
    user = who_has(email=person.email, sub=person.sub)
    if user is None:
        identity = HubIdentity(sub=person.sub, username=person.username, name=person.name) if person.sub else None
        user = create_person(email=person.email, name=person.name, password=PASSWORD, identity=identity)
    return user


def _deliver_all(
    projects: Sequence[DemoProject], *, edition: Edition, people: Mapping[str, User], at: datetime, hub: HubClient
) -> None:
    """Teams whose people have found another team meanwhile, or left theirs to others, stay as those people made them."""
    busy = set(Membership.objects.filter(edition=edition).values_list("user__hub_username", flat=True))
    there = set(Team.objects.filter(edition=edition).values_list("name_key", flat=True))
    wanted = [
        project
        for project in projects
        if not busy.intersection(project.members) and name_key(project.team) not in there
    ]
    for project in wanted:
        _deliver(project, edition=edition, people=people, at=at, hub=hub)


def _deliver(
    project: DemoProject, *, edition: Edition, people: Mapping[str, User], at: datetime, hub: HubClient
) -> None:
    captain, *others = (people[name] for name in project.members)
    windows = edition.parsed_rules.windows
    formed_at = min(at, windows.teams.closes_at - timedelta(days=1))
    team: Team = teams.create_team(edition=edition, name=project.team, by=captain, at=formed_at)
    for other in others:
        teams.join_team(token=team.invite_token, by=other, at=formed_at)
    show_on_the_board(team, at=formed_at)
    submissions.submit(
        team=team,
        form=submissions.SubmissionInput(
            title=project.title,
            summary=project.summary,
            entries=tuple(
                submissions.TypedEntry(kind, address) for kind, ids in project.entries.items() for address in ids
            ),
            sdgs=project.sdgs,
        ),
        by=captain,
        at=at,
        hub=hub,
    )
