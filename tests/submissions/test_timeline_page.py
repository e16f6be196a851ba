"""The page of a project's close: who reads it, what it says, and that it asks nobody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import evidence
from submissions.deadline.record import EntryKind, Reason, SeenCommit, SeenFile, Snapshot, Standing, tree_digest
from submissions.models import OutsideEntry, RepoVerdict, Submission, Watch
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser
from tests.factories.submissions import make_submission, make_verdict
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db
OLD, NEW = "a" * 40, "b" * 40
README = SeenFile("README.md", 10, "1" * 40)


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def project() -> Submission:
    """A corpus, days after its close."""
    return make_submission(make_team(make_edition(phase=Phase.JUDGING)), kinds=[ArtefactKind.CORPUS])


def address(submission: Submission) -> str:
    return reverse("submissions:timeline", args=[submission.edition.slug, submission.pk])


def page(client: Any, submission: Submission) -> str:
    client.force_login(submission.team.captain)
    return text(client.get(address(submission)))


def look(
    submission: Submission, *, hours: float, head: str, commits: tuple[SeenCommit, ...], since: str | None
) -> None:
    """A snapshot of ours, so long after the close."""
    repo = submission.current.entries.get().repo
    at = submission.edition.parsed_rules.counts_until + timedelta(hours=hours)
    files = (README,) if head == OLD else (replace(README, oid="2" * 40),)
    snapshot = Snapshot(
        at=at,
        server_at=at,
        reason=Reason.SWEEP,
        repo_type=RepoType.DATASET,
        asked=repo.repo_id,
        standing=Standing.FOUND,
        watched=repo.hub_id,
        hub_id=repo.hub_id,
        repo_id=repo.repo_id,
        head=head,
        files=files,
        files_total=1,
        tree=tree_digest(files),
        commits=commits,
        since=since,
        commits_complete=True,
    )
    evidence.append(edition=submission.edition, kind=EntryKind.SNAPSHOT, body=snapshot.to_json(), at=at, repo=repo)


def changed_after(submission: Submission) -> None:
    """Seen before the close and at it; two hours later there was a commit more, of which only the README is touched."""
    closes_at = submission.edition.parsed_rules.counts_until
    first = SeenCommit(OLD, "Primera", closes_at - timedelta(days=2), ("alicia",))
    late = SeenCommit(NEW, "Arreglo <b>tarde</b>", closes_at + timedelta(hours=1), ("alicia",))
    look(submission, hours=-1, head=OLD, commits=(first,), since=None)
    look(submission, hours=0, head=OLD, commits=(), since=OLD)
    look(submission, hours=2, head=NEW, commits=(late,), since=OLD)
    Watch.objects.get_or_create(
        edition=submission.edition, repo=submission.current.entries.get().repo, defaults={"added_at": closes_at}
    )
    actions.rejudge(edition=submission.edition, at=NOW)


def test_the_verdict_is_said_first_then_drawn_then_told(client, project):
    changed_after(project)
    shown = page(client, project)
    assert (
        "El equipo subió 1 commit después del cierre. Cuenta la revisión anterior. Solo cambió la documentación."
        in shown
    )
    assert shown.count('class="tl-in_time"') == 2  # the mark and its word in the legend
    assert shown.count('class="tl-late"') == 2
    assert "Lo vimos nosotros antes del cierre" in shown
    assert f"/tree/{OLD}" in shown
    assert f"/commit/{NEW}" in shown
    assert "1 hora después del cierre" in shown
    assert "<code>README.md</code>: cambiado" in shown


def test_what_is_drawn_is_also_a_table(client, project):
    changed_after(project)
    table = page(client, project).split("La línea del tiempo como tabla")[1]
    for words in ("commit a tiempo: Primera", "(es la que cuenta)", "commit después del cierre: Arreglo", "lo miramos"):
        assert words in table.replace("<strong>", "").replace("</strong>", "")


def test_the_words_of_a_commit_are_shown_as_they_are(client, project):
    changed_after(project)
    shown = page(client, project)
    assert "Arreglo &lt;b&gt;tarde&lt;/b&gt;" in shown
    assert "<b>tarde</b>" not in shown


def test_nothing_of_the_drawing_needs_a_style_or_a_script_in_the_page(client, project):
    changed_after(project)
    drawing = page(client, project).split('<svg class="tl"')[1].split('<ul class="tl-legend"')[0]
    assert "style=" not in drawing
    assert "<script" not in drawing


def test_before_anybody_has_looked_the_page_says_so(client, project):
    shown = page(client, project)
    assert "Todavía no hemos visto nada." in shown
    assert "No cuenta en contra de nadie." in shown
    assert not RepoVerdict.objects.exists()


def test_while_the_delivery_is_open_it_says_what_will_happen(client):
    submission = make_submission(make_team(make_edition()), kinds=[ArtefactKind.CORPUS])
    shown = page(client, submission)
    assert "Al cierre fijaremos la revisión que cuenta." in shown
    assert "El plazo cierra el" in shown


def test_a_part_outside_the_hub_is_marked(client, project):
    address = "https://github.com/alicia/cuaderno.ipynb"
    OutsideEntry.objects.create(version=project.current, kind="demo", position=1, address=address)
    shown = page(client, project)
    assert address in shown
    assert "Nadie lo ha comprobado" in shown


def test_only_organisers_are_led_to_deciding(client, project):
    changed_after(project)
    decide = reverse("submissions:overrule", args=["demo", project.pk, project.current.entries.get().repo_id])
    assert decide not in page(client, project)
    client.force_login(make_organiser(project.edition))
    assert decide in text(client.get(address(project)))


def test_a_judge_of_other_projects_does_not_get_in(client, project):
    client.force_login(make_judge(project.edition))
    assert client.get(address(project)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_repos(client, django_assert_num_queries, count):
    edition = make_edition(phase=Phase.JUDGING)
    submission = make_submission(make_team(edition), kinds=list(ArtefactKind)[:count])
    for entry in submission.current.entries.all():
        make_verdict(submission, entry.repo, state="changed_after")
    client.force_login(submission.team.captain)
    client.get(address(submission))
    with django_assert_num_queries(11):
        client.get(address(submission))
