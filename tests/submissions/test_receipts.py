"""What a team gets for each version: an entry in the log, a letter, a page."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind, DeadlineRules
from hackathon.hub.types import RepoType
from hackathon.mail.models import Message
from submissions import actions
from submissions.actions import SubmissionInput, TypedEntry
from submissions.deadline import chain
from submissions.models import EvidenceEntry, SubmissionVersion, Watch
from submissions.queries.contents import signed_content
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.people import make_person, signed_in
from tests.factories.submissions import add_version, make_repo, make_submission
from tests.factories.teams import make_team
from tests.reading import text
from tests.submissions.hubs import CORPUS

pytestmark = pytest.mark.django_db
NOTEBOOK = "https://github.com/alicia/cuaderno.ipynb"


@pytest.fixture
def team() -> Any:
    return make_team(make_edition(), make_person("Alicia"), make_person("Bruno"))


def deliver(team: Any, hub: Any, *, at: Any = NOW, **changes: Any) -> SubmissionVersion:
    form = SubmissionInput("Recetas", "Un corpus.", (TypedEntry(ArtefactKind.CORPUS, CORPUS),))
    return actions.submit(team=team, form=replace(form, **changes), by=team.captain, at=at, hub=hub)


def receipts() -> list[dict[str, Any]]:
    entries = EvidenceEntry.objects.filter(kind="receipt").order_by("sequence")
    return [json.loads(entry.body) for entry in entries]


def page_of(version: SubmissionVersion, *, by: Any = None) -> Any:
    submission = version.submission
    address = f"/{submission.edition.slug}/proyectos/{submission.pk}/versiones/{version.number}/"
    return signed_in(by or submission.team.captain).get(address)


def test_a_receipt_names_the_repos_heads_and_when_they_were_seen(team, asks):
    version = deliver(team, asks)
    info = asks.look(CORPUS, RepoType.DATASET)
    assert receipts() == [
        {
            "submission": version.submission_id,
            "version": 1,
            "content": hashlib.sha256(signed_content(version).encode()).hexdigest(),
            "late": False,
            "repos": [
                {
                    "hub_id": info.hub_id,
                    "repo_type": "dataset",
                    "repo_id": CORPUS,
                    "sha": info.sha,
                    "seen_at": "2026-03-04T15:30:00+00:00",
                }
            ],
            "outside": [],
        }
    ]
    assert (version.entries.get().sha, version.entries.get().sha_seen_at) == (info.sha, NOW)
    assert Watch.objects.get().repo == version.entries.get().repo


def test_a_silent_hub_leaves_the_head_open(team, asks, server):
    server.set_fault(kind="status", status=503)
    version = deliver(team, asks)
    named = receipts()[0]["repos"][0]
    assert (named["hub_id"], named["sha"], named["seen_at"]) == (None, None, None)
    assert "Hugging Face no contestó a tiempo" in text(page_of(version))
    assert "Hugging Face no contestó a tiempo" in Message.objects.first().body


def test_what_lies_outside_the_hub_is_named_apart(team, asks):
    demo, model = TypedEntry(ArtefactKind.DEMO, NOTEBOOK), TypedEntry(ArtefactKind.MODEL, "somos-demo/recetas-2b")
    version = deliver(team, asks, entries=(TypedEntry(ArtefactKind.CORPUS, CORPUS), model, demo))
    assert receipts()[0]["outside"] == [NOTEBOOK]
    assert [(part.kind, part.address, part.position) for part in version.outside_entries.all()] == [
        ("demo", NOTEBOOK, 2)
    ]
    assert "fuera de Hugging Face" in text(page_of(version))


def test_everybody_in_the_team_gets_the_receipt_by_mail_once(team, asks):
    version = deliver(team, asks)
    deliver(team, asks)
    letters = Message.objects.order_by("pk")
    entry = EvidenceEntry.objects.get(kind="receipt")
    assert [letter.user.name for letter in letters] == ["Alicia", "Bruno"]
    assert all(letter.essential for letter in letters)
    for fact in (
        "2026-03-04 03:30:00 AoE",
        "2026-03-04 15:30:00 UTC",
        version.entries.get().sha,
        entry.hash,
        chain.digest(signed_content(version)),
        f"/versiones/{version.number}/",
    ):
        assert fact in letters[0].body


def test_the_page_says_the_same_as_the_letter(team, asks):
    version = deliver(team, asks)
    shown = text(page_of(version))
    entry = EvidenceEntry.objects.get(kind="receipt")
    for fact in (
        "2026-03-04 03:30:00 AoE",
        "2026-03-04 15:30:00 UTC",
        version.entries.get().sha,
        entry.hash,
        "Recetas",
    ):
        assert fact in shown


def test_the_hashes_can_be_checked_with_what_the_page_gives(team, asks):
    version = deliver(team, asks)
    page = page_of(version)
    entry = EvidenceEntry.objects.get(kind="receipt")
    assert hashlib.sha256(page.context["signed_line"].encode()).hexdigest() == entry.hash
    address = page.request["PATH_INFO"] + "?formato=json"
    signed = signed_in(team.captain).get(address)
    assert hashlib.sha256(signed.content).hexdigest() == receipts()[0]["content"] == page.context["content_hash"]


def test_a_repo_that_is_renamed_later_changes_no_hash(team, asks):
    version = deliver(team, asks)
    before = signed_content(version)
    version.entries.get().repo.__class__.objects.update(repo_id="somos-demo/otro-nombre")
    assert signed_content(SubmissionVersion.objects.get()) == before


def test_after_the_close_a_delivery_is_taken_where_the_rules_say_so_and_called_late_everywhere(asks):
    rules = make_rules()
    team = make_team(make_edition(deadline=DeadlineRules(grace_minutes=10, late_minutes=60)))
    closes_at = rules.windows.submission.closes_at
    assert not deliver(team, asks, at=closes_at + timedelta(minutes=9, seconds=59)).late
    late = deliver(team, asks, at=closes_at + timedelta(minutes=10), title="Tarde")
    assert late.late
    assert [receipt["late"] for receipt in receipts()] == [False, True]
    assert "fuera de plazo" in text(page_of(late))
    assert "fuera de plazo" in Message.objects.order_by("-pk").first().body
    with pytest.raises(actions.WindowClosed):
        deliver(team, asks, at=closes_at + timedelta(minutes=70), title="Demasiado tarde")


def test_a_project_that_was_saved_without_a_receipt_has_a_page_all_the_same(team):
    version = make_submission(team).current
    assert "se guardó sin recibo" in text(page_of(version))


def test_the_page_costs_the_same_with_one_repo_and_with_three(team, django_assert_num_queries):
    one = make_submission(team, kinds=[ArtefactKind.CORPUS]).current
    three = add_version(one.submission, repos=[(ArtefactKind.CORPUS, make_repo()) for _number in range(3)])
    person = signed_in(team.captain)
    for version in (one, three):
        address = page_of(version).request["PATH_INFO"]
        with django_assert_num_queries(8):
            person.get(address)
