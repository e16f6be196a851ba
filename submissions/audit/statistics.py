"""What was seen of a repo, in numbers: for JSON, for the page, for whoever compares. Judges nothing. Pure.

Texts of rows are left out: numbers and the commonest values only, so that what lies in a corpus does not travel on with them.
"""

from typing import Any

from submissions.audit.columns.balance import evenness
from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence
from submissions.audit.evidence import RepoEvidence
from submissions.audit.wire import to_wire

MAX_COLUMNS = 100
MAX_VALUES = 20
MAX_FILES = 50
FEW_VALUES = 60
"""A column with more values than these is free text, of which nobody asks whether it is balanced."""


def statistics(repo: RepoEvidence) -> dict[str, Any]:
    """The numbers of a repo as JSON-able dicts. A part that was not looked at, or that its type has not, is not there.

    ``files`` {total, bytes} and, where the list was cut, {listed}: how many the bytes are of; ``cards`` [{path, words, sections,
    filled_sections}]; of a dataset ``corpus`` {rows, rows_read, sampled, files, columns, repetitions, languages, overlaps, limits};
    of a model ``model`` {parameters, base_parameters, …}; of a Space ``space`` {sdk, stage, …}. Sizes are bytes, lengths characters,
    shares between 0 and 1.
    """
    parts = {
        "files": _files(repo),
        "cards": [_card(card) for card in repo.cards],
        "scripts": [_only(script, "path", "lines", "explained") for script in repo.scripts[:MAX_FILES]],
        "corpus": _corpus(repo.corpus) if repo.corpus else None,
        "model": _model(repo),
        "space": _space(repo),
    }
    return {name: part for name, part in parts.items() if part}


def _files(repo: RepoEvidence) -> dict[str, int]:
    if not repo.files_total:
        return {}
    files = {"total": repo.files_total, "bytes": sum(file.size or 0 for file in repo.files)}
    cut = repo.files_total > len(repo.files)
    return files | {"listed": len(repo.files)} if cut else files


def _card(card: Any) -> dict[str, Any]:
    return {
        "path": card.path,
        "words": card.words,
        "sections": len(card.sections),
        "filled_sections": sum(section.filled for section in card.sections),
    }


def _corpus(corpus: CorpusEvidence) -> dict[str, Any]:
    return {
        "rows": corpus.rows,
        "rows_read": corpus.rows_read,
        "sampled": corpus.sampled,
        "data_files": corpus.data_files,
        "files": [
            _only(file, "path", "config", "split", "format", "rows", "rows_read", "size")
            for file in corpus.files[:MAX_FILES]
        ],
        "columns": [_column(column) for column in corpus.columns[:MAX_COLUMNS]],
        "repetitions": [_only(one, "columns", "near", "rows", "repeated", "sampled") for one in corpus.repetitions],
        "languages": [_only(one, "declared", "detected", "rows") for one in corpus.languages],
        "language_rows": corpus.language_rows,
        "overlaps": [_only(one, "evaluation_set", "rows") for one in corpus.overlaps],
        "limits": [to_wire(one) for one in corpus.reached],
    }


def _column(column: ColumnProfile) -> dict[str, Any]:
    few = not column.more_values and len(column.values) <= FEW_VALUES
    return {
        **_only(column, "name", "type", "rows", "blanks", "distinct"),
        "lengths": to_wire(column.lengths) if column.lengths else None,
        "values": [_only(value, "value", "count") for value in column.values[:MAX_VALUES]] if few else [],
        "evenness": _evenness(column) if few else None,
    }


def _evenness(column: ColumnProfile) -> float | None:
    share = evenness(value.count for value in column.values)
    return round(share, 4) if share is not None else None


def _model(repo: RepoEvidence) -> dict[str, Any]:
    seen = {"parameters": repo.parameters, "base_parameters": repo.base_parameters, "base": repo.adapter_base}
    if repo.model is not None:
        seen |= _only(repo.model, "architectures", "library", "quantisation", "remote_code", "chat_template")
        seen["bases"] = [_only(base, "repo_id", "parameters") for base in repo.model.bases]
    return _known(seen)


def _space(repo: RepoEvidence) -> dict[str, Any]:
    seen = {"sdk": repo.sdk, "stage": repo.runtime_stage}
    if repo.space is not None:
        seen |= _known(_only(repo.space, "stage", "hardware", "answered", "status", "seconds"))
    return _known(seen)


def _known(numbers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in numbers.items() if value is not None and value != []}


def _only(thing: Any, *names: str) -> dict[str, Any]:
    return {name: to_wire(getattr(thing, name)) for name in names}
