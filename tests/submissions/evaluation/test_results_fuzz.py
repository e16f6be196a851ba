"""Whatever somebody writes into a file: it is a run within limits, or refused. Nothing else comes out."""

import json
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.evaluation.results import NotResults, ParsedRun, parse, parse_tree
from submissions.evaluation.results.wire import rows

NAMES = st.sampled_from(
    (
        "acc",
        "acc,none",
        "acc_stderr",
        "acc_stderr,none",
        "f1,x",
        "f1_stderr,x",
        "bypass,none",
        "alias",
        "sample_len",
        "_stderr",
        ",",
        " ",
        "t",
    )
) | st.text(max_size=6)
NUMBERS = st.integers() | st.floats() | st.integers(min_value=10**30, max_value=10**40)
PLAIN = (
    st.none()
    | st.booleans()
    | NUMBERS
    | st.text(max_size=8)
    | st.sampled_from(("N/A", "nan", "0.5", "1e400", "\x00", "\ud800"))
)
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
TABLE = st.dictionaries(
    st.sampled_from(("t", "u", "g")) | st.text(max_size=5),
    st.dictionaries(NAMES, ANYTHING, max_size=4) | ANYTHING,
    max_size=4,
)
CONFIG = st.dictionaries(
    st.sampled_from(
        (
            "model",
            "model_args",
            "model_sha",
            "model_dtype",
            "batch_size",
            "batch_sizes",
            "limit",
            "num_fewshot",
            "random_seed",
        )
    ),
    ANYTHING
    | st.sampled_from(("pretrained=a/b,peft=c/d", "{", '{"pretrained": 3}', "pretrained=/x/models--a--b/snapshots/")),
)
TREES = st.fixed_dictionaries(
    {"results": TABLE | ANYTHING},
    optional={
        "groups": TABLE | ANYTHING,
        "group_subtasks": TABLE | ANYTHING,
        "configs": TABLE | ANYTHING,
        "versions": TABLE | ANYTHING,
        "n-shot": TABLE | ANYTHING,
        "n-samples": TABLE | ANYTHING,
        "higher_is_better": TABLE | ANYTHING,
        "task_hashes": ANYTHING,
        "config": CONFIG | ANYTHING,
        "date": ANYTHING,
        "model_name": ANYTHING,
        "pretty_env_info": ANYTHING | st.text(),
        "chat_template": ANYTHING,
        "total_evaluation_time_seconds": ANYTHING,
    },
)


def with_a_score(tree: dict[str, Any]) -> dict[str, Any]:
    """Mostly there is something to read, so that the rest of the tree is looked at."""
    table = tree["results"] if isinstance(tree["results"], dict) else {}
    row = table.get("t")
    return {**tree, "results": {**table, "t": {**(row if isinstance(row, dict) else {}), "f1,x": 0.5}}}


def check(run: ParsedRun) -> None:
    """All that the database and JSON ask of a run."""
    assert run.scores
    keys = [(one.task, one.filter, one.metric) for one in run.scores]
    assert len(keys) == len(set(keys))
    for one in run.scores:
        assert all(number is None or math.isfinite(number) for number in (one.value, one.stderr))
        assert all(number is None or 0 <= number < 2**31 for number in (one.num_fewshot, one.n_samples))
        assert one.task
        assert one.metric
        fits(one, task=200, alias=200, metric=100, filter=100, version=60, task_hash=64)
    fits(run, model=255, base=255, revision=64, seed=60, dtype=40, batch_size=40, hardware=200, engine_version=60)
    written = json.dumps(list(rows(run, file="x")), allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in written
    assert written.encode()  # no halves of characters


def fits(thing: Any, **most: int) -> None:
    """No text is longer than its column."""
    assert {name: len(getattr(thing, name)) for name in most if len(getattr(thing, name)) > most[name]} == {}


@given(TREES.map(with_a_score) | TREES | ANYTHING)
@settings(max_examples=150)
def test_any_tree_is_a_run_or_refused(tree: Any) -> None:
    try:
        run = parse_tree(tree, name="t")
    except NotResults:
        return
    check(run)
    again = parse(json.dumps(tree).encode())
    assert [(one.task, one.metric, one.value) for one in again.scores] == [
        (one.task, one.metric, one.value) for one in run.scores
    ]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda one: one.encode("utf-8", "surrogatepass")))
@settings(max_examples=100)
def test_any_bytes_are_a_run_or_refused(content: bytes) -> None:
    for whole in (content, b'{"results": {"t": {"acc": 1}}, ' + content):
        try:
            check(parse(whole))
        except NotResults:
            continue
