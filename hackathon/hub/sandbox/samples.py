"""An invented organisation, ``somos-demo``: four teams' repos, from exemplary to late, and the people behind them.

The texts lie in ``sample_repos/<team>/<repo type>/`` as they would in a repo (scripts end in ``.sample``, which is dropped);
``rows.csv`` beside them is the corpus.
"""

import csv
import io
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hackathon.hub.sandbox.records import EPOCH, RepoRecord, as_iso, hub_id_for
from hackathon.hub.sandbox.sample_likes import likers_of
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType

ORGANISATION = "somos-demo"
FOLDER = Path(__file__).parent / "sample_repos"
PARQUET = "data/train-00000-of-00001.parquet"
CSV = "data/train.csv"
BUILDING = timedelta(days=14)
PEOPLE = {
    "alicia": ("Alicia Robles", "write"),
    "bruno": ("Bruno Salas", "write"),
    "carla": ("Carla Montes", "write"),
    "diego": ("Diego Paredes", "write"),
    "elena": ("Elena Vidal", "write"),
    "fernanda": ("Fernanda Quispe", "write"),
    "julia": ("Julia Ferrer", "read"),
    "jorge": ("Jorge Luna", "read"),
    "olga": ("Olga Serrano", "admin"),
}


BASES = {
    "google/gemma-2b-it": ("gemma", {"BF16": 2_506_172_416}),
    "mistralai/Mistral-7B-Instruct-v0.2": ("apache-2.0", {"BF16": 7_241_732_096}),
}
"""Stand-ins for the models that the teams started from: their licence and their number of weights, without the weights."""


@dataclass(frozen=True, slots=True)
class SampleCommit:
    """A change of a repo at ``at``. ``rewrites``: the whole history becomes this one commit, as a super-squash does."""

    at: datetime
    author: str
    message: str
    files: Mapping[str, bytes]
    rewrites: bool = False


@dataclass(frozen=True, slots=True)
class SampleRepo:
    """One repo with its history, oldest commit first, and what git does not hold; ``likers`` by name, since when."""

    repo_type: RepoType
    repo_id: str
    commits: tuple[SampleCommit, ...]
    meta: Mapping[str, Any] = field(default_factory=dict)
    likers: Mapping[str, datetime] = field(default_factory=dict)


def build_samples(
    storage: SandboxStorage, *, at: datetime, deadline: datetime | None = None, life: str = ""
) -> tuple[RepoRecord, ...]:
    """Put the organisation into ``storage`` as it looks ``at`` a moment.

    A repo's ``_id`` is the same whatever the moment; in another ``life`` it has another one.
    A repo that is there already only gets the commits that it lacks, so a demo can be moved on to a later phase.

    Work begins two weeks before ``deadline`` (default: a week after ``at``) or before ``at``, whichever is earlier. Commits
    later than ``at`` do not exist yet: the late ones appear only when ``at`` lies after the deadline.
    """
    deadline = deadline or at + timedelta(days=7)
    start = min(at - timedelta(days=1), deadline) - BUILDING
    for username, (name, role) in PEOPLE.items():
        if storage.people.by_username(username) is None:
            storage.add_person(username, name=name, orgs={ORGANISATION: role})
    return tuple(_build(storage, repo, at=at, life=life) for repo in sample_repos(start=start, deadline=deadline))


def sample_repos(*, start: datetime, deadline: datetime) -> tuple[SampleRepo, ...]:
    """The four teams' repos with their whole history, the commits after the deadline included, and what they started from."""
    teams = (
        *_refranero_vivo(start),
        *_recetas_tierra(start),
        _tramites_claros(start, deadline),
        *_salud_cercana(start, deadline),
    )
    return (*(_base(name, at=start - BUILDING) for name in BASES), *(_liked(repo, deadline) for repo in teams))


def _liked(repo: SampleRepo, deadline: datetime) -> SampleRepo:
    return replace(repo, likers=likers_of(repo.repo_id, since=repo.commits[0].at, deadline=deadline))


def _build(storage: SandboxStorage, repo: SampleRepo, *, at: datetime, life: str) -> RepoRecord:
    record = storage.find(repo.repo_type, repo.repo_id)
    if record is None:
        first = repo.commits[0]
        hub_id = hub_id_for(f"{repo.repo_type}:{repo.repo_id}{life}", EPOCH)
        given: dict[str, Any] = {"hub_id": hub_id, **repo.meta}
        given |= {"author": first.author, "at": first.at, "message": first.message}
        record = storage.create_repo(repo.repo_type, repo.repo_id, first.files, **given)
    with storage.open(record) as git:
        head = git.resolve("main")
        known = {(commit.author, commit.title) for commit in git.history(head.sha)} if head else set()
    for commit in _since_rewritten(repo.commits, known):
        if commit.at <= at and (commit.author, commit.message) not in known:
            given = {"author": commit.author, "at": commit.at, "message": commit.message}
            storage.commit(repo.repo_type, record.repo_id, commit.files, orphan=commit.rewrites, **given)
    return _like(storage, repo, record, at=at)


