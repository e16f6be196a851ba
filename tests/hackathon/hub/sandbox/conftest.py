"""A sandbox Hub over an empty folder, and the real client with a cache of its own."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import HfApi, close_session, constants

from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.trust import trust
from hackathon.hub.types import RepoType

CREATED = datetime(2024, 3, 8, 10, 0, tzinfo=UTC)
CARD = b"---\nlanguage: es\nlicense: cc-by-4.0\ntask_categories:\n- question-answering\n---\n# Corpus\n"


def parquet(columns: dict[str, list[str]]) -> bytes:
    """A small Parquet file."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A stale cache would hide failures: each test has an HF_HOME of its own, and connections of its own."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf" / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    yield
    close_session()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    """A running sandbox without repos."""
    with running(tmp_path / "hub") as started:
        yield started


@pytest.fixture
def api(hub: RunningHub) -> HfApi:
    """The unmodified client, as nobody in particular."""
    return HfApi(endpoint=hub.url, token=False)


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    """A bare HTTP client that follows nothing by itself."""
    with httpx2.Client(timeout=10, follow_redirects=False, verify=trust()) as client:
        yield client


@pytest.fixture
def corpus(hub: RunningHub) -> str:
    """A dataset with a card, a Parquet file and a script, in three commits an hour apart; its id."""
    storage, repo_id = hub.storage, "somos/Refranes"
    storage.create_repo(RepoType.DATASET, repo_id, {"README.md": "# nada"}, author="alicia", at=CREATED)
    rows = {"pregunta": ["¿Qué significa?"] * 500, "respuesta": ["Que llueve."] * 500}
    later = CREATED + timedelta(hours=1)
    data = {"data/train.parquet": parquet(rows), "scripts/crear.py": "print('hola')\n"}
    storage.commit(RepoType.DATASET, repo_id, data, author="bruno", at=later, message="Datos\n\nCon cuerpo")
    last = CREATED + timedelta(hours=2)
    storage.commit(RepoType.DATASET, repo_id, {"README.md": CARD}, author="alicia", at=last, message="Tarjeta")
    return repo_id
