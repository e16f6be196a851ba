"""Saving the delivery form."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.editions.parsing import dump_rules
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import SubmissionInput, TypedEntry
from submissions.models import Audit, Repo, Submission, SubmissionVersion
from submissions.validators import Code
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.submissions import make_repo
from tests.factories.teams import make_team
from tests.racing import race
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db
K = ArtefactKind
OUTSIDE = "https://example.org/demo"
LATER = NOW + timedelta(seconds=61)  # when what the Hub said is no longer remembered


def form(*entries: tuple[ArtefactKind, str], title: str = "Recetas") -> SubmissionInput:
    typed = tuple(TypedEntry(kind, address) for kind, address in entries or COMPLETE)
    return SubmissionInput(title=title, summary="Un corpus.", entries=typed, sdgs=(12, 2), opt_ins=())


COMPLETE = ((K.CORPUS, CORPUS), (K.MODEL, MODEL), (K.DEMO, DEMO))


@pytest.fixture
def team() -> Any:
    return make_team(make_edition())


def refusal(team: Any, asks: HubClient, *entries: tuple[ArtefactKind, str]) -> list[tuple[Any, Code]]:
    with pytest.raises(actions.EntriesRefused) as refused:
        actions.submit(team=team, form=form(*entries), by=team.captain, at=NOW, hub=asks)
    return [(problem.kind, problem.code) for problem in refused.value.problems]


def test_a_first_save_is_version_one_with_its_repos_an_audit_and_a_line_in_the_trail(team, asks):
    version = actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    submission = Submission.objects.get(team=team)
    assert submission.current == version
    assert (version.number, version.title, version.sdgs, version.at) == (1, "Recetas", [2, 12], NOW)
    assert [(entry.kind, entry.repo.repo_id) for entry in version.entries.order_by("position")] == [
        ("corpus", CORPUS),
        ("model", MODEL),
        ("demo", DEMO),
    ]
    assert all(repo.hub_id for repo in Repo.objects.all())
    audit = Audit.objects.get(version=version)
    assert (audit.state, audit.reason, audit.not_before) == ("queued", "submitted", NOW)
    assert TrailEntry.objects.filter(verb="submission.saved", by=team.captain).count() == 1


def test_every_save_is_a_new_version(team, asks):
    actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    second = actions.submit(team=team, form=form(title="Otro título"), by=team.captain, at=NOW, hub=asks)
    assert second.number == 2
    assert [version.title for version in SubmissionVersion.objects.order_by("number")] == ["Recetas", "Otro título"]


def test_the_same_content_twice_is_one_version_and_one_audit(team, asks):
    first = actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    addresses = [(K.CORPUS, f"{asks.endpoint}/datasets/{CORPUS}"), *COMPLETE[1:]]
    again = actions.submit(team=team, form=form(*addresses), by=team.captain, at=NOW + timedelta(seconds=1), hub=asks)
    assert again == first
    assert (SubmissionVersion.objects.count(), Audit.objects.count()) == (1, 1)


def test_a_newer_version_takes_the_place_of_an_audit_that_had_not_begun(team, asks):
    first = actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    second = actions.submit(team=team, form=form(title="Otro título"), by=team.captain, at=NOW, hub=asks)
    assert [audit.version for audit in Audit.objects.all()] == [second]
    assert first.audits.count() == 0


def test_an_audit_that_has_begun_is_left_to_end(team, asks):
    first = actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    Audit.objects.update(attempts=1)
    second = actions.submit(team=team, form=form(title="Otro título"), by=team.captain, at=NOW, hub=asks)
    assert [audit.version for audit in Audit.objects.order_by("pk")] == [first, second]


def test_a_corpus_alone_is_taken(team, asks):
    version = actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=NOW, hub=asks)
    assert version.entries.count() == 1


def test_a_model_alone_is_not(team, asks):
    assert refusal(team, asks, (K.MODEL, MODEL)) == [(None, Code.NOT_ACCEPTED)]


def test_the_last_microsecond_before_the_close_is_in_time(team, asks):
    closes_at = team.edition.parsed_rules.windows.submission.closes_at
    at = closes_at - timedelta(microseconds=1)
    assert actions.submit(team=team, form=form(), by=team.captain, at=at, hub=asks).at == at


def test_the_close_itself_is_too_late(team, asks):
    window = team.edition.parsed_rules.windows.submission
    with pytest.raises(actions.WindowClosed) as closed:
        actions.submit(team=team, form=form(), by=team.captain, at=window.closes_at, hub=asks)
    assert (closed.value.window, closed.value.too_early) == (window, False)
    assert not Submission.objects.exists()


def test_before_the_window_opens_is_too_early(team, asks):
    opens_at = team.edition.parsed_rules.windows.submission.opens_at
    with pytest.raises(actions.WindowClosed) as closed:
        actions.submit(team=team, form=form(), by=team.captain, at=opens_at - timedelta(seconds=1), hub=asks)
    assert closed.value.too_early


def test_a_window_that_closes_while_the_hub_is_asked_refuses(team, asks):
    """The rules are read again inside the transaction."""
    rules = team.edition.parsed_rules
    an_hour_ago = NOW - timedelta(hours=1)
    submission = replace(rules.windows.submission, closes_at=an_hour_ago)
    windows = replace(rules.windows, submission=submission, teams=replace(rules.windows.teams, closes_at=an_hour_ago))
    edition = team.edition
    assert edition.parsed_rules.windows.submission.is_open(NOW)
    stored = type(edition).objects.get(pk=edition.pk)
    stored.rules = dump_rules(replace(rules, windows=windows))
    stored.save()
    with pytest.raises(actions.WindowClosed):
        actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)


def test_who_is_not_in_the_team_does_not_deliver_for_it(team, asks):
    with pytest.raises(actions.NotAMember):
        actions.submit(team=team, form=form(), by=make_person("Bruno"), at=NOW, hub=asks)


@pytest.mark.parametrize(
    ("kind", "address", "code"),
    [
        (K.CORPUS, f"https://huggingface.co/{MODEL}", Code.WRONG_TYPE),
        (K.CORPUS, "https://huggingface.co/somos-demo", Code.NOT_A_REPO),
        (K.CORPUS, "https://github.com/alicia/cuaderno.ipynb", Code.NOT_HUB),
        (K.CORPUS, "recetas", Code.MALFORMED),
        (K.CORPUS, "somos-demo/" + "a" * 300, Code.TOO_LONG),
        (K.CORPUS, "somos-demo/no-existe", Code.MISSING),
        (K.CORPUS, MODEL, Code.WRONG_TYPE),
        (K.CORPUS, f"https://huggingface.co/datasets/{MODEL}", Code.MISSING),
    ],
)
def test_an_address_that_will_not_do_is_refused_at_its_field(team, asks, kind, address, code):
    assert refusal(team, asks, (kind, address)) == [(kind, code)]
    assert not Submission.objects.exists()


def test_swapped_fields_are_told_apart_even_as_bare_names(team, asks):
    swapped = form((K.CORPUS, CORPUS), (K.MODEL, DEMO), (K.DEMO, MODEL))
    with pytest.raises(actions.EntriesRefused) as refused:
        actions.submit(team=team, form=swapped, by=team.captain, at=NOW, hub=asks)
    assert [(problem.kind, problem.found) for problem in refused.value.problems] == [
        (K.MODEL, RepoType.SPACE),
        (K.DEMO, RepoType.MODEL),
    ]


def test_all_that_is_wrong_is_told_at_once_whoever_found_it(team, asks):
    entries = (
        (K.CORPUS, "somos-demo/no-existe"),
        (K.MODEL, f"{asks.endpoint}/spaces/{DEMO}"),
        (K.DEMO, "http://a.org/b"),
    )
    assert sorted(refusal(team, asks, *entries)) == [
        (K.CORPUS, Code.MISSING),
        (K.DEMO, Code.NOT_HTTPS),
        (K.MODEL, Code.WRONG_TYPE),
    ]


def test_a_private_repo_looks_missing_and_is_refused(team, asks, server):
    server.set_fault(kind="private", repo_id=CORPUS)
    assert refusal(team, asks, (K.CORPUS, CORPUS)) == [(K.CORPUS, Code.MISSING)]


def test_a_gated_repo_is_refused(team, asks, server):
    server.storage.set_meta(RepoType.DATASET, CORPUS, gated="manual")
    assert refusal(team, asks, (K.CORPUS, CORPUS)) == [(K.CORPUS, Code.CLOSED_OFF)]


def test_the_same_repo_twice_is_refused_whatever_its_capitals(team, asks):
    assert refusal(team, asks, (K.CORPUS, CORPUS), (K.CORPUS, CORPUS.upper())) == [(K.CORPUS, Code.TWICE)]


def test_the_same_repo_under_its_old_name_is_refused(team, asks, server):
    server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetas-nuevas")
    entries = (K.CORPUS, "somos-demo/recetas-nuevas"), (K.CORPUS, CORPUS)
    assert refusal(team, asks, *entries) == [(K.CORPUS, Code.TWICE)]


def test_more_repos_than_fit_are_refused(team, asks):
    most = team.edition.parsed_rules.submission.artefact(K.CORPUS).max_count
    entries = [(K.CORPUS, f"somos-demo/corpus-{number}") for number in range(most + 1)]
    assert refusal(team, asks, *entries) == [(K.CORPUS, Code.TOO_MANY)]


def test_a_silent_hub_refuses_nothing(team, asks, server):
    server.set_fault(kind="status", status=503)
    version = actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    assert [entry.repo.hub_id for entry in version.entries.all()] == [None, None, None]


def test_a_hub_that_limits_us_refuses_nothing_and_is_not_asked_again(team, asks, server):
    server.set_fault(kind="status", status=429, times=1)
    version = actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks)
    assert [entry.repo.hub_id for entry in version.entries.all()] == [None, None, None]


def test_a_silent_hub_does_not_unlearn_a_repo_that_is_known(team, asks, server):
    known = make_repo(K.CORPUS, CORPUS)
    server.set_fault(kind="status", status=503)
    version = actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=NOW, hub=asks)
    assert version.entries.get().repo == known


def test_a_renamed_repo_stays_the_same_row_under_its_new_name(team, asks, server):
    first = actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=NOW, hub=asks)
    server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetas-nuevas")
    moved = form((K.CORPUS, CORPUS), title="Otro título")
    second = actions.submit(team=team, form=moved, by=team.captain, at=LATER, hub=asks)
    assert second.entries.get().repo_id == first.entries.get().repo_id
    assert Repo.objects.get().repo_id == "somos-demo/recetas-nuevas"


def test_a_deleted_and_recreated_repo_is_another_row(team, asks, server):
    actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=NOW, hub=asks)
    server.storage.delete_repo(RepoType.DATASET, CORPUS)
    server.storage.create_repo(RepoType.DATASET, CORPUS, {"README.md": "# Otro"}, author="alicia", at=NOW)
    actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=LATER, hub=asks)
    assert Repo.objects.filter(repo_id=CORPUS).count() == 2


def test_two_teams_may_share_a_corpus(team, asks):
    other = make_team(team.edition, make_person("Carla"))
    for one in (team, other):
        actions.submit(team=one, form=form((K.CORPUS, CORPUS)), by=one.captain, at=NOW, hub=asks)
    assert (Submission.objects.count(), Repo.objects.count()) == (2, 1)


def test_an_unconfirmed_repo_becomes_confirmed_with_the_next_save(team, asks, server):
    server.set_fault(kind="status", status=503, times=1)
    actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=NOW, hub=asks)
    assert Repo.objects.get().hub_id is None
    actions.submit(team=team, form=form((K.CORPUS, CORPUS)), by=team.captain, at=LATER, hub=asks)
    assert Repo.objects.get().hub_id is not None
    assert SubmissionVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_saves_at_the_same_moment_get_consecutive_versions_and_none_is_lost(asks):
    team = make_team(make_edition(), make_person("Alicia"), make_person("Bruno"))

    def save(number: int) -> int:
        one = form((K.CORPUS, CORPUS), title=f"Título {number}")
        return actions.submit(team=team, form=one, by=team.captain, at=NOW, hub=asks).number

    numbers = race([partial(save, number) for number in range(6)])
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    assert {version.title for version in SubmissionVersion.objects.all()} == {f"Título {n}" for n in range(6)}
    assert Submission.objects.get().current.number == 6


@pytest.mark.django_db(transaction=True)
def test_a_double_click_saves_once(asks):
    team = make_team(make_edition())

    def save() -> int:
        return actions.submit(team=team, form=form(), by=team.captain, at=NOW, hub=asks).pk

    versions = set(race([save] * 4))
    assert (len(versions), SubmissionVersion.objects.count(), Audit.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_teams_that_share_their_repos_do_not_wait_for_each_other_in_a_circle(asks):
    edition = make_edition()
    teams = [make_team(edition, make_person(name)) for name in ("Alicia", "Bruno", "Carla", "Diego")]
    orders = [COMPLETE, COMPLETE[::-1]] * 2

    def save(team: Any, entries: Any) -> int:
        return actions.submit(team=team, form=form(*entries), by=team.captain, at=NOW, hub=asks).number

    assert race([partial(save, *pair) for pair in zip(teams, orders, strict=True)]) == [1, 1, 1, 1]
    assert Repo.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"consent": True},
        {"impact": "Mucho."},
        {"code": ("https://example.org/codigo",)},
        {"languages": ("es_PE",)},
        {"answers": {"pregunta": "sí"}},
        {"entries": tuple(TypedEntry(kind, address) for kind, address in reversed(COMPLETE))},
        {"entries": (*(TypedEntry(kind, address) for kind, address in COMPLETE[:2]), TypedEntry(K.DEMO, OUTSIDE))},
    ],
)
def test_whatever_a_delivery_says_otherwise_makes_a_new_version(team, asks, change):
    first, second = form(), replace(form(), **change)
    versions = [
        actions.submit(team=team, form=one, by=team.captain, at=NOW + timedelta(seconds=second_of), hub=asks).number
        for second_of, one in enumerate((first, second, second))
    ]
    assert versions == [1, 2, 2]


def test_two_parts_outside_the_hub_are_told_apart(team, asks):
    parts = [TypedEntry(kind, address) for kind, address in COMPLETE[:2]]
    for number, address in enumerate((OUTSIDE, "https://example.org/otra"), 1):
        typed = replace(form(), entries=(*parts, TypedEntry(K.DEMO, address)))
        version = actions.submit(team=team, form=typed, by=team.captain, at=NOW + timedelta(seconds=number), hub=asks)
        assert (version.number, [part.address for part in version.outside_entries.all()]) == (number, [address])


def test_an_old_name_of_a_repo_that_is_named_already_is_refused(team, server, asks):
    """The Hub was silent about the old name once; by now the row has the repo's ``_id``, and its new name stands beside it."""
    hub_id = server.storage.get(RepoType.DATASET, CORPUS).hub_id
    Repo.objects.create(hub_id=hub_id, repo_type="dataset", repo_id="somos-demo/antes", first_seen_at=NOW)
    entries = ((K.CORPUS, CORPUS), (K.CORPUS, "somos-demo/antes"))
    server.set_fault(kind="status", status=503, path="/api/datasets/somos-demo/antes")
    assert refusal(team, asks, *entries) == [(K.CORPUS, Code.TWICE)]
    assert not Submission.objects.exists()