def _like(storage: SandboxStorage, repo: SampleRepo, record: RepoRecord, *, at: datetime) -> RepoRecord:
    """Those who like it by then; who does already, does since when they did."""
    likers = {name: as_iso(since) for name, since in repo.likers.items() if since <= at} | dict(record.likers)
    if likers == record.likers:
        return record
    return storage.set_meta(repo.repo_type, record.repo_id, likers=likers)


def _since_rewritten(commits: Sequence[SampleCommit], known: Collection[tuple[str, str]]) -> Sequence[SampleCommit]:
    """Those that the repo can have: what a rewriting that it knows has swept away does not come back."""
    swept = [n for n, commit in enumerate(commits) if commit.rewrites and (commit.author, commit.message) in known]
    return commits[swept[-1] :] if swept else commits


def _base(repo_id: str, *, at: datetime) -> SampleRepo:
    """A model from which a team started, as much of it as an audit asks for."""
    license, parameters = BASES[repo_id]
    owner, _, name = repo_id.partition("/")
    card = f"---\nlicense: {license}\nlibrary_name: transformers\n---\n\n# {name}\n\nUn doble sin pesos, para la demostración.\n"
    files = {"README.md": card.encode(), "config.json": b'{"model_type": "stand-in"}\n'}
    return SampleRepo(
        RepoType.MODEL, repo_id, (SampleCommit(at, owner, "initial commit", files),), {"parameters": parameters}
    )


def _refranero_vivo(start: datetime) -> tuple[SampleRepo, ...]:
    """A complete and careful project: corpus in Parquet, model and demo, all linked."""
    team = "refranero-vivo"
    rows = _rows(team)
    data = {PARQUET: _parquet(rows)}
    readme, others = _readme_and_others(team, RepoType.DATASET)
    dataset = SampleRepo(
        RepoType.DATASET,
        f"{ORGANISATION}/{team}-it",
        (
            SampleCommit(_hours(start, 3), "alicia", "initial commit", {".gitattributes": b"*.parquet filter=lfs\n"}),
            SampleCommit(_hours(start, 30), "alicia", "Primeros refranes", {PARQUET: _parquet(rows[:6])}),
            SampleCommit(_hours(start, 75), "bruno", "Añadimos Perú, España y catalán", data | others),
            SampleCommit(_hours(start, 80), "alicia", "Dataset Card completa", readme),
        ),
    )
    weights = {"model.safetensors": tiny_safetensors({"lora_A.weight": [2, 3], "lora_B.weight": [3, 2]})}
    model = SampleRepo(
        RepoType.MODEL,
        f"{ORGANISATION}/{team}-gemma-2b",
        (
            SampleCommit(_hours(start, 90), "bruno", "Primer entrenamiento", weights),
            SampleCommit(_hours(start, 110), "bruno", "Card, scripts y evaluación", _files(team, RepoType.MODEL)),
        ),
        {"parameters": {"BF16": 2_506_172_416}},
    )
    demo = SampleRepo(
        RepoType.SPACE,
        f"{ORGANISATION}/{team}-demo",
        (SampleCommit(_hours(start, 120), "alicia", "Demo con Gradio", _files(team, RepoType.SPACE)),),
        {"stage": "RUNNING", "hardware": "t4-small", "requested_hardware": "t4-small"},
    )
    return dataset, model, demo


def _recetas_tierra(start: datetime) -> tuple[SampleRepo, ...]:
    """The usual slips: columns missing, values of their own, unfilled cards, no scripts, no base model, a demo asleep."""
    team = "recetas-tierra"
    data = {CSV: (FOLDER / team / "rows.csv").read_bytes()}
    weights = {"model.safetensors": tiny_safetensors({"weight": [4, 4]})}
    return (
        SampleRepo(
            RepoType.DATASET,
            f"{ORGANISATION}/{team}",
            (
                SampleCommit(_hours(start, 20), "carla", "Upload train.csv", data),
                SampleCommit(_hours(start, 21), "carla", "Create README.md", _files(team, RepoType.DATASET)),
            ),
        ),
        SampleRepo(
            RepoType.MODEL,
            f"{ORGANISATION}/{team}-modelo",
            (SampleCommit(_hours(start, 60), "diego", "Upload model", weights | _files(team, RepoType.MODEL)),),
            {"parameters": {"F16": 12_913_672_192}},
        ),
        SampleRepo(
            RepoType.SPACE,
            f"{ORGANISATION}/{team}-demo",
            (SampleCommit(_hours(start, 70), "diego", "Update app.py", _files(team, RepoType.SPACE)),),
            {"stage": "SLEEPING", "hardware": None},
        ),
    )


