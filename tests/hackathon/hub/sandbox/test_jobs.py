"""Jobs that really run, as the unmodified client sees them."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import HfApi, JobInfo, Volume
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

from hackathon.hub.sandbox.jobs.book import JobBook
from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED

WEIGHTS = b"\0weights" * 1000
MODEL = "somos/modelo"
OVER_SECONDS = 20


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A sandbox with a model, and with people who may run Jobs and people who may not."""
    images = {"python:3.12": sys.executable, "nothing:1": "/no/such/python"}
    with running(tmp_path_factory.mktemp("hub"), images=images) as started:
        for name, role in (("alicia", "admin"), ("bruno", "read"), ("carla", None)):
            started.storage.add_person(name, orgs={"somos": role} if role else {})
        files = {"config.json": b"{}", "pesos/m.safetensors": WEIGHTS}
        started.storage.create_repo(RepoType.MODEL, MODEL, files, author="alicia", at=CREATED)
        yield started


@pytest.fixture
def hub(standing: RunningHub) -> Iterator[RunningHub]:
    """The same one for all tests: none asks what others left."""
    yield standing
    standing.jobs.troubles.clear()
    standing.jobs.permit("127.0.0.1")


@pytest.fixture
def api(hub: RunningHub) -> HfApi:
    return HfApi(endpoint=hub.url, token="hf_alicia")


def run(api: HfApi, *command: str, **options: Any) -> JobInfo:
    return api.run_job(**{"image": "python:3.12", "command": list(command), "namespace": "somos"} | options)


def ended(hub: RunningHub, job: JobInfo) -> tuple[str, str | None]:
    """Waits until it is over; where it stands then, and why."""
    kept = hub.jobs.find(job.id)
    assert kept.over.wait(OVER_SECONDS)
    return kept.stage.value, kept.message


def printed(api: HfApi, job: JobInfo, **options: Any) -> list[str]:
    """All that it prints, until it is over."""
    return list(api.fetch_job_logs(job_id=job.id, namespace=job.owner.name, follow=True, **options))


def test_a_job_runs_prints_and_is_completed(hub: RunningHub, api: HfApi) -> None:
    job = run(api, "sh", "-c", "echo hola; echo año >&2", labels={"evaluation": "7"}, flavor="l4x1", timeout=90)
    assert (job.status.stage, job.flavor, job.docker_image, job.owner.name) == (
        "SCHEDULING",
        "l4x1",
        "python:3.12",
        "somos",
    )
    assert printed(api, job) == ["hola", "año"]
    assert ended(hub, job) == ("COMPLETED", None)
    after = api.inspect_job(job_id=job.id, namespace="somos")
    assert (after.status.stage, after.labels["evaluation"], after.url) == (
        "COMPLETED",
        "7",
        f"{hub.url}/jobs/somos/{job.id}",
    )
    assert job.created_at <= after.started_at <= after.finished_at


def test_a_job_that_fails_says_with_which_code(hub: RunningHub, api: HfApi) -> None:
    assert ended(hub, run(api, "sh", "-c", "exit 3")) == ("ERROR", "Job failed with exit code: 3. Reason: Error")
    assert ended(hub, run(api, "sh", "-c", "kill -9 $$")) == ("ERROR", "Job failed with exit code: 137. Reason: Error")
    traitor = run(api, "sh", "-c", "kill -9 $PPID; sleep 600")
    assert ended(hub, traitor) == ("ERROR", "Job failed with exit code: 137. Reason: Error")
    missing = run(api, "no-such-program")
    assert printed(api, missing) == ["no-such-program: No such file or directory"]
    assert ended(hub, missing) == ("ERROR", "Job failed with exit code: 127. Reason: Error")


