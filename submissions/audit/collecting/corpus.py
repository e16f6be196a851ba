"""A corpus: a look into the few data files that stand for it."""

from dataclasses import replace

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import RepoInfo
from submissions.audit import datafiles, tablefiles, tables
from submissions.audit.collecting.reader import Reader
from submissions.audit.evidence import FileEvidence, Part, RepoEvidence, TableEvidence


def read_corpus(reader: Reader, seen: RepoEvidence, info: RepoInfo, rules: EditionRules) -> RepoEvidence:
    """``seen`` with what its data files hold."""
    return replace(seen, table=reader.ask(Part.DATA, lambda: _table(reader, seen, info), None))


def _table(reader: Reader, seen: RepoEvidence, info: RepoInfo) -> TableEvidence:
    files = tuple(FileEvidence(file.path, file.size) for file in info.files)
    metadata = seen.card.metadata if seen.card else None
    chosen = datafiles.choose(files, metadata if isinstance(metadata, dict) else None)
    samples = [(file.path, file.config, _sample(reader, file)) for file in chosen]
    return tables.merge(samples, data_files=len(datafiles.data_files(files)))


def _sample(reader: Reader, file: datafiles.DataFile) -> tables.Sample:
    if file.path.lower().endswith(".parquet"):
        with reader.hub.open_file(
            reader.repo_id, reader.repo_type, file.path, revision=reader.revision, size=file.size
        ) as opened:
            return tablefiles.sample_parquet(file.path, opened)
    raw = reader.file(file.path, tables.MAX_BYTES)
    return tablefiles.sample_bytes(file.path, raw, truncated=len(raw) >= tables.MAX_BYTES)
