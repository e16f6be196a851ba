"""What the lists of a result file say of a task: whether it is a group, how it was asked, how often. Pure."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

from submissions.evaluation.results.values import count, mapping, text

NO_FILTER: Final = "none"
_GAIN: Final = (
    *("acc", "acc_norm", "acc_bytes", "acc_mutual_info", "acc_all", "mc1", "mc2", "em", "exact_match"),
    *("f1", "mcc", "bleu", "chrf", "chrf++", "rouge1", "rouge2", "rougeL", "likelihood"),
    *("exact", "HasAns_exact", "HasAns_f1", "NoAns_exact", "NoAns_f1", "best_exact", "best_f1"),
)
_LOSS: Final = ("ppl", "perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "ter", "brier_score")
HIGHER_IS_BETTER: Final = {**dict.fromkeys(_GAIN, True), **dict.fromkeys(_LOSS, False)}
"""For files that do not say it: the harness's own metrics, by the names of all its versions."""


def about(tree: Mapping[str, Any], section: str, task: str) -> Any:
    """What one list of the file (``versions``, ``n-shot``…) has of a task."""
    return mapping(tree.get(section)).get(task)


def groups_of(tree: Mapping[str, Any], rows: Mapping[str, Any]) -> frozenset[str]:
    """The rows that stand for several tasks: as the file's lists say, else those that indented aliases follow.

    >>> sorted(groups_of({}, {"glue": {"alias": "glue"}, "cola": {"alias": " - cola"}, "rte": {"alias": " - rte"}}))
    ['glue']
    """
    if "groups" in tree or "group_subtasks" in tree:
        children = mapping(tree.get("group_subtasks"))
        return frozenset(mapping(tree.get("groups"))) | {name for name, below in children.items() if below}
    depths = [(name, _depth(row)) for name, row in rows.items()]
    return frozenset(name for (name, depth), (_next, below) in pairwise(depths) if below > depth)


def listed(tree: Mapping[str, Any]) -> frozenset[str]:
    """All that the file's lists know as a task or a group."""
    sections = ("versions", "configs", "n-shot", "groups", "group_subtasks")
    return frozenset(name for section in sections for name in mapping(tree.get(section)))


def missing(tree: Mapping[str, Any], rows: Mapping[str, Any], groups: frozenset[str]) -> Iterator[str]:
    """Tasks that were to be run, and have no row."""
    wanted = dict.fromkeys([*mapping(tree.get("configs")), *mapping(tree.get("versions"))])
    return (task for task in wanted if task not in rows and task not in groups)


def directions(tree: Mapping[str, Any], task: str) -> dict[str, bool | None]:
    """Whether more of a metric is better: what is known of it, unless the task's configuration or the file itself says otherwise.

    None: the tasks of a group do not agree. A metric that is not there is known to nobody.

    >>> known = directions({"higher_is_better": {"t": {"mae": False}}}, "t")
    >>> known["mae"], known["perplexity"], known["acc_norm"], known.get("mi_metrica")
    (False, False, True, None)
    """
    known: dict[str, bool | None] = dict(HIGHER_IS_BETTER)
    metrics = mapping(about(tree, "configs", task)).get("metric_list")
    for one in map(mapping, metrics if isinstance(metrics, list) else []):
        if isinstance(one.get("metric"), str) and isinstance(one.get("higher_is_better"), bool):
            known[one["metric"]] = one["higher_is_better"]
    said = mapping(about(tree, "higher_is_better", task))
    return known | {metric: better if isinstance(better, bool) else None for metric, better in said.items()}


def num_fewshot(tree: Mapping[str, Any], task: str) -> int | None:
    """Of the task, else of those in the group where all agree, else of the whole run.

    >>> tree = {"n-shot": {"a": 5, "b": 5}, "group_subtasks": {"ab": ["a", "b"]}, "config": {"num_fewshot": 0}}
    >>> num_fewshot(tree, "a"), num_fewshot(tree, "ab"), num_fewshot(tree, "c")
    (5, 5, 0)
    """
    told = _told_fewshot(tree, task)
    if told is not None:
        return told
    below = about(tree, "group_subtasks", task)
    if isinstance(below, list) and below:
        shots = {_told_fewshot(tree, one) for one in below if isinstance(one, str)}
        return shots.pop() if len(shots) == 1 else None
    config = mapping(tree.get("config"))
    return count(config["num_fewshot"] if "num_fewshot" in config else tree.get("num_fewshot"))


def n_samples(tree: Mapping[str, Any], task: str, row: Mapping[str, Any], name: str) -> int | None:
    """How many questions the value of the cell ``name`` stands on; of a group, those of its tasks that have this metric."""
    answered = mapping(about(tree, "n-samples", task)).get("effective")
    told = (mapping(row.get("sample_count")).get(name), answered, row.get("sample_len"))
    return next((read for one in told if (read := count(one)) is not None), None)


def some_were_left(tree: Mapping[str, Any]) -> bool:
    """Whether fewer questions of a task were asked than there are."""
    pairs = ([count(mapping(told).get(key)) for key in ("effective", "original")] for told in _samples(tree))
    return any(asked is not None and there is not None and asked < there for asked, there in pairs)


def alias_of(row: Mapping[str, Any], task: str, *, most: int) -> str:
    """What the harness calls a row in its tables, without the indentation that shows what belongs to a group."""
    return text(row.get("alias"), most=most).lstrip(" -") or task


def _samples(tree: Mapping[str, Any]) -> Iterator[Any]:
    return iter(mapping(tree.get("n-samples")).values())


def _depth(row: object) -> int:
    alias = mapping(row).get("alias")
    return len(alias) - len(alias.lstrip(" -")) if isinstance(alias, str) else 0


def _told_fewshot(tree: Mapping[str, Any], task: str) -> int | None:
    told = count(about(tree, "n-shot", task))
    return told if told is not None else count(mapping(about(tree, "configs", task)).get("num_fewshot"))
