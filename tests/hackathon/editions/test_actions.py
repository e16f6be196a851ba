from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from hackathon.editions import actions, queries
from hackathon.editions.actions import Outcome
from hackathon.editions.models import Edition, EditionRulesVersion, TrailEntry
from hackathon.editions.parsing import digest, dump_rules
from hackathon.editions.reading import RulesError
from hackathon.editions.rules import Phase
from tests.hackathon.editions.tiny import tiny_tree

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def elena() -> Any:
    return get_user_model().objects.create_user("elena@example.org", name="Elena")


def load(slug: str = "somos600m-2024", **options: Any) -> actions.Loaded:
    return actions.load_edition(**{"slug": slug, "by": None, "at": NOON, **options})


def with_smaller_teams(edition: Edition) -> dict[str, Any]:
    """The edition's rules as a person would leave them after an edit."""
    return {**edition.rules, "team": {"min_size": 1, "max_size": 4}}


def written() -> tuple[int, int]:
    """How many versions and trail rows there are."""
    return EditionRulesVersion.objects.count(), TrailEntry.objects.count()


# --- loading ---------------------------------------------------------------------------------------------------------
def test_loading_makes_the_edition_with_its_first_version_and_a_trail_row(elena: Any) -> None:
    loaded = load(by=elena, reason="Arranque")
    edition = Edition.objects.get()
    assert loaded == actions.Loaded(edition, Outcome.CREATED)
    assert (edition.slug, edition.title, edition.rules_version) == ("somos600m-2024", "Hackathon #Somos600M 2024", 1)
    assert edition.rules_digest == digest(edition.parsed_rules)
    version = edition.rules_versions.get()
    assert (version.number, version.digest, version.at, version.by, version.reason) == (
        1,
        edition.rules_digest,
        NOON,
        elena,
        "Arranque",
    )
    assert version.rules == edition.rules
    row = edition.trail.get()
    assert (row.verb, row.by, row.at, row.target_type, row.target_id, row.reason) == (
        "edition.loaded",
        elena,
        NOON,
        "editions.edition",
        str(edition.pk),
        "Arranque",
    )
    assert row.detail == {"version": 1, "before": "", "after": edition.rules_digest}


def test_loading_twice_writes_once() -> None:
    load()
    assert load(at=LATER).outcome == Outcome.UNCHANGED
    assert written() == (1, 1)


def test_both_shipped_editions_stand_beside_each_other() -> None:
    load("somos600m-2024")
    load("somos600m-2024-final")
    assert [edition.slug for edition in Edition.objects.all()] == ["somos600m-2024", "somos600m-2024-final"]


def test_a_changed_file_makes_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "somos600m-2024"\nslug = "mine"')
    load(path=path)
    path.write_text('extends = "somos600m-2024"\nslug = "mine"\ntitle = "Otra"')
    loaded = load(path=path, at=LATER)
    assert (loaded.outcome, loaded.edition.rules_version, loaded.edition.title) == (Outcome.UPDATED, 2, "Otra")
    assert written() == (2, 2)


def test_a_wrong_file_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "somos600m-2024"\nslug = "mine"\nteam = { max_size = 0 }')
    with pytest.raises(RulesError, match=r"team\.max_size"):
        load(path=path)
    assert (Edition.objects.count(), written()) == (0, (0, 0))


def test_loading_keeps_what_a_person_changed(elena: Any) -> None:
    edition = load().edition
    actions.change_rules(edition=edition, rules=with_smaller_teams(edition), by=elena, at=LATER, reason="Sala pequeña")
    assert load(at=LATER).outcome == Outcome.KEPT
    assert Edition.objects.get().parsed_rules.team.max_size == 4
    assert written() == (2, 2)


def test_loading_replaces_what_a_person_changed_when_told_to(elena: Any) -> None:
    edition = load().edition
    actions.change_rules(edition=edition, rules=with_smaller_teams(edition), by=elena, at=LATER, reason="Sala pequeña")
    loaded = load(at=LATER, overwrite=True)
    assert (loaded.outcome, loaded.edition.rules_version) == (Outcome.UPDATED, 3)
    assert Edition.objects.get().parsed_rules.team.max_size == 5


# --- changing --------------------------------------------------------------------------------------------------------
def test_a_change_makes_a_version_and_says_who_and_why(elena: Any) -> None:
    edition = load().edition
    before = edition.rules_digest
    rules = with_smaller_teams(edition)
    changed = actions.change_rules(edition=edition, rules=rules, by=elena, at=LATER, reason="Sala pequeña")
    assert (changed.rules_version, changed.parsed_rules.team.max_size) == (2, 4)
    version = edition.rules_versions.first()
    assert (version.number, version.by, version.at, version.reason) == (2, elena, LATER, "Sala pequeña")
    row = edition.trail.first()
    assert (row.verb, row.by, row.reason) == ("edition.rules_changed", elena, "Sala pequeña")
    assert row.detail == {"version": 2, "before": before, "after": changed.rules_digest}


