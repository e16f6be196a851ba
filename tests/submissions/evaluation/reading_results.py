"""Made-up result files of the harness, read; and what came of it, short enough to compare."""

import json
from typing import Any

import pytest

from submissions.evaluation.results import (
    Left,
    NotResults,
    ParsedRun,
    Refusal,
    parse,
)

SHA = "0123456789abcdef0123456789abcdef01234567"


def read(tree: Any) -> ParsedRun:
    return parse(json.dumps(tree).encode(), name="results.json")


def results(rows_: dict[str, Any], **beside: Any) -> ParsedRun:
    return read({"results": rows_, **beside})


def refused(content: bytes) -> tuple[Refusal, dict[str, Any]]:
    with pytest.raises(NotResults) as raised:
        parse(content, name="results.json")
    return raised.value.code, raised.value.facts


def scores(run: ParsedRun) -> list[tuple[str, str, str, float | None, float | None]]:
    return [(one.task, one.metric, one.filter, one.value, one.stderr) for one in run.scores]


def left(run: ParsedRun) -> list[tuple[Left, str, str]]:
    return [(one.code, one.task, one.metric) for one in run.skipped if one.code != Left.MODEL_UNKNOWN]


def model(**config: Any) -> tuple[str, bool, str, str]:
    run = results({"t": {"acc": 1}}, config=config)
    return run.model, run.model_is_repo, run.revision, run.base
