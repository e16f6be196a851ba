"""A corpus: a look into all its rows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import BinaryIO

import numpy

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import RepoInfo
from submissions.audit.collecting.reader import Reader
from submissions.audit.corpus import datafiles
from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.corpus.profiling import DEFAULT_LIMITS, profile
from submissions.audit.evidence import FileEvidence, Part, RepoEvidence

EvaluationSets = Mapping[str, numpy.ndarray]
Profile = Callable[..., CorpusEvidence]


def read_corpus(
    reader: Reader,
    seen: RepoEvidence,
    info: RepoInfo,
    rules: EditionRules,
    evaluation_sets: EvaluationSets | None = None,
    profile: Profile = profile,
) -> RepoEvidence:
    """``seen`` with what its data files hold. ``evaluation_sets``: fingerprints of questions that no corpus may contain.

    ``profile`` reads the rows; ``submissions.audit.apart.profile_apart`` does so in a process of its own.
    """
    look = partial(_look, reader, seen, info, rules, evaluation_sets, profile)
    return replace(seen, corpus=reader.ask(Part.DATA, look, None))


def _look(
    reader: Reader,
    seen: RepoEvidence,
    info: RepoInfo,
    rules: EditionRules,
    evaluation_sets: EvaluationSets | None,
    read_rows: Profile,
) -> CorpusEvidence:
    metadata = seen.card.metadata if seen.card and isinstance(seen.card.metadata, Mapping) else None
    files = datafiles.choose(tuple(FileEvidence(file.path, file.size) for file in info.files), metadata)
    read_rows = read_rows if files else profile  # of nothing there is nothing to be afraid of
    return read_rows(files, opener=partial(_open, reader), rules=rules, card=metadata, evaluation_sets=evaluation_sets)


def _open(reader: Reader, path: str, size: int | None) -> BinaryIO:
    return reader.hub.open_file(
        reader.repo_id, reader.repo_type, path, revision=reader.revision, size=size, max_bytes=DEFAULT_LIMITS.bytes
    )
