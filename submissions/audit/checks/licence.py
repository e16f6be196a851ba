"""The licence: is it named as the Hub names it, does the edition take it, and may it follow from those of what it was made from."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import RepoType
from submissions.audit import licences
from submissions.audit.cards.mentions import base_models, texts_of
from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.licences import LICENCES, Family, Fit, Licence, Source
from submissions.audit.registry import check

NO_YAML = ("no_front_matter", "empty_front_matter", "empty")
"""Problems of a card that surely names no licence; another may name one that nobody can read."""

_LICENCE_FILE = re.compile(r"(?:licen[sc]e|licencia|copying)(?:\.(?:md|txt))?", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\[.{0,80}\]|more information needed|todo|tbd|n/a|-+|\?+", re.IGNORECASE)
_ORIGINAL = ("original", "extended", "other", "none", "")


@check("repo.licence", needs=(Part.CARD,))
def named(evidence: Evidence) -> Finding:
    """The YAML names a licence, by the id that the Hub knows it by, and one that this edition takes."""
    repo = evidence.repo
    metadata = _metadata(repo)
    if metadata is None and repo.card and not any(map(repo.card.problem, NO_YAML)):
        return not_applicable(why="no_yaml")
    given = licences_of(metadata or {})
    if not given:
        facts = {"why": "missing", "file": _licence_file(repo), "strange": _placeholders(metadata or {})}
        return warned(**facts) if repo.repo_type == RepoType.SPACE else failed(**facts)
    strange = [one for one in given if one not in LICENCES]
    if strange:
        meant = {one[:80]: near for one in strange if (near := licences.meant(one))}
        return warned(why="not_known", given=_short(given), strange=_short(strange), meant=meant)
    allowed = allowed_licences(evidence.rules, repo.repo_type)
    if allowed and not set(given) <= set(allowed):
        return failed(why="not_allowed", given=_short(given), allowed=allowed)
    vague = _vague(repo, metadata or {}, given)
    if vague:
        return warned(why=vague, given=_short(given), missing=_unnamed(repo, metadata or {}))
    return passed(given=_short(given))


@check("licence.chain", applies_to=(RepoType.MODEL, RepoType.DATASET), needs=(Part.CARD,))
def chain(evidence: Evidence) -> Finding:
    """The licence may follow from those of the base models and the data. Where one is not known, neither is this."""
    repo = evidence.repo
    own = [_recognised(one) for one in licences_of(_metadata(repo) or {})]
    sources = list(_sources(evidence))
    if not sources:
        return not_applicable(why="no_sources")
    if not own:
        return not_applicable(why="no_licence")
    links = [_link(own, *source) for source in sources]
    worst = licences.worst(Fit(link["fit"]) for link in links)
    facts = {
        "own": [one.id[:80] for one in own],
        "links": sorted(links, key=lambda link: _ORDER.index(link["fit"]))[:LISTED],
    }
    if worst == Fit.CLASHES:
        return failed(**facts)
    if worst == Fit.UNSURE:
        return warned(**facts)
    return unknown(why="licence_unknown", **facts) if worst == Fit.UNKNOWN else passed(**facts)


_ORDER = (Fit.CLASHES, Fit.UNSURE, Fit.UNKNOWN, Fit.DISPUTED, Fit.FITS)


def licences_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The licences that a card's YAML names, whichever way they are written; placeholders are none."""
    written = texts_of(metadata.get("license")) or texts_of(metadata.get("licenses"))
    return tuple(text for text in written if not _PLACEHOLDER.fullmatch(text))


def allowed_licences(rules: EditionRules, repo_type: RepoType) -> tuple[str, ...]:
    """The licences that the edition lists for that kind of repo; none: it takes any."""
    if repo_type == RepoType.SPACE:
        return ()
    return rules.dataset.licenses if repo_type == RepoType.DATASET else rules.model.licenses


def _metadata(repo: RepoEvidence) -> Mapping[str, Any] | None:
    return repo.card.metadata if repo.card else None


def _vague(repo: RepoEvidence, metadata: Mapping[str, Any], given: tuple[str, ...]) -> str:
    """Why a licence that the Hub knows says too little all the same; empty when it says enough."""
    if "unknown" in given:
        return "unknown"
    if "cc" in given:
        return "family"
    return "unnamed" if "other" in given and _unnamed(repo, metadata) else ""


def _unnamed(repo: RepoEvidence, metadata: Mapping[str, Any]) -> list[str]:
    """What the Hub asks for beside ``other`` and is not there. A file with the text is as good as a link."""
    missing = [key for key in ("license_name", "license_link") if not texts_of(metadata.get(key))]
    return [key for key in missing if key != "license_link" or not _licence_file(repo)]


def _licence_file(repo: RepoEvidence) -> str | None:
    return next((file.path for file in repo.files if _LICENCE_FILE.fullmatch(file.path)), None)


def _placeholders(metadata: Mapping[str, Any]) -> list[str]:
    return _short(texts_of(metadata.get("license")) or texts_of(metadata.get("licenses")))


def _sources(evidence: Evidence) -> Iterator[tuple[str, Source, tuple[str, ...]]]:
    """What the repo was made from: its name, as what it went in, and its licences, empty where they are not known."""
    repo = evidence.repo
    if repo.repo_type == RepoType.DATASET:
        given = texts_of((_metadata(repo) or {}).get("source_datasets"))
        for bare in dict.fromkeys(
            name.removeprefix("extended|").removeprefix("other-").strip()[:200] for name in given
        ):
            if bare.lower() not in _ORIGINAL and bare.lower() not in repo.names:
                yield bare, Source.DATA, ()
        return
    seen = {base.repo_id.lower(): base for base in (repo.model.bases if repo.model else ())}
    for name in base_models(_metadata(repo), tags=repo.tags, adapter_base=repo.adapter_base):
        base = seen.pop(name.lower(), None)
        yield name[:200], Source.BASE, (base.license,) if base and base.license else ()
    for base in seen.values():
        yield base.repo_id, Source.BASE, (base.license,) if base.license else ()
    for corpus in evidence.project.of_kind(ArtefactKind.CORPUS):
        yield corpus.repo_id, Source.DATA, licences_of(_metadata(corpus) or {})


def _link(own: list[Licence], name: str, kind: Source, given: tuple[str, ...]) -> dict[str, Any]:
    """One link of the chain: of several licences of a source any may be chosen, of the repo's own each has to fit."""
    of_source = [_recognised(one) for one in given] or [Licence("", Family.UNKNOWN)]
    fits = [licences.worst(licences.fit(mine, theirs, kind) for mine in own) for theirs in of_source]
    fit = min(fits, key=_ORDER[::-1].index)
    chosen = of_source[fits.index(fit)]
    return {
        "repo_id": name,
        "kind": kind,
        "licence": chosen.id[:80],
        "family": chosen.family,
        "terms": chosen.terms,
        "fit": fit,
    }


def _recognised(written: str) -> Licence:
    """The licence, also where it is not written as the Hub does: that is said elsewhere."""
    return licences.licence(written if written in LICENCES else licences.meant(written) or written)


def _short(texts: tuple[str, ...] | list[str]) -> list[str]:
    return [text[:80] for text in texts[:LISTED]]
