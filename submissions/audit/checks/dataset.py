"""The corpus as a whole: can its rows be read, how many are there, do its parts add up."""

from collections.abc import Iterable
from typing import Any

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.checks.rows import OUR_LIMITS, places, read_corpus, stopped, unread
from submissions.audit.corpus.datafiles import packed_files
from submissions.audit.corpus.evidence import CorpusEvidence, CorpusFile
from submissions.audit.evidence import Evidence, Part
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check


@check("dataset.readable", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def readable(evidence: Evidence) -> Finding:
    """The corpus has data files that can be read."""
    corpus = evidence.repo.corpus
    if corpus is None:
        return unknown(why="not_looked")
    problems = [
        {"path": one.path, "code": one.code, "line": one.line, "detail": one.detail} for one in corpus.problems[:LISTED]
    ]
    if not corpus.data_files:
        return failed(why="no_data_files", packed=packed_files(evidence.repo.files)[:LISTED])
    if stopped(corpus):
        return unread(evidence)
    if not corpus.files:
        return failed(why="unreadable", problems=problems)
    facts = {"rows_read": corpus.rows_read, "files": [file.path for file in corpus.files[:LISTED]]}
    odd = any(one["code"] not in OUR_LIMITS for one in problems)
    return warned(problems=problems, **facts) if odd else passed(**facts)


@check("dataset.sampled", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.INFORMATIVE)
def sampled(evidence: Evidence) -> Finding:
    """Every row was looked at; where not, how many were and what set the limit."""
    corpus = evidence.corpus
    if not corpus.files and not stopped(corpus):
        return not_applicable(why="no_data")
    if not corpus.sampled:
        return passed(rows_read=corpus.rows_read)
    limits = [
        {"limit": one.limit, "allowed": one.allowed, "found": one.found, "path": one.path}
        for one in corpus.reached[:LISTED]
    ]
    return warned(
        rows_read=corpus.rows_read,
        rows=corpus.rows,
        files_read=len(corpus.files),
        data_files=corpus.data_files,
        limits=limits,
    )


@check("dataset.size", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.INFORMATIVE)
def size(evidence: Evidence) -> Finding:
    """The corpus has more than a handful of rows."""
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence)
    rows = max(corpus.rows or 0, corpus.rows_read)
    few = evidence.rules.audit.few_rows
    facts = {"rows": rows, "at_least": corpus.rows is None, "few": few}
    return warned(**facts) if rows < few and not corpus.sampled else passed(**facts)


@check("dataset.splits", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.RECOMMENDED)
def splits(evidence: Evidence) -> Finding:
    """Configs and splits add up: as many rows as the card says, none empty, none with another's rows or columns."""
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence)
    found = _rows_of_splits(corpus.files)
    wrong = {
        "counts": _wrong_counts(corpus, found),
        "missing": _missing_splits(corpus, found),
        "empty": [{"config": config, "split": split} for (config, split), rows in found.items() if rows == 0],
        "uneven": _uneven_configs(corpus.files),
        "shared": [
            {"config": one.config, "split": one.split, "other": one.other, "rows": one.rows} | _examples(one.examples)
            for one in corpus.split_overlaps or ()
            if one.rows
        ],
    }
    said = {name: facts[:LISTED] for name, facts in wrong.items() if facts}
    left = {"pairs_left": corpus.split_pairs_left} if corpus.split_pairs_left else {}
    if said:
        return failed(**said, **left)
    counted = [{"config": config, "split": split, "rows": rows} for (config, split), rows in found.items()]
    if corpus.declared and all(rows is None for rows in found.values()):
        return unknown(why="not_counted", splits=counted[:LISTED])
    return passed(splits=counted[:LISTED], total=len(counted), **left)


def _examples(rows: Iterable[Any]) -> dict[str, Any]:
    return {"examples": places(rows)}


def _rows_of_splits(files: Iterable[CorpusFile]) -> dict[tuple[str, str], int | None]:
    """The rows of each config's splits; None where one of its files was not counted."""
    found: dict[tuple[str, str], int | None] = {}
    for one, rows in ((one, file.rows) for file in files for one in file.splits):
        known = found.get((one.config, one.split), 0)
        found[one.config, one.split] = None if known is None or rows is None else known + rows
    return found


def _wrong_counts(corpus: CorpusEvidence, found: dict[tuple[str, str], int | None]) -> list[dict[str, Any]]:
    """Splits of which the card says another number of rows. Without every file nobody can tell."""
    if len(corpus.files) < corpus.data_files:
        return []
    pairs = ((one, found.get((one.config, one.split))) for one in corpus.declared)
    return [
        {"config": one.config, "split": one.split, "declared": one.rows, "found": rows}
        for one, rows in pairs
        if rows is not None and one.rows is not None and rows != one.rows
    ]


def _missing_splits(corpus: CorpusEvidence, found: dict[tuple[str, str], int | None]) -> list[dict[str, Any]]:
    """Splits that the card declares and no file has, though there are files of their config."""
    if len(corpus.files) < corpus.data_files:
        return []
    there = {config for config, _ in found}
    return [
        {"config": one.config, "split": one.split, "declared": one.rows}
        for one in corpus.declared
        if one.config in there and (one.config, one.split) not in found
    ]


def _uneven_configs(files: tuple[CorpusFile, ...]) -> list[dict[str, Any]]:
    """Configs whose files do not all have the same columns: the Hub cannot show them as one table."""
    uneven = []
    configs: dict[str, list[CorpusFile]] = {}
    for file in files:
        for config in dict.fromkeys(one.config for one in file.splits):
            configs.setdefault(config, []).append(file)
    for config, of_config in configs.items():
        everywhere = frozenset.intersection(*(frozenset(file.columns) for file in of_config))
        odd = [(file, sorted(set(file.columns) - everywhere)) for file in of_config]
        if any(extra for _, extra in odd):
            facts = [{"path": file.path, "columns": extra[:LISTED]} for file, extra in odd if extra]
            uneven.append({"config": config, "files": facts[:LISTED]})
    return uneven
