"""What a team's page says, and who may change it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Phase
from teams import actions
from teams.actions import TeamDetails
from teams.models import Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "name": "Los Ñandúes",
    "idea": "Refranes de aquí y de allá.\nCon su sentido.",
    "sdgs": (4, 11),
    "topics": ("culture", "education"),
    "languages": ("es_PE", "qu"),
    "skills_wanted": ("training",),
    "discord_channel": "#refranes",
    "on_board": True,
}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def update(team: Team, by: User, **changes: Any) -> Team:
    return actions.update_team(team=team, details=TeamDetails.of(team).but(**changes), by=by, at=NOW)


def membership(team: Team, user: User) -> Membership:
    return team.memberships.get(user=user)


def trail() -> list[tuple[str, dict[str, Any]]]:
    entries = TrailEntry.objects.exclude(verb="role.granted").order_by("pk")
    return [(entry.verb, entry.detail) for entry in entries]


def test_any_of_its_people_says_everything_about_the_team(edition: Edition) -> None:
    bruno = make_person("Bruno")
    team = make_team(edition, make_person("Alicia"), bruno, name="Uno")

    update(team, bruno, **EVERYTHING)

    found = Team.objects.get()
    assert TeamDetails.of(found) == TeamDetails(**EVERYTHING)
    assert found.name_key == "los nandues"
    assert trail() == [("team.changed", {"fields": list(EVERYTHING)})]


def test_saving_what_is_there_already_leaves_no_line(edition: Edition) -> None:
    team = make_team(edition)

    update(team, team.captain)

    assert trail() == []


def test_a_name_that_another_team_has_is_refused_and_nothing_else_is_kept(edition: Edition) -> None:
    make_team(edition, make_person("Bruno"), name="Los Ñandúes")
    team = make_team(edition, name="Uno")

    with pytest.raises(actions.NameTaken):
        update(team, team.captain, name="los NANDUES", idea="Otra")

    found = Team.objects.get(pk=team.pk)
    assert (found.name, found.idea, trail()) == ("Uno", "", [])


def test_the_name_may_change_in_case_and_accents_alone(edition: Edition) -> None:
    team = make_team(edition, name="los nandues")

    assert update(team, team.captain, name="Los Ñandúes").name == "Los Ñandúes"


def test_once_teams_are_closed_all_but_the_name_may_change() -> None:
    edition = make_edition(phase=Phase.JUDGING)
    team = make_team(edition, name="Uno")

    assert update(team, team.captain, idea="Otra").idea == "Otra"
    with pytest.raises(actions.WindowClosed):
        update(team, team.captain, name="Dos")


@pytest.mark.parametrize("phase", [Phase.BUILDING, Phase.JUDGING])
def test_who_runs_the_edition_changes_the_name_with_a_reason_only_and_so_not_here(phase: Phase) -> None:
    edition = make_edition(phase=phase)
    team, olga = make_team(edition, name="Uno"), make_organiser(edition)

    assert update(team, olga, idea="Otra").idea == "Otra"
    with pytest.raises(actions.ReasonMissing):
        update(team, olga, name="Tres")

    page = signed_in(olga).get(reverse("teams:edit", args=[edition.slug, team.pk])).content.decode()
    assert f'href="/organizacion/teams/team/{team.pk}/cambiar/"' in page


def test_strangers_change_nothing(edition: Edition) -> None:
    team = make_team(edition)

    for by in (make_person("Bruno"), make_organiser(make_edition("otra"))):
        with pytest.raises(actions.NotAMember):
            update(team, by, idea="Otra")

    assert trail() == []


def test_a_team_that_has_gone_is_not_changed(edition: Edition) -> None:
    team = make_team(edition)
    captain = team.captain
    actions.leave_team(team=Team.objects.get(), by=captain, at=NOW)

    with pytest.raises(actions.TeamGone):
        update(team, captain, idea="Otra")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "…"),
        ("name", "a" * 61),
        ("idea", "a" * 1001),
        ("idea", "al revés \u202e"),
        ("sdgs", (0,)),
        ("sdgs", (18,)),
        ("topics", ("inventado",)),
        ("languages", ("es_XX",)),
        ("skills_wanted", ("volar",)),
        ("discord_channel", "https://evil.example/discord.com/"),
        ("discord_channel", "https://discord.com.evil.example/x"),
        ("discord_channel", "javascript://discord.com/x"),
        ("discord_channel", "#" + "a" * 200),
        ("discord_channel", "#uno\n#dos\x00"),
    ],
)
def test_what_the_rules_do_not_offer_is_refused_by_field(edition: Edition, field: str, value: Any) -> None:
    team = make_team(edition)

    with pytest.raises(ValidationError) as refusal:
        update(team, team.captain, **{field: value})

    assert list(refusal.value.error_dict) == [field]
    assert trail() == []


@pytest.mark.parametrize("channel", ["#los-ñandúes", "https://discord.gg/abc", "https://discord.com/channels/1/2"])
def test_a_channel_is_a_name_or_an_address_of_discords(edition: Edition, channel: str) -> None:
    team = make_team(edition)

    assert update(team, team.captain, discord_channel=f"  {channel} ").discord_channel == channel


# --- who does what ---------------------------------------------------------------------------------------------------
def test_everybody_says_what_they_do_and_the_captain_what_anybody_does(edition: Edition) -> None:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    team = make_team(edition, alicia, bruno)

    actions.set_role(membership=membership(team, bruno), role="  datos y   anotación ", by=bruno, at=NOW)
    own = membership(team, bruno).role
    actions.set_role(membership=membership(team, bruno), role="demo 🌻", by=alicia, at=NOW)

    assert (own, membership(team, bruno).role) == ("datos y anotación", "demo 🌻")
    assert trail() == [("team.role_set", {}), ("team.role_set", {"person": bruno.pk})]


def test_nobody_else_says_what_somebody_does(edition: Edition) -> None:
    alicia, bruno, stranger = (make_person(name) for name in ("Alicia", "Bruno", "Carla"))
    team = make_team(edition, alicia, bruno)

    for by, refusal in ((bruno, actions.NotTheCaptain), (stranger, actions.NotAMember)):
        with pytest.raises(refusal):
            actions.set_role(membership=membership(team, alicia), role="nada", by=by, at=NOW)
    for role in ("a" * 61, "al revés \u202e"):
        with pytest.raises(ValidationError):
            actions.set_role(membership=membership(team, alicia), role=role, by=alicia, at=NOW)

    assert (membership(team, alicia).role, trail()) == ("", [])
