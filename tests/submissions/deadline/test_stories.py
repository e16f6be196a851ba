"""Every story, played on the sandbox Hub with real git, ends as the table says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.submissions.deadline.stories import STORIES, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A Hub and an edition that go by one clock."""
    from hackathon.hub.sandbox.server import running
    from submissions import dispatch
    from tests.submissions.deadline.stage import Clock, Stage

    monkeypatch.setattr(dispatch, "snapshots_soon", lambda edition_id: True)
    clock = Clock()
    with running(tmp_path / "hub", now=clock.hubs) as server:
        stage = Stage(server, clock)
        yield stage
        stage.hub.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_ends_as_the_table_says(story: Story, stage: Any) -> None:
    assert stage.play(story) == story.ending


def test_stories_have_names_of_their_own() -> None:
    assert len({story.name for story in STORIES}) == len(STORIES)
