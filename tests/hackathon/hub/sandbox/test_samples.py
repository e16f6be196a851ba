"""The invented organisation."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from huggingface_hub import HfApi, HfFileSystem

from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.samples import build_samples
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType

DEADLINE = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
AFTER = DEADLINE + timedelta(days=5)
COLUMNS = [
    "pregunta",
    "respuesta",
    "idioma",
    "registro",
    "periodo",
    "dominio",
    "tarea",
    "país_origen",
    "país_referencia",
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """The organisation five days after its deadline."""
    root = tmp_path_factory.mktemp("samples")
    build_samples(SandboxStorage(root), at=AFTER, deadline=DEADLINE)
    with running(root) as hub:
        yield hub


@pytest.fixture
def api(samples: RunningHub) -> HfApi:
    return HfApi(endpoint=samples.url, token=False)


def test_the_same_moment_gives_the_same_ids_and_shas(tmp_path: Path) -> None:
    def heads(name: str) -> list[tuple[str, str]]:
        storage = SandboxStorage(tmp_path / name)
        heads = []
        for record in build_samples(storage, at=AFTER, deadline=DEADLINE):
            with storage.open(record) as git:
                heads.append((record.hub_id, git.resolve("main").sha))
        return heads

    assert heads("a") == heads("b")


def test_building_twice_changes_nothing(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    first = build_samples(storage, at=AFTER, deadline=DEADLINE)
    heads = {}
    for _ in range(2):
        assert build_samples(storage, at=AFTER + timedelta(days=9)) == first
        with storage.open(storage.get(RepoType.DATASET, "somos-demo/salud-cercana-it")) as git:
            heads[git.resolve("main").sha] = len(git.history(git.resolve("main").sha))
    assert list(heads.values()) == [4]
    assert len(storage.people.all()) == 9


def test_a_repo_keeps_its_id_when_the_dates_move(tmp_path: Path) -> None:
    first = build_samples(SandboxStorage(tmp_path / "a"), at=AFTER, deadline=DEADLINE)
    moved = build_samples(SandboxStorage(tmp_path / "b"), at=AFTER + timedelta(days=90))
    assert [record.hub_id for record in first] == [record.hub_id for record in moved]


def test_moving_on_to_a_later_phase_adds_the_late_commits(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    build_samples(storage, at=DEADLINE - timedelta(days=3), deadline=DEADLINE)
    build_samples(storage, at=AFTER, deadline=DEADLINE)
    with storage.open(storage.get(RepoType.MODEL, "somos-demo/salud-cercana-mistral-7b")) as git:
        authors = [commit.author for commit in git.history(git.resolve("main").sha)]
    assert authors == ["librarian-bot", "fernanda"]


def test_the_good_corpus_has_every_column_and_everything_is_linked(samples: RunningHub, api: HfApi) -> None:
    files = HfFileSystem(endpoint=samples.url, token=False, skip_instance_cache=True)
    path = "datasets/somos-demo/refranero-vivo-it/data/train-00000-of-00001.parquet"
    table = pq.read_table(path, filesystem=files)
    assert table.column_names == COLUMNS
    assert table.num_rows == 12
    model = api.model_info("somos-demo/refranero-vivo-gemma-2b")
    assert model.card_data.datasets == ["somos-demo/refranero-vivo-it"]
    assert model.safetensors.total == 2_506_172_416
    space = api.space_info("somos-demo/refranero-vivo-demo")
    assert (space.models, space.datasets) == (["somos-demo/refranero-vivo-gemma-2b"], ["somos-demo/refranero-vivo-it"])


def test_scripts_have_their_own_names(api: HfApi) -> None:
    names = [item.rfilename for item in api.dataset_info("somos-demo/refranero-vivo-it").siblings]
    assert {"scripts/crear_corpus.py", "notebooks/exploracion.ipynb"} < set(names)


def test_the_careless_team_has_the_usual_slips(api: HfApi) -> None:
    assert api.get_space_runtime("somos-demo/recetas-tierra-demo").stage == "SLEEPING"
    assert api.model_info("somos-demo/recetas-tierra-modelo").card_data.base_model is None
    names = [item.rfilename for item in api.dataset_info("somos-demo/recetas-tierra").siblings]
    assert names == ["README.md", "data/train.csv"]


def test_late_commits_are_there_only_after_the_deadline(api: HfApi, tmp_path: Path) -> None:
    def late(repo_id: str, repo_type: str) -> list[str]:
        commits = api.list_repo_commits(repo_id, repo_type=repo_type)
        return [commit.authors[0] for commit in commits if commit.created_at >= DEADLINE]

    assert late("somos-demo/salud-cercana-it", "dataset") == ["fernanda", "fernanda"]
    assert late("somos-demo/salud-cercana-mistral-7b", "model") == ["librarian-bot"]
    assert late("somos-demo/refranero-vivo-it", "dataset") == []
    building = SandboxStorage(tmp_path)
    before = DEADLINE - timedelta(days=3)
    build_samples(building, at=before, deadline=DEADLINE)
    for repo_type in RepoType:
        for record in building.repos(repo_type):
            with building.open(record) as git:
                assert git.resolve("main").date < before


def test_the_members_are_the_nine_people(api: HfApi) -> None:
    names = [user.username for user in api.list_organization_members("somos-demo")]
    assert names == ["alicia", "bruno", "carla", "diego", "elena", "fernanda", "julia", "jorge", "olga"]


def test_the_models_stand_on_others_that_are_there(api: HfApi) -> None:
    for name in ("somos-demo/refranero-vivo-gemma-2b", "somos-demo/salud-cercana-mistral-7b"):
        named = api.model_info(name).card_data.base_model
        base = api.model_info(named if isinstance(named, str) else named[0])
        assert base.safetensors.total == api.model_info(name).safetensors.total
        assert base.card_data.license


def test_every_demo_has_a_page_that_answers(samples: RunningHub) -> None:
    with HubClient(endpoint=samples.url) as hub:
        for team in ("refranero-vivo", "recetas-tierra", "salud-cercana"):
            assert hub.space_answers(f"somos-demo/{team}-demo", seconds=5.0).status == 200
