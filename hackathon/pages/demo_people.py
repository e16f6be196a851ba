"""The demo's people as they registered: those of its teams, and some who still look for one. All of them are invented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from hackathon.accounts.actions import create_person
from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import RegistrationRules
from hackathon.registration import actions as registration
from hackathon.registration.actions import RegistrationInput
from hackathon.registration.models import Registration
from teams import actions as teams
from teams.actions import TeamDetails
from teams.models import Team


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An e-mail's first part, and what that person said of themselves."""

    username: str
    form: RegistrationInput


def _person(username: str, name: str, country: str, languages: str, zone: str, **said: object) -> DemoPerson:
    form = RegistrationInput(
        name=name, country=country, languages=tuple(languages.split()), timezone=zone, consent=True, **said
    )
    return DemoPerson(username, form)


MEMBERS = (
    _person(
        "alicia", "Alicia Robles", "PE", "es_PE qu", "America/Lima", skills=("data", "linguistics"), topics=("culture",)
    ),
    _person(
        "bruno",
        "Bruno Salas",
        "UY",
        "es_UY",
        "America/Montevideo",
        skills=("training",),
        topics=("culture", "literature"),
    ),
    _person(
        "carla",
        "Carla Montes",
        "MX",
        "es_MX nah",
        "America/Mexico_City",
        skills=("domain", "data"),
        topics=("culture",),
    ),
    _person("diego", "Diego Paredes", "ES", "es_ES gl", "Europe/Madrid", skills=("programming",), topics=("culture",)),
    _person("elena", "Elena Vidal", "ES", "es_ES ca", "Europe/Madrid", skills=("linguistics",), topics=("law",)),
    _person("fernanda", "Fernanda Quispe", "BO", "es_BO ay", "America/La_Paz", skills=("domain",), topics=("health",)),
)
SEEKERS = (
    _person(
        "gael.ibanez", "Gael Ibáñez", "MX", "es_MX", "America/Mexico_City", experience="some", skills=("training", "programming"),
        topics=("culture", "science"), hours_from=19, hours_to=23, on_board=True,
        looking_for="Me gustaría ajustar un modelo pequeño y aprender a evaluarlo bien.",
    ),
    _person(
        "hilda.mamani", "Hilda Mamani", "BO", "es_BO ay", "America/La_Paz", experience="none", skills=("linguistics", "domain"),
        topics=("languages", "education"), hours_from=17, hours_to=21, on_board=True,
        looking_for="Hablo aimara y quiero que haya datos en mi lengua. Puedo revisar y anotar.",
    ),
    _person(
        "ines.carrasco", "Inés Carrasco", "ES", "es_ES", "Europe/Madrid", experience="working", skills=("data", "training"),
        topics=("law", "gender"), hours_from=20, hours_to=23, on_board=True,
        looking_for="Un equipo al que le importen los sesgos de los datos.",
    ),
    _person(
        "joel.ferreira", "Joel Ferreira", "UY", "es_UY pt", "America/Montevideo", experience="some", skills=("demo", "communication"),
        topics=("media", "environment"), hours_from=18, hours_to=22, on_board=True,
        looking_for="Hago demos y me gusta contar los proyectos.",
    ),
)  # fmt: skip


LOOKING = {
    "Recetas de la Tierra": TeamDetails(
        name="Recetas de la Tierra",
        idea="Preguntas y respuestas sobre cocina tradicional, con las palabras que se usan en cada país.",
        topics=("culture",), languages=("es_MX", "nah"), skills_wanted=("training", "linguistics"), sdgs=(2, 12), on_board=True,
    ),
    "Salud Cercana": TeamDetails(
        name="Salud Cercana",
        idea="Respuestas prudentes a preguntas frecuentes de salud. Buscamos a quien hable lenguas originarias.",
        topics=("health",), languages=("es_BO", "ay"), skills_wanted=("data", "demo"), sdgs=(3,), on_board=True,
    ),
}  # fmt: skip


def register_people(people: Mapping[str, User], *, edition: Edition, usernames: Iterable[str], at: datetime) -> None:
    """Registers those of the demo's people, as far as they are known and have not registered themselves."""
    known = {person.username: person.form for person in MEMBERS}
    for username in usernames:
        if username in known:
            _register(people[username], known[username], edition=edition, at=at)


def seat_seekers_at_the_board(*, edition: Edition, at: datetime) -> None:
    """People who look for a team, on the board. They have no account on the Hub yet, as happens."""
    for person in SEEKERS:
        email = f"{person.username}@example.org"
        user = who_has(email=email) or create_person(email=email, name=person.form.name)
        _register(user, person.form, edition=edition, at=at)


def who_has(*, email: str, sub: str = "") -> User | None:
    """Whose account that is now: it may have been merged into another, or have another main address."""
    theirs = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    return User.objects.filter(theirs | Q(hub_sub=sub) if sub else theirs).first()


def show_on_the_board(team: Team, *, at: datetime) -> None:
    """A team of the demo that still looks for people says so, with what it lacks; what somebody changed since stays."""
    said = LOOKING.get(team.name)
    if said is None or team.on_board or team.idea:
        return
    rules = team.edition.parsed_rules.registration
    topics, skills = ({choice.key for choice in offered} for offered in (rules.topics, rules.skills))
    details = replace(
        said,
        topics=tuple(key for key in said.topics if key in topics),
        skills_wanted=tuple(key for key in said.skills_wanted if key in skills),
        languages=tuple(code for code in said.languages if code in rules.languages),
    )
    teams.update_team(team=team, details=details, by=team.captain, at=at)


def registered_at(edition: Edition, at: datetime) -> datetime:
    """``at``, or a day before the registration closed where that is over."""
    return min(at, edition.parsed_rules.windows.registration.closes_at - timedelta(days=1))


def _register(user: User, form: RegistrationInput, *, edition: Edition, at: datetime) -> None:
    if Registration.objects.filter(edition=edition, user=user).exists():
        return
    offered = _offered(form, edition.parsed_rules.registration)
    registration.register(edition=edition, user=user, form=offered, at=registered_at(edition, at))


def _offered(form: RegistrationInput, rules: RegistrationRules) -> RegistrationInput:
    """Only what the rules ask: whoever tries things out may have changed them."""
    kept = {
        "languages": rules.languages,
        "skills": tuple(choice.key for choice in rules.skills),
        "topics": tuple(choice.key for choice in rules.topics),
    }
    experience = form.experience if form.experience in {choice.key for choice in rules.experience} else ""
    chosen = {name: tuple(key for key in getattr(form, name) if key in known) for name, known in kept.items()}
    return replace(form, experience=experience, **chosen)
