"""Hides what should not travel on from a stranger's repo: addresses, numbers, keys, wherever they stand in facts. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from submissions.audit.evidence import RepoEvidence
from submissions.audit.exposed.exposure import Spot, apart, hidden
from submissions.audit.exposed.numbers import number_spots
from submissions.audit.exposed.secrets import secret_spots
from submissions.audit.findings import Finding

PROSE = "README.md"
"""What facts quote is read as prose, whatever file it is from."""


_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


def masked(value: Any) -> Any:
    """``value``, a JSON-able thing, with masks in place of the secrets and personal data in its texts, keys of dicts included.

    >>> masked({"rows": [{"excerpt": "Escribe a ana.perez@universidad.edu"}], "n": 3})
    {'rows': [{'excerpt': 'Escribe a a…@universidad.edu'}], 'n': 3}
    """
    if isinstance(value, str):
        return _masked_text(value)
    if isinstance(value, Mapping):
        return {_masked_text(str(key)): masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    return value


def masked_finding(finding: Finding) -> Finding:
    """The finding with nothing in its facts that somebody left lying open."""
    return replace(finding, facts=masked(finding.facts))


def summary(repo: RepoEvidence) -> RepoEvidence:
    """What a report tells of a repo beside its findings, without any text of it: which revision, and how far the look reached."""
    corpus = repo.corpus
    if corpus is not None:
        corpus = replace(corpus, columns=(), repetitions=(), languages=(), overlaps=(), declared=(), problems=())
    return RepoEvidence(
        kind=repo.kind,
        repo_type=repo.repo_type,
        repo_id=repo.repo_id,
        status=repo.status,
        collected_at=repo.collected_at,
        unread=repo.unread,
        hub_repo_id=repo.hub_repo_id,
        sha=repo.sha,
        corpus=corpus,
    )


def _masked_text(text: str) -> str:
    for spots in (secret_spots(text, PROSE), _mails(text)):
        text = hidden(text, spots)
    return hidden(text, apart(number_spots(text)))


def _mails(text: str) -> tuple[Spot, ...]:
    """Every address, also those that authors give of themselves: they gave them to their card's readers, and not to ours."""
    return tuple(Spot(*one.span(), "email", f"{one[0][0]}…@{one[0].partition('@')[2]}") for one in _MAIL.finditer(text))
