"""People and teams as ``matching`` sees them, from what they told when they registered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from hackathon.registration.models import Registration
from teams.matching import Side, Stretch
from teams.models import Membership, Team


@dataclass(slots=True)
class People:
    """What a team's people said of themselves when they registered."""

    languages: set[str] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)
    stretches: list[Stretch] = field(default_factory=list)


def person_side(registration: Registration | None) -> Side:
    """What ``matching`` needs to know of a person; nothing of who has not registered."""
    if registration is None:
        return Side()
    return Side(
        languages=frozenset(registration.languages),
        topics=frozenset(registration.topics),
        skills=frozenset(registration.skills),
        stretches=_stretches(registration.timezone, registration.hours_from, registration.hours_to),
    )


def team_sides(teams: Sequence[Team]) -> dict[int, Side]:
    """By team, what ``matching`` needs to know of it. One query."""
    people = people_of(Membership.objects.filter(team__in=[team.pk for team in teams]))
    return {team.pk: _team_side(team, people[team.pk]) for team in teams}


def _team_side(team: Team, people: People) -> Side:
    """A team that has not said which languages it works in works in those of its people."""
    return Side(
        languages=frozenset(team.languages or people.languages),
        topics=frozenset(team.topics),
        skills=frozenset(people.skills),
        wanted=frozenset(team.skills_wanted),
        stretches=tuple(people.stretches),
    )


def people_of(memberships: QuerySet[Membership]) -> Mapping[int, People]:
    """By team, what its people said; of those who said nothing, nothing."""
    found: dict[int, People] = defaultdict(People)
    said = memberships.filter(user__registrations__edition=F("edition")).values_list(
        "team_id",
        "user__registrations__languages",
        "user__registrations__skills",
        "user__registrations__timezone",
        "user__registrations__hours_from",
        "user__registrations__hours_to",
    )
    for team, languages, skills, *hours in said:
        found[team].languages.update(languages)
        found[team].skills.update(skills)
        found[team].stretches.extend(_stretches(*hours))
    return found


def _stretches(timezone: str, hours_from: int, hours_to: int) -> tuple[Stretch, ...]:
    return (Stretch(timezone, hours_from, hours_to),) if timezone else ()
