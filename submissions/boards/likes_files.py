"""The board of likes for other programs: CSV, JSON and Parquet, and what the API gives."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow
import pyarrow.parquet

from hackathon.editions.rules import ArtefactKind
from hackathon.spreadsheets import Table
from submissions.queries.likes import Board, LeftOutLine, ProjectLine, RepoLine, Standing

_STANDING = (
    ("rank", pyarrow.int64()),
    ("score", pyarrow.int64()),
    ("likes", pyarrow.int64()),
    ("own_likes", pyarrow.int64()),
    ("own_likes_unsure", pyarrow.bool_()),
    ("growth_7_days", pyarrow.int64()),
    ("mention", pyarrow.bool_()),
)
_PROJECT = (
    *_STANDING,
    ("project", pyarrow.string()),
    ("team", pyarrow.string()),
    *((f"likes_{kind}", pyarrow.int64()) for kind in ArtefactKind),
)
_REPO = (
    *_STANDING,
    ("repo_type", pyarrow.string()),
    ("repo_id", pyarrow.string()),
    ("kind", pyarrow.string()),
    ("projects", pyarrow.string()),
    ("late_likes", pyarrow.int64()),
    ("undated_likes", pyarrow.int64()),
    ("surety", pyarrow.string()),
)


def records(board: Board, *, by_repo: bool) -> list[dict[str, Any]]:
    """Each line as a mapping, every one with the same keys; lists are joined by semicolons."""
    return [_repo(line) for line in board.repos] if by_repo else [_project(line) for line in board.projects]


def as_table(board: Board, *, by_repo: bool) -> Table:
    """The lines for a spreadsheet."""
    names = tuple(name for name, _type in (_REPO if by_repo else _PROJECT))
    return Table("likes", names, (tuple(_cell(one[name]) for name in names) for one in records(board, by_repo=by_repo)))


def as_parquet(board: Board, *, by_repo: bool) -> bytes:
    """The lines as columns, each of one type."""
    schema = pyarrow.schema(_REPO if by_repo else _PROJECT)
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(records(board, by_repo=by_repo), schema=schema), file)
    return file.getvalue()


def as_json(board: Board) -> bytes:
    """The whole board."""
    return json.dumps(whole(board), ensure_ascii=False, indent=1).encode()


def whole(board: Board) -> dict[str, Any]:
    """All that the board tells, as the API gives it. Moments are ISO 8601 in UTC."""
    count = board.count
    return {
        "edition": board.edition.slug,
        "stage": board.stage.value,
        "counted_for": _iso(board.moment),
        "taken_at": _iso(count.taken_at) if count else None,
        "looked_at": _iso(board.looked_at),
        "own_likes_count": board.own_count,
        "late_likes": board.late,
        "undated_likes": board.undated,
        "projects": records(board, by_repo=False),
        "repos": records(board, by_repo=True),
        "left_out": [_left_out(line) for line in board.left_out],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "rank": standing.rank,
        "score": standing.score,
        "likes": standing.likes,
        "own_likes": standing.own,
        "own_likes_unsure": standing.unsure,
        "growth_7_days": standing.growth,
        "mention": standing.mentioned,
    }


def _project(line: ProjectLine) -> dict[str, Any]:
    """A project that may not be published has no name here either."""
    parts = {f"likes_{kind}": line.kinds.get(kind) for kind in ArtefactKind}
    return {**_standing(line.standing), "project": line.title or None, "team": line.team or None, **parts}


def _repo(line: RepoLine) -> dict[str, Any]:
    source = line.source
    return {
        **_standing(line.standing),
        "repo_type": line.repo_type.value,
        "repo_id": line.repo_id,
        "kind": line.kind.value,
        "projects": "; ".join(line.projects),
        "late_likes": source.late,
        "undated_likes": source.undated,
        "surety": source.surety.value if source.surety else None,
    }


def _left_out(line: LeftOutLine) -> Mapping[str, Any]:
    return {
        "repo_type": line.repo_type.value,
        "repo_id": line.repo_id,
        "why": line.why.value,
        "original": line.original or None,
        "projects": "; ".join(line.projects),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