def _tramites_claros(start: datetime, deadline: datetime) -> SampleRepo:
    """A good corpus and nothing else, in CSV. After the deadline its history was rewritten, and its card with it."""
    team = "tramites-claros"
    data = {CSV: (FOLDER / team / "rows.csv").read_bytes()}
    readme, others = _readme_and_others(team, RepoType.DATASET)
    tidied = {"README.md": readme["README.md"].rstrip() + b"\n\nGracias a quienes revisaron el corpus.\n"}
    commits = (
        SampleCommit(_hours(start, 10), "elena", "Primera versión", data),
        SampleCommit(_hours(start, 48), "elena", "Script de comprobación", others),
        SampleCommit(_hours(start, 50), "elena", "Dataset Card", readme),
        SampleCommit(deadline + timedelta(hours=20), "elena", "Historia más limpia", tidied, rewrites=True),
    )
    return SampleRepo(RepoType.DATASET, f"{ORGANISATION}/{team}", commits)


def _salud_cercana(start: datetime, deadline: datetime) -> tuple[SampleRepo, ...]:
    """Good work whose corpus went on changing after the deadline; on the model only a bot did."""
    team = "salud-cercana"
    rows = _rows(team)
    readme = _files(team, RepoType.DATASET)["README.md"]
    more = readme.rstrip() + b"\n\n## Citation\n\nFernanda (2024). *Salud cercana.*\n"
    bot = _files(team, RepoType.MODEL)["README.md"].replace(
        b"license: apache-2.0", b"license: apache-2.0\ntags:\n- trl"
    )
    weights = {"model.safetensors": tiny_safetensors({"weight": [4, 2]})}
    dataset = (
        SampleCommit(
            _hours(start, 40),
            "fernanda",
            "Primera versión",
            {PARQUET: _parquet(rows[:4])} | _files(team, RepoType.DATASET),
        ),
        SampleCommit(deadline - timedelta(hours=2), "fernanda", "Más preguntas", {PARQUET: _parquet(rows[:5])}),
        SampleCommit(deadline + timedelta(hours=3), "fernanda", "Otra pregunta más", {PARQUET: _parquet(rows)}),
        SampleCommit(deadline + timedelta(days=2), "fernanda", "Añade la cita", {"README.md": more}),
    )
    model = (
        SampleCommit(_hours(start, 100), "fernanda", "Modelo y card", weights | _files(team, RepoType.MODEL)),
        SampleCommit(deadline + timedelta(hours=9), "librarian-bot", "Librarian Bot: add metadata", {"README.md": bot}),
    )
    demo = (SampleCommit(_hours(start, 130), "fernanda", "Demo", _files(team, RepoType.SPACE)),)
    return (
        SampleRepo(RepoType.DATASET, f"{ORGANISATION}/{team}-it", dataset),
        SampleRepo(
            RepoType.MODEL,
            f"{ORGANISATION}/{team}-mistral-7b",
            model,
            {"parameters": {"BF16": 7_241_732_096}},
        ),
        SampleRepo(RepoType.SPACE, f"{ORGANISATION}/{team}-demo", demo),
    )


def tiny_safetensors(shapes: Mapping[str, list[int]]) -> bytes:
    """A valid safetensors file of zeros in BF16."""
    header, offset = {}, 0
    for name, shape in shapes.items():
        end = offset + 2 * math.prod(shape)
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(offset)


def _files(team: str, repo_type: RepoType) -> dict[str, bytes]:
    folder = FOLDER / team / repo_type
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix().removesuffix(".sample"): path.read_bytes() for path in paths}


def _readme_and_others(team: str, repo_type: RepoType) -> tuple[dict[str, bytes], dict[str, bytes]]:
    others = _files(team, repo_type)
    return {"README.md": others.pop("README.md")}, others


def _rows(team: str) -> list[dict[str, str | None]]:
    with (FOLDER / team / "rows.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def _parquet(rows: list[dict[str, str | None]]) -> bytes:
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), buffer)
    return buffer.getvalue()


def _hours(start: datetime, hours: float) -> datetime:
    return start + timedelta(hours=hours)