def test_the_same_rules_change_nothing(elena: Any) -> None:
    edition = load().edition
    same = actions.change_rules(
        edition=edition, rules=edition.parsed_rules, by=elena, at=LATER, reason="Nada nuevo", based_on=1
    )
    assert same.rules_version == 1
    assert written() == (1, 1)


def test_wrong_rules_change_nothing(elena: Any) -> None:
    edition = load().edition
    with pytest.raises(RulesError, match=r"team\.max_size: debe estar entre 1 y 1000"):
        actions.change_rules(
            edition=edition,
            rules={**edition.rules, "team": {"min_size": 1, "max_size": 0}},
            by=elena,
            at=LATER,
            reason="Un dedo de más",
        )
    assert written() == (1, 1)
    assert Edition.objects.get().rules == edition.rules


def test_an_edition_cannot_take_another_ones_rules(elena: Any) -> None:
    edition = load().edition
    with pytest.raises(RulesError, match="slug: no se puede cambiar: esta edición es «somos600m-2024»"):
        actions.change_rules(edition=edition, rules=tiny_tree(), by=elena, at=LATER, reason="Confusión")


def test_a_change_based_on_an_older_version_is_refused(elena: Any) -> None:
    edition = load().edition
    rules = with_smaller_teams(edition)
    actions.change_rules(edition=edition, rules=rules, by=elena, at=NOON, reason="Primero", based_on=1)
    with pytest.raises(actions.RulesMovedOn), transaction.atomic():
        actions.change_rules(
            edition=edition, rules={**rules, "title": "Otro"}, by=elena, at=LATER, reason="Después", based_on=1
        )
    assert Edition.objects.get().rules_version == 2


# --- the demonstration -----------------------------------------------------------------------------------------------
def demo(phase: Phase = Phase.BUILDING, at: datetime = NOON) -> actions.Loaded:
    return actions.load_demo_edition(base_slug="somos600m-2024", phase=phase, by=None, at=at)


def test_the_demonstration_needs_its_base() -> None:
    with pytest.raises(Edition.DoesNotExist):
        demo()


@pytest.mark.parametrize("phase", Phase)
def test_the_demonstration_stands_in_its_phase_and_the_base_as_it_was(phase: Phase) -> None:
    base = load().edition
    loaded = demo(phase)
    assert loaded.outcome == Outcome.CREATED
    edition = Edition.objects.get(slug="demo")
    assert edition.parsed_rules.phase(NOON) == phase
    assert (edition.source, edition.source_digest) == (base.slug, base.rules_digest)
    assert edition.trail.get().verb == "edition.shifted"
    assert Edition.objects.get(slug=base.slug).rules == base.rules


def test_the_demonstration_stays_while_it_is_in_its_phase(elena: Any) -> None:
    load()
    edition = demo().edition
    actions.change_rules(edition=edition, rules=with_smaller_teams(edition), by=elena, at=NOON, reason="Probar")
    assert demo(at=NOON + timedelta(days=2)).outcome == Outcome.UNCHANGED
    assert Edition.objects.get(slug="demo").parsed_rules.team.max_size == 4


def test_the_demonstration_moves_on_when_its_time_has_passed() -> None:
    load()
    demo()
    much_later = NOON + timedelta(days=40)
    loaded = demo(at=much_later)
    assert (loaded.outcome, loaded.edition.rules_version) == (Outcome.UPDATED, 2)
    assert loaded.edition.parsed_rules.phase(much_later) == Phase.BUILDING


def test_the_demonstration_moves_to_another_phase_and_back() -> None:
    load()
    first = demo().edition
    assert demo(Phase.JUDGING).edition.parsed_rules.phase(NOON) == Phase.JUDGING
    back = demo().edition
    assert (back.rules_version, back.rules_digest) == (3, first.rules_digest)


def test_the_demonstration_follows_its_base(elena: Any) -> None:
    base = load().edition
    demo()
    actions.change_rules(edition=base, rules=with_smaller_teams(base), by=elena, at=NOON, reason="Sala pequeña")
    loaded = demo()
    assert (loaded.outcome, loaded.edition.parsed_rules.team.max_size) == (Outcome.UPDATED, 4)


# --- questions -------------------------------------------------------------------------------------------------------
def test_an_edition_is_found_by_its_slug() -> None:
    edition = load().edition
    assert queries.edition("somos600m-2024") == edition
    with pytest.raises(Edition.DoesNotExist):
        queries.edition("unknown")


def test_stored_rules_are_what_was_dumped() -> None:
    edition = load().edition
    stored = Edition.objects.get()
    assert stored.rules == dump_rules(edition.parsed_rules)