def test_a_job_has_nothing_in_its_environment_but_what_was_passed(
    hub: RunningHub, api: HfApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")
    monkeypatch.setenv("HF_TOKEN", "ours")
    job = run(api, "/usr/bin/env", env={"LIMIT": "10"}, secrets={"KEY": "theirs"})
    found = dict(text.split("=", 1) for text in printed(api, job))
    assert sorted(found) == ["HOME", "KEY", "LANG", "LIMIT", "PATH", "TMPDIR"]
    assert (found["LIMIT"], found["KEY"]) == ("10", "theirs")
    assert "ours" not in str(found)
    told = api.inspect_job(job_id=job.id, namespace="somos")
    assert (told.environment, told.secrets) == ({"LIMIT": "10"}, {"KEY": "***"})


def test_a_volume_is_a_repo_as_it_was_at_a_revision(hub: RunningHub, api: HfApi) -> None:
    sha = api.model_info(MODEL).sha
    hub.storage.commit(RepoType.MODEL, MODEL, {"config.json": b"[]"}, author="alicia", at=CREATED, message="otra")
    volumes = [
        Volume(type="model", source=MODEL, mount_path="/model", revision=sha),
        Volume(type="model", source=MODEL, mount_path="/model/new", path="pesos"),
    ]
    script = "cat /model/config.json $SPEC; cd /model/new; ls; wc -c < /model/new/m.safetensors"
    job = run(api, "sh", "-c", script, env={"SPEC": "/model/config.json"}, volumes=volumes)
    assert printed(api, job) == ["{}{}m.safetensors", str(len(WEIGHTS))]
    assert [volume.revision for volume in api.inspect_job(job_id=job.id, namespace="somos").volumes] == [sha, "main"]


def test_nothing_of_a_job_is_left_on_the_disk(hub: RunningHub, api: HfApi) -> None:
    job = run(api, "touch", "a", volumes=[Volume(type="model", source=MODEL, mount_path="/model")])
    printed(api, job)
    hub.jobs.stop()
    assert list((hub.storage.root / "jobs").iterdir()) == []


def test_an_image_is_a_python_and_uv_runs_scripts_with_it(hub: RunningHub, api: HfApi) -> None:
    script = "import sys; print(sys.executable, *sys.argv[1:])"
    direct = run(api, "python", "-c", script, "uno")
    through_uv = run(api, "uv", "run", "--with", "lm-eval", "--python=3.12", "python", "-c", script, "dos")
    assert printed(api, direct) == [f"{sys.executable} uno"]
    assert printed(api, through_uv) == [f"{sys.executable} dos"]


@pytest.mark.parametrize("image", ["nothing:1", "unknown:2"])
def test_an_image_that_cannot_be_had_is_an_error_of_the_job(hub: RunningHub, api: HfApi, image: str) -> None:
    assert ended(hub, run(api, "true", image=image)) == ("ERROR", f"Failed to pull image {image}")


def test_a_job_that_takes_too_long_is_ended_with_all_that_it_started(hub: RunningHub, api: HfApi, http) -> None:
    command = ["sh", "-c", "sleep 600 & echo $!; sleep 600"]
    body = {"dockerImage": "python:3.12", "command": command, "timeoutSeconds": 0.3}  # the client sends whole seconds
    headers = {"Authorization": "Bearer hf_alicia"}
    job = JobInfo(**http.post(f"{hub.url}/api/jobs/somos", json=body, headers=headers).json())
    (child,) = printed(api, job)
    assert ended(hub, job) == ("ERROR", "Job timeout")
    assert not is_alive(int(child))


def test_a_job_that_is_cancelled_is_ended_with_all_that_it_started(hub: RunningHub, api: HfApi) -> None:
    job = run(api, "sh", "-c", "sleep 600 & echo $!; sleep 600")
    child = next(iter(api.fetch_job_logs(job_id=job.id, namespace="somos", follow=True)))
    api.cancel_job(job_id=job.id, namespace="somos")
    assert api.inspect_job(job_id=job.id, namespace="somos").status.stage == "CANCELED"
    assert printed(api, job) == [child]
    assert not is_alive(int(child))
    api.cancel_job(job_id=job.id, namespace="somos")
    assert ended(hub, job) == ("CANCELED", None)


def test_what_a_job_leaves_running_ends_with_it(hub: RunningHub, api: HfApi) -> None:
    job = run(api, "sh", "-c", "sleep 600 & echo $!")
    (child,) = printed(api, job)
    assert ended(hub, job) == ("COMPLETED", None)
    assert not is_alive(int(child))


def test_a_job_ends_though_something_of_it_fled_with_its_log(
    hub: RunningHub, api: HfApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hackathon.hub.sandbox.jobs.running.LAST_WORDS_SECONDS", 0.2)
    job = run(api, "sh", "-c", "setsid sleep 600 & echo $!")
    (child,) = printed(api, job)
    os.kill(int(child), signal.SIGKILL)
    assert ended(hub, job) == ("COMPLETED", None)


def test_jobs_are_listed_newest_first_by_namespace_label_and_stage(hub: RunningHub, api: HfApi) -> None:
    first = run(api, "true", labels={"a": "listed", "b": "1"})
    second = run(api, "false", labels={"a": "listed"})
    own = run(api, "true", namespace="alicia")
    for job in (first, second, own):
        ended(hub, job)
    listed = lambda **asked: [job.id for job in api.list_jobs(**{"namespace": "somos"} | asked)]  # noqa: E731
    assert (listed()[:2], listed(namespace="alicia")[0]) == ([second.id, first.id], own.id)
    assert own.id not in listed()
    assert listed(labels={"a": "listed"}) == [second.id, first.id]
    assert (listed(labels={"a": "listed", "b": "1"}), listed(labels={"b": "2"})) == ([first.id], [])
    assert listed(labels={"a": "listed"}, status="ERROR") == [second.id]


def test_the_last_lines_of_a_log_can_be_had_alone(hub: RunningHub, api: HfApi) -> None:
    job = run(api, "seq", "100")
    ended(hub, job)
    assert printed(api, job, tail=2) == ["99", "100"]


def test_hardware_has_prices(api: HfApi) -> None:
    found = {hardware.name: hardware for hardware in api.list_jobs_hardware()}
    assert (found["l4x1"].unit_cost_micro_usd, found["l4x1"].unit_label) == (13_333, "minute")
    assert (found["l4x4"].accelerator.quantity, found["l4x4"].accelerator.vram) == ("4", "96 GB")
    assert found["cpu-basic"].accelerator is None


@pytest.mark.parametrize(
    ("token", "status"), [(False, 401), ("hf_nobody", 401), ("hf_carla", 403), ("hf_bruno", 403), ("hf_alicia", 200)]
)
def test_only_those_who_may_act_for_a_namespace_run_jobs_in_it(hub: RunningHub, token: Any, status: int) -> None:
    assert code_of(lambda: run(HfApi(endpoint=hub.url, token=token), "true")) == status


def test_who_may_only_read_sees_jobs_and_stops_none(hub: RunningHub, api: HfApi) -> None:
    job = run(api, "true")
    reader, stranger = (HfApi(endpoint=hub.url, token=f"hf_{name}") for name in ("bruno", "carla"))
    assert reader.inspect_job(job_id=job.id, namespace="somos").id == job.id
    assert code_of(lambda: reader.cancel_job(job_id=job.id, namespace="somos")) == 403
    assert code_of(lambda: stranger.inspect_job(job_id=job.id, namespace="somos")) == 403
    assert code_of(lambda: api.inspect_job(job_id=job.id, namespace="alicia")) == 404


def test_a_namespace_without_credit_runs_nothing(hub: RunningHub, api: HfApi) -> None:
    before = hub.jobs.all()
    hub.jobs.troubles.without_credit.add("somos")
    with pytest.raises(HfHubHTTPError, match="Pre-paid credit balance is insufficient") as refusal:
        run(api, "true")
    assert (refusal.value.response.status_code, hub.jobs.all()) == (402, before)


@pytest.mark.parametrize(
    "options",
    [
        {"flavor": "h900"},
        {"labels": {"año": "1"}},
        {"labels": {"a": "b c"}},
        {"command": []},
        {"image": ""},
        {"env": {"A": 1}},
        {"env": {"A=B": "1"}},
        {"command": ["a\0b"]},
        {"timeout": -1},
        {"volumes": [Volume(type="model", source=MODEL, mount_path="model")]},
        {"volumes": [Volume(type="model", source=MODEL, mount_path="/")]},
        {"volumes": [Volume(type="bucket", source="somos/cubo", mount_path="/data")]},
    ],
)
def test_what_makes_no_sense_is_refused(hub: RunningHub, api: HfApi, options: dict[str, Any]) -> None:
    before = hub.jobs.all()
    assert code_of(lambda: run(api, "true", **options)) == 400
    assert hub.jobs.all() == before


def test_a_volume_that_cannot_be_had_is_refused_as_the_repo_would_be(hub: RunningHub, api: HfApi) -> None:
    def mounted(**volume: Any) -> list[Volume]:
        return [Volume(**{"type": "model", "source": MODEL, "mount_path": "/model"} | volume)]

    hub.storage.create_repo(RepoType.MODEL, "otra/m", {"a": b"a"}, author="otra", at=CREATED, private=True)
    hub.storage.create_repo(RepoType.MODEL, "otra/g", {"a": b"a"}, author="otra", at=CREATED, gated="manual")
    refusals = {"somos/none": RepositoryNotFoundError, "otra/m": RepositoryNotFoundError, "otra/g": GatedRepoError}
    for source, error in refusals.items():
        with pytest.raises(error):
            run(api, "true", volumes=mounted(source=source))
    with pytest.raises(RevisionNotFoundError):
        run(api, "true", volumes=mounted(revision="f" * 40))


def test_no_command_runs_for_a_page_of_another_site(hub: RunningHub, http) -> None:
    headers = {"Authorization": "Bearer hf_alicia", "Host": "evil.example"}
    body, before = {"dockerImage": "python:3.12", "command": ["true"]}, hub.jobs.all()
    assert http.post(f"{hub.url}/api/jobs/somos", json=body, headers=headers).status_code == 403
    assert hub.jobs.all() == before


@pytest.mark.parametrize(
    ("host", "public_url"), [("0.0.0.0", ""), ("10.0.0.7", ""), ("::", ""), ("127.0.0.1", "https://hub.example.org")]
)
def test_a_sandbox_that_others_can_reach_runs_no_commands(
    hub: RunningHub, host: str, public_url: str, api: HfApi
) -> None:
    hub.jobs.permit(host, public_url=public_url)
    assert code_of(lambda: run(api, "true")) == 400
    hub.jobs.permit("127.0.0.1")
    assert code_of(lambda: run(api, "true")) == 200


def test_a_book_of_jobs_runs_nothing_before_it_is_told_where_it_is_open(hub: RunningHub) -> None:
    book = JobBook(hub.storage, now=lambda: CREATED)
    with pytest.raises(SandboxError, match="loopback"):
        book.take(None, owner={"name": "somos"})


def is_alive(pid: int) -> bool:
    """Whether a process still runs; one that is dead and not yet buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in ("Z", "X") and os.path.exists(f"/proc/{pid}")


def code_of(ask: Any) -> int:
    try:
        ask()
    except HfHubHTTPError as error:
        return error.response.status_code
    return 200
