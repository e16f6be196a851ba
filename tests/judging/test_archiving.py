"""An edition's archive and its dataset: made by workers from frozen results, and checked where there is no database."""

import hashlib
import io
import json
import os
import subprocess
import sys
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import yaml
from django.core.management import CommandError, call_command
from django.urls import reverse

from hackathon.editions.models import Edition, TrailEntry
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from judging import actions, archive, tasks
from judging.actions import archiving, pushing
from judging.actions.dataset_errors import BadDatasetName, BadLicense, NoWriteToken
from judging.actions.freezing import withdraw_results
from judging.actions.outcome_errors import NotFrozen
from judging.models import Archive, DatasetPush, FrozenResults
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.teams import make_team

pytestmark = [pytest.mark.usefixtures("at_now"), pytest.mark.production]
ROOT = Path(__file__).resolve().parents[2]
REPO, TOKEN = "gente/resultados", "hf_ana"
SECRET = "Esto no lo lee nadie más"


@pytest.fixture
def frozen(edition: Edition) -> FrozenResults:
    """Two projects, three judges with names, and their frozen results."""
    judges = [make_judge(edition, f"Jueza{number}") for number in range(3)]
    for place, title in enumerate(("Refranes", "Recetas")):
        project = make_project(edition, title, team=make_team(edition, make_person("Amalia"), name=f"Equipo {title}"))
        for judge in judges:
            make_review(project, judge, all_scores(edition, 3 - place), comment=SECRET)
    return actions.freeze(edition=edition, reason="Pronto", by=make_organiser(edition), at=NOW)


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def verified(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """``manage.py verify_results`` on a machine that has no site: its database is nowhere."""
    surroundings = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "LANG": "C.UTF-8"}
    command = [sys.executable, str(ROOT / "manage.py"), "verify_results", str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=100, check=False)


