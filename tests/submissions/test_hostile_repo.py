"""A repo whose owner means harm, from the worker to the pages: bounded, stored, shown as text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from hackathon.hub.types import Commit, RepoFile, RepoInfo, RepoType, SpaceRuntime
from submissions import actions
from submissions.models import Audit
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
ODD = f'{SCRIPT}"><img src=x onerror=alert(1)>\x00\ud800\u202e\u200b👩‍👩‍👧'
SHAS = ["a" * 40, "b" * 40]
DATES = [datetime(9000, 1, 1, tzinfo=UTC), datetime(1000, 1, 1, tzinfo=UTC)]
CARD = f"""---
language: [{SCRIPT!r}, "\\ud800\\0"]
license: {SCRIPT!r}
base_model: "{SCRIPT}"
datasets: ["../../etc/passwd", 1e400, .nan, 0x{"f" * 5000}]
? [a, b]
: {{c: &x [d], e: *x}}
---
# {ODD}
"""
TABLE = f'"{SCRIPT}","=1+1","{"x" * 5000}"\n"{SCRIPT}","\x00","\u202e"\n'


class HostileHub:
    """Speaks as ``HubClient`` does about a repo of which every word was chosen to hurt."""

    endpoint = "http://hub.test"

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        names = ["README.md", "README_ES.md", f"{ODD}.csv", f"{ODD}.py", "app.py", "adapter_config.json", "a" * 5000]
        return RepoInfo(
            hub_id=f"{repo_id}-{repo_type}"[:40],
            repo_id=repo_id,
            repo_type=repo_type,
            sha=SHAS[0],
            private=False,
            gated=False,
            disabled=False,
            created_at=DATES[1],
            last_modified=DATES[0],
            files=tuple(RepoFile(name, 10**18) for name in (*names, *(f"{n}{ODD}" for n in range(20_000)))),
            tags=(ODD,) * 1000,
            parameters=10**30,
            sdk=ODD,
        )

    def commits(self, *args: Any, **options: Any) -> tuple[Commit, ...]:
        pair = [
            Commit(sha, title=ODD * 100, date=date, authors=(ODD * 100,) * 50, message=ODD)
            for sha, date in zip(SHAS, DATES, strict=True)
        ]
        return tuple(replace(commit) for _ in range(500) for commit in pair)

    def read_file(self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = 0) -> bytes:
        if path.endswith(".csv"):
            text = TABLE
        elif path.endswith(".json"):
            text = '{"base_model_name_or_path": "../../x\\ud800"}'
        else:
            text = CARD
        return text.encode("utf-8", "surrogatepass")[:max_bytes]

    def open_file(self, *args: Any, **options: Any) -> Any:
        raise OSError("no Parquet here")

    def space_runtime(self, repo_id: str) -> SpaceRuntime:
        return SpaceRuntime(stage=ODD)


@pytest.mark.parametrize("days", [-1, 400])
def test_an_audit_of_it_comes_to_an_end_and_its_page_shows_text_only(days: int, settings: Any) -> None:
    edition = make_edition(at=NOW)
    team = make_team(edition, make_person("Alicia"), name="<b>Equipo</b>")
    submission = make_submission(team, title=SCRIPT, summary=SCRIPT)
    row = Audit.objects.create(version=submission.current, reason="requested", queued_at=NOW, not_before=NOW)
    closes_at = edition.parsed_rules.windows.submission.closes_at
    at = closes_at.replace(year=closes_at.year + 1) if days > 0 else NOW

    done = actions.audit(audit_id=row.pk, hub=HostileHub(), at=at)

    assert done is not None
    assert (done.state, done.error) == ("done", "")
    for person, address in [
        (team.captain, f"/{edition.slug}/proyectos/{submission.pk}/"),
        (team.captain, f"/api/v1/projects/{submission.pk}/"),
        (make_organiser(edition), f"/organizacion/submissions/submission/{submission.pk}/change/"),
    ]:
        client = Client()
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < 2_000_000
        if "html" in answer.headers["Content-Type"]:
            assert (SCRIPT.encode() in answer.content, b"<img src=x" in answer.content) == (False, False)
