"""Giving the video's address once the delivery itself is closed."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import ArtefactKind, Window
from submissions import actions
from submissions.actions.drafting import Typed
from submissions.merging import mark
from submissions.models import Draft, EvidenceEntry, OutsideEntry, Submission
from submissions.queries.contents import content_of
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.people import make_person
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
VIDEO = "https://youtu.be/x"


@pytest.fixture
def submission() -> Submission:
    """Delivered in an edition whose videos have two days more."""
    windows = make_rules().windows
    video = Window(windows.submission.opens_at, windows.submission.closes_at + timedelta(days=2))
    edition = make_edition(windows=replace(windows, video=video))
    return make_submission(make_team(edition), impact="Mucho", languages=["es_PE"], late=True)


def after_close(submission: Submission) -> datetime:
    return submission.edition.parsed_rules.windows.submission.closes_at + timedelta(hours=1)


def give(submission: Submission, video: str = VIDEO, **changes: Any) -> Any:
    given = {"by": submission.team.captain, "at": after_close(submission)} | changes
    return actions.submit_video(team=submission.team, video=video, **given)


def test_the_new_version_differs_in_nothing_but_the_video(submission):
    old = submission.current
    OutsideEntry.objects.create(version=old, kind=ArtefactKind.DEMO, position=3, address="https://example.org/demo")
    new = give(submission)
    assert content_of(new) == content_of(old) | {"video": VIDEO}
    assert (new.number, new.late, new.by, new.at) == (2, True, submission.team.captain, after_close(submission))


def test_it_has_a_receipt_and_a_line_in_the_trail(submission):
    new = give(submission)
    receipt = EvidenceEntry.objects.get(kind="receipt")
    assert (receipt.version, json.loads(receipt.body)["version"]) == (new, 2)
    line = TrailEntry.objects.get(verb="submission.saved")
    assert (line.by, line.target_id, line.detail) == (
        submission.team.captain,
        str(submission.pk),
        {"version": 2, "only": "video"},
    )


def test_the_draft_goes_on_from_it_with_the_video_in_it(submission):
    delivered = content_of(submission.current)
    began = {name: mark(value) for name, value in delivered.items()}
    typed = Typed(delivered | {"title": "Título a medias"}, began)
    actions.save_draft(team=submission.team, typed=typed, by=submission.team.captain, at=NOW)
    give(submission)
    draft = Draft.objects.get()
    content = draft.revisions.get(number=draft.number).content
    assert (draft.based_on, content["video"], content["title"]) == (2, VIDEO, "Título a medias")


def test_the_same_video_again_is_no_new_version(submission):
    assert (give(submission).number, give(submission).number) == (2, 2)


def test_only_people_of_the_team_give_it(submission):
    with pytest.raises(actions.NotAMember):
        give(submission, by=make_person("Bruno"))
    assert submission.versions.count() == 1


def test_a_withdrawn_project_gets_none(submission):
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=submission.team.captain)
    with pytest.raises(actions.NothingDelivered):
        give(submission)


@pytest.mark.parametrize("edge", ["opens_at", "closes_at"])
def test_it_is_taken_between_the_close_and_the_end_of_its_own_window_only(submission, edge):
    rules = submission.edition.parsed_rules
    early = {
        "opens_at": rules.windows.submission.opens_at - timedelta(seconds=1),
        "closes_at": rules.video_window.closes_at,
    }
    with pytest.raises(actions.WindowClosed):
        give(submission, at=early[edge])
