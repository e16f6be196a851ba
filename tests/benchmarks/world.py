"""An edition with as many people and teams as wanted, the same every time: a seed, and no clock."""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.registration.models import Registration
from submissions.models import Submission, SubmissionVersion
from teams.models import Membership, Team
from teams.validators import name_key
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser

COUNTRIES = (
    ("MX", "es_MX", "America/Mexico_City"),
    ("CO", "es_CO", "America/Bogota"),
    ("ES", "es_ES", "Europe/Madrid"),
    ("AR", "es_AR", "America/Argentina/Buenos_Aires"),
    ("PE", "es_PE", "America/Lima"),
    ("CL", "es_CL", "America/Santiago"),
    ("EC", "es_EC", "America/Guayaquil"),
    ("VE", "es_VE", "America/Caracas"),
    ("BO", "qu", "America/La_Paz"),
    ("PY", "gn", "America/Asuncion"),
)


@dataclass(frozen=True, slots=True)
class World:
    """The edition, who runs it, a registered person without a team, and everybody else."""

    edition: Edition
    organiser: User
    seeker: User
    people: list[User]
    teams: list[Team]


def make_world(slug: str, *, people: int, teams: int, delivered: int | None = None) -> World:
    """``people`` registered for one edition, about two thirds of them in ``teams``, a third of which have ``delivered``,
    or as many as that says."""
    chance = random.Random(slug)
    edition = make_edition(slug)
    users = _users(slug, people)
    _registrations(edition, users, chance)
    made = _teams(edition, users, teams, chance)
    _submissions(edition, made[: teams // 3 if delivered is None else delivered])
    return World(
        edition, make_organiser(edition, f"Olga {slug}", email=f"olga@{slug}.example.org"), users[-1], users, made
    )


def _users(slug: str, count: int) -> list[User]:
    return User.objects.bulk_create(
        [
            User(
                email=f"persona{number}@{slug}.example.org",
                name=f"Persona {number} de {slug}",
                hub_sub=f"{slug}-{number}",
                hub_username=f"persona-{slug}-{number}",
                password=UNUSABLE_PASSWORD_PREFIX + "x" * 40,
            )
            for number in range(count)
        ],
        batch_size=1000,
    )


def _registrations(edition: Edition, users: list[User], chance: random.Random) -> None:
    rules = edition.parsed_rules.registration
    rows = []
    for number, user in enumerate(users):
        country, language, zone = chance.choice(COUNTRIES)
        rows.append(
            Registration(
                edition=edition,
                user=user,
                email=user.email,
                name=user.name,
                country=country,
                languages=[language, "en"] if chance.random() < 0.4 else [language],
                experience=chance.choice(rules.experience).key,
                skills=[choice.key for choice in chance.sample(rules.skills, 2)],
                topics=[choice.key for choice in chance.sample(rules.topics, 2)],
                timezone=zone,
                hours_from=chance.choice((8, 16, 18, 20)),
                hours_to=chance.choice((12, 22, 23)),
                looking_for="Un equipo con ganas de cuidar los datos.",
                on_board=chance.random() < 0.5,
                organisation=chance.choice(Registration.Organisation.values),
                consented_at=NOW,
                consented_rules=1,
                registered_at=NOW - timedelta(hours=number % 240),
            )
        )
    Registration.objects.bulk_create(rows, batch_size=1000)


def _teams(edition: Edition, users: list[User], count: int, chance: random.Random) -> list[Team]:
    rules = edition.parsed_rules.registration
    made = Team.objects.bulk_create(
        [
            Team(
                edition=edition,
                name=f"Equipo {number} de {edition.slug}",
                name_key=name_key(f"Equipo {number} de {edition.slug}"),
                captain=users[number],
                created_at=NOW - timedelta(hours=number % 200),
                idea="Un corpus de preguntas sobre la vida de cada día.",
                topics=[choice.key for choice in chance.sample(rules.topics, 2)],
                skills_wanted=[choice.key for choice in chance.sample(rules.skills, 2)],
                languages=[chance.choice(COUNTRIES)[1]],
                on_board=chance.random() < 0.6,
            )
            for number in range(count)
        ],
        batch_size=1000,
    )
    seats, roles, waiting = [], [], iter(users[count : int(len(users) * 0.67)])
    for number, team in enumerate(made):
        members = [users[number], *(person for _, person in zip(range(number % 5), waiting, strict=False))]
        seats += [
            Membership(team=team, edition=edition, user=person, seat=seat, joined_at=team.created_at)
            for seat, person in enumerate(members, start=1)
        ]
        roles += [Role(user=person, edition=edition, kind=Role.Kind.PARTICIPANT, granted_at=NOW) for person in members]
    Membership.objects.bulk_create(seats, batch_size=1000)
    Role.objects.bulk_create(roles, batch_size=1000)
    return made


def _submissions(edition: Edition, teams: list[Team]) -> None:
    made = Submission.objects.bulk_create(
        [
            Submission(edition=edition, team=team, created_at=NOW - timedelta(hours=number % 48))
            for number, team in enumerate(teams)
        ]
    )
    versions = SubmissionVersion.objects.bulk_create(
        [
            SubmissionVersion(
                submission=submission,
                number=1,
                title=f"Proyecto de {submission.team.name}",
                summary="…",
                at=NOW,
                by=submission.team.captain,
            )
            for submission in made
        ]
    )
    for submission, version in zip(made, versions, strict=True):
        submission.current = version
    Submission.objects.bulk_update(made, ["current"], batch_size=500)