@pytest.mark.django_db
def test_a_worker_writes_the_archive_that_was_asked_for(frozen: FrozenResults) -> None:
    asked = archiving.request_archive(edition=frozen.edition, by=frozen.frozen_by, at=NOW)
    assert archiving.request_archive(edition=frozen.edition, by=None, at=NOW) == asked
    made = archiving.make_archive(archive_id=asked.pk, at=NOW)
    assert (made.state, made.done, made.total, made.error) == ("done", 6, 6, "")
    assert made.digest == hashlib.sha256(made.content).hexdigest()
    assert made.size == len(made.content)
    assert archiving.make_archive(archive_id=asked.pk, at=NOW) is None
    found = archive.verify(bytes(made.content), key=archiving.public_key())
    assert (found.holds, found.projects, found.reviews) == (True, 2, 6)
    verbs = TrailEntry.objects.filter(verb__startswith="archive.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["archive.requested", "archive.made"]


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_taken_up_again(frozen: FrozenResults, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[int] = []
    monkeypatch.setattr("judging.dispatch.archive_soon", lambda key: nudged.append(key) or True)
    asked = archiving.request_archive(edition=frozen.edition, by=None, at=NOW)
    Archive.objects.update(state="running", claim=uuid.uuid4(), claimed_at=NOW, attempts=1, step="rules", done=1)
    assert archiving.sweep_archives(at=NOW + timedelta(minutes=1)) == 0
    assert archiving.sweep_archives(at=NOW + timedelta(hours=1)) == 1
    assert nudged == [asked.pk]
    Archive.objects.update(state="running", claim=uuid.uuid4(), claimed_at=NOW, attempts=archiving.MAX_ATTEMPTS)
    archiving.sweep_archives(at=NOW + timedelta(hours=1))
    page = signed_in(make_organiser(frozen.edition)).get(reverse("judging:archive", args=[frozen.edition.slug]))
    assert "Algo ha fallado por nuestra parte." in page.content.decode()


@pytest.mark.django_db
def test_the_tasks_do_what_their_rows_ask_for(hub: Any, settings: Any, frozen: FrozenResults) -> None:
    hub.storage.add_person("ana", orgs={"gente": "write"})
    settings.HF_WRITE_TOKEN = TOKEN
    archived = archiving.request_archive(edition=frozen.edition, by=None, at=NOW)
    pushed = pushing.request_push(
        edition=frozen.edition, repo_id=REPO, private=True, license="cc0-1.0", by=None, at=NOW
    )
    tasks.make_archive(archived.pk)
    tasks.push_dataset(pushed.pk)
    states = [Archive.objects.get().state, DatasetPush.objects.get().state]
    assert states == ["done", "done"]


@pytest.mark.django_db
def test_the_same_edition_gives_the_same_archive_and_its_tables_open(frozen: FrozenResults) -> None:
    content = archiving.written(frozen.edition)
    assert content == archiving.written(frozen.edition)
    files = files_of(content)
    scores = pyarrow.parquet.read_table(io.BytesIO(files["tables/scores.parquet"])).to_pylist()
    assert {row["judge"] for row in scores} == {"J1", "J2", "J3"}
    assert len(scores) == len(files["tables/scores.csv"].decode().splitlines()) - 1
    assert json.loads(files["frozen.json"])["digest"] == frozen.digest


@pytest.mark.django_db
def test_nobody_is_in_an_archive_whom_results_do_not_name(frozen: FrozenResults) -> None:
    whole = b"".join(files_of(archiving.written(frozen.edition)).values()).decode("utf-8", "replace")
    for private in ("Jueza", "Amalia", "Olga", "@example.org", SECRET, "Pronto"):
        assert private not in whole, private
    assert "Equipo Refranes" in whole


@pytest.mark.django_db
def test_without_frozen_results_there_is_nothing_to_archive(edition: Edition) -> None:
    with pytest.raises(NotFrozen):
        archiving.request_archive(edition=edition, by=None, at=NOW)
    with pytest.raises(CommandError, match="congélalos antes"):
        call_command("archive_edition", edition.slug, out="/nowhere/a.zip")


@pytest.mark.django_db
def test_results_that_no_longer_follow_from_their_reviews_are_not_signed(frozen: FrozenResults) -> None:
    frozen.refresh_from_db()  # what was just frozen is others', too
    frozen.payload["projects"][0]["total"] = "1/3"
    frozen.save(update_fields=["payload"])
    asked = archiving.request_archive(edition=frozen.edition, by=None, at=NOW)
    made = archiving.make_archive(archive_id=asked.pk, at=NOW)
    assert (made.state, made.error, made.content) == ("failed", "other_numbers", None)


@pytest.mark.django_db
def test_an_archive_is_checked_where_there_is_no_database(frozen: FrozenResults, tmp_path: Path) -> None:
    path = tmp_path / "demo.zip"
    call_command("archive_edition", frozen.edition.slug, out=str(path), stdout=io.StringIO(), stderr=io.StringIO())
    found = verified(path, "--key", archiving.public_key())
    assert (found.returncode, found.stderr) == (0, "")
    assert "demo: 2 proyectos y 6 evaluaciones; cada número sale de las evaluaciones" in found.stdout


@pytest.mark.django_db
def test_a_changed_archive_says_what_is_wrong_with_it(frozen: FrozenResults, tmp_path: Path) -> None:
    files = files_of(archiving.written(frozen.edition))
    results = json.loads(files["results.json"])
    was, results["projects"][1]["total"] = results["projects"][1]["total"], "10/1"
    changed = archive.zipping.zipped({**files, "results.json": archive.manifest.canonical(results).encode()})
    (tmp_path / "demo.zip").write_bytes(changed)
    with pytest.raises(CommandError) as refused:
        call_command("verify_results", str(tmp_path / "demo.zip"))
    assert refused.value.returncode == 1
    assert str(refused.value).splitlines() == [
        "demo.zip: «results.json» no es el que se firmó: alguien lo ha cambiado",
        "demo.zip: estos números no salen de las evaluaciones:",
        f'  proyecto {results["projects"][1]["id"]} (Recetas), total: dice "10/1" y sale "{was}"',
    ]


def test_what_is_no_archive_ends_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "roto.zip"
    path.write_bytes(b"no es un zip")
    with pytest.raises(CommandError, match=r"^roto\.zip: no es un zip, o está roto$") as refused:
        call_command("verify_results", str(path))
    assert refused.value.returncode == 1
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_results", str(path), "--json", stdout=told)
    assert json.loads(told.getvalue()) == {
        "holds": False,
        "faults": [{"fault": "not_zip", "file": ""}],
        "differences": [],
    }


@pytest.mark.parametrize("arguments", [["/no/hay/nada.zip"], ["mal\0.zip"], [__file__, "--key", "llave"]])
def test_what_cannot_be_checked_is_no_verdict(arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify_results", *arguments)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_an_organiser_downloads_it_and_the_trail_says_so(frozen: FrozenResults) -> None:
    asked = archiving.request_archive(edition=frozen.edition, by=None, at=NOW)
    made = archiving.make_archive(archive_id=asked.pk, at=NOW)
    browser = signed_in(make_organiser(frozen.edition))
    answer = browser.get(reverse("judging:archive_file", args=[frozen.edition.slug, made.pk]))
    assert answer.content == bytes(made.content)
    assert TrailEntry.objects.filter(verb="archive.downloaded").count() == 1
    other = make_edition("otra")
    elsewhere = signed_in(make_organiser(other)).get(reverse("judging:archive_file", args=[other.slug, made.pk]))
    assert elsewhere.status_code == 404


@pytest.mark.django_db
def test_everybody_reads_the_key_and_nobody_else_sees_the_archives(frozen: FrozenResults) -> None:
    page = signed_in(make_person()).get(reverse("judging:archive", args=[frozen.edition.slug])).content.decode()
    assert archiving.public_key() in page
    assert "Hacer el archivo" not in page


@pytest.mark.django_db
def test_the_oldest_archives_make_room(frozen: FrozenResults) -> None:
    ended = {"state": "done", "content": b"PK", "size": 2, "digest": "d" * 64, "not_before": NOW, "finished_at": NOW}
    old = [
        Archive.objects.create(edition=frozen.edition, at=NOW - timedelta(days=day), **ended).pk for day in range(1, 5)
    ]
    asked = archiving.request_archive(edition=frozen.edition, by=None, at=NOW)
    archiving.make_archive(archive_id=asked.pk, at=NOW)
    assert list(Archive.objects.values_list("pk", flat=True)) == [asked.pk, *old[:2]]


# --- the dataset on the Hub ------------------------------------------------------------------------------------------
@pytest.fixture
def writer(hub: Any, settings: Any) -> Any:
    hub.storage.add_person("ana", orgs={"gente": "write", "ajena": "read"})
    settings.HF_WRITE_TOKEN = TOKEN
    with HubClient(endpoint=hub.endpoint, token=TOKEN, retries=0, max_wait=0.0) as client:
        yield client


def sent(results: FrozenResults, writer: HubClient, *, private: bool = True, repo_id: str = REPO) -> DatasetPush:
    asked = pushing.request_push(
        edition=results.edition, repo_id=repo_id, private=private, license="cc-by-4.0", by=results.frozen_by, at=NOW
    )
    found = pushing.push_dataset(push_id=asked.pk, hub=writer, at=NOW)
    assert found is not None
    return found


def published(results: FrozenResults) -> FrozenResults:
    FrozenResults.objects.filter(pk=results.pk).update(published_at=NOW)
    return results


@pytest.mark.django_db
def test_the_tables_and_their_card_are_on_the_hub(frozen: FrozenResults, writer: HubClient) -> None:
    done = sent(frozen, writer)
    assert (done.state, done.error, done.changed) == ("done", "", True)
    raw = writer.read_file(REPO, RepoType.DATASET, "README.md", revision=done.commit).decode()
    front, body = yaml.safe_load(raw.split("---\n")[1]), raw.split("---\n", 2)[2]
    assert (front["license"], front["language"], front["tags"][0]) == ("cc-by-4.0", ["es"], "hackathon-results")
    assert "2 proyectos, 6 evaluaciones, 3 personas del jurado." in body
    files = {file.path for file in writer.look(REPO, RepoType.DATASET).files}
    assert {config["data_files"] for config in front["configs"]} == files - {"README.md", ".gitattributes"}
    table = writer.read_file(REPO, RepoType.DATASET, "data/projects.parquet", revision=done.commit)
    rows = pyarrow.parquet.read_table(io.BytesIO(table)).to_pylist()
    assert [(row["project"], row["rank"]) for row in rows] == [("Refranes", 1), ("Recetas", 2)]


@pytest.mark.django_db
def test_sent_twice_is_one_commit(frozen: FrozenResults, writer: HubClient) -> None:
    first, second = sent(frozen, writer), sent(frozen, writer)
    assert (second.state, second.changed, second.commit) == ("done", False, first.commit)
    assert len(writer.commits(REPO, RepoType.DATASET)) == 2


@pytest.mark.django_db
def test_before_results_are_public_the_dataset_is_nobody_elses(frozen: FrozenResults, writer: HubClient) -> None:
    assert sent(frozen, writer, private=False).private
    assert writer.look(REPO, RepoType.DATASET).private
    assert not sent(published(frozen), writer, private=False).private
    assert not writer.look(REPO, RepoType.DATASET).private


@pytest.mark.django_db
def test_withdrawn_results_do_not_stay_public_on_the_hub(
    frozen: FrozenResults, writer: HubClient, django_capture_on_commit_callbacks: Any
) -> None:
    commit = sent(published(frozen), writer, private=False).commit
    organiser = make_organiser(frozen.edition)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_results(results=frozen, reason="Una nota mal copiada.", by=organiser, at=NOW)
    asked = DatasetPush.objects.get(state="queued")
    done = pushing.push_dataset(push_id=asked.pk, hub=writer, at=NOW)
    found = writer.look(REPO, RepoType.DATASET)
    assert (asked.repo_id, asked.private, done.error) == (REPO, True, "withdrawn")
    assert (found.private, found.sha) == (True, commit)


@pytest.mark.django_db
def test_a_dataset_of_others_is_not_written_over(hub: Any, frozen: FrozenResults, writer: HubClient) -> None:
    hub.storage.create_repo(RepoType.DATASET, REPO, {"datos.csv": "a"}, author="ana", at=NOW)
    done = sent(frozen, writer)
    assert (done.state, done.error) == ("failed", "not_ours")
    assert len(writer.commits(REPO, RepoType.DATASET)) == 1


@pytest.mark.django_db
def test_where_our_token_may_not_write_it_says_so_and_tells_nobody_the_token(
    frozen: FrozenResults, writer: HubClient
) -> None:
    done = sent(frozen, writer, repo_id="ajena/resultados")
    assert (done.state, done.error) == ("failed", "forbidden")
    assert TOKEN not in done.said
    page = signed_in(make_organiser(frozen.edition)).get(reverse("judging:archive", args=[frozen.edition.slug]))
    assert "El token del sitio no puede escribir ahí." in page.content.decode()
    assert TOKEN not in page.content.decode()


@pytest.mark.django_db
def test_a_hub_that_is_silent_is_asked_again_later(hub: Any, frozen: FrozenResults, writer: HubClient) -> None:
    hub.set_fault(kind="status", path="/api/datasets", status=503)
    asked = sent(frozen, writer)
    assert (asked.state, asked.error) == ("queued", "silent")
    assert pushing.push_dataset(push_id=asked.pk, hub=writer, at=NOW) is None
    hub.clear_faults()
    assert pushing.push_dataset(push_id=asked.pk, hub=writer, at=NOW + pushing.PAUSE).state == "done"


@pytest.mark.django_db
def test_nothing_is_sent_without_a_token_a_name_and_a_licence(frozen: FrozenResults, settings: Any) -> None:
    deed = {"edition": frozen.edition, "private": True, "by": None, "at": NOW}
    with pytest.raises(NoWriteToken):
        pushing.request_push(repo_id=REPO, license="cc-by-4.0", **deed)
    settings.HF_WRITE_TOKEN = TOKEN
    for repo_id in ("resultados", "a/../b", "gente/re sultados", "https://otro.example/a/b"):
        with pytest.raises(BadDatasetName):
            pushing.request_push(repo_id=repo_id, license="cc-by-4.0", **deed)
    with pytest.raises(BadLicense):
        pushing.request_push(repo_id=REPO, license="mía", **deed)
    assert not DatasetPush.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_stays_where_the_name_is_none(frozen: FrozenResults, settings: Any) -> None:
    settings.HF_WRITE_TOKEN = TOKEN
    browser = signed_in(make_organiser(frozen.edition))
    address = reverse("judging:push_dataset", args=[frozen.edition.slug])
    answer = browser.post(address, {"repo_id": "sin barra", "license": "cc0-1.0"})
    assert answer.status_code == 400
    assert 'value="sin barra"' in answer.content.decode()
    assert '<option value="cc0-1.0" selected>' in answer.content.decode()
    browser.post(address, {"repo_id": f"https://huggingface.co/datasets/{REPO}", "license": "cc0-1.0"})
    assert [(push.repo_id, push.license, push.private) for push in DatasetPush.objects.all()] == [
        (REPO, "cc0-1.0", True)
    ]
