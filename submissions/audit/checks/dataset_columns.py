"""The columns of a corpus: those that the edition asks for, what they leave blank, and what the corpus is called."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hackathon.editions.rules import ArtefactKind, Column, ColumnRole, ColumnWhen, Severity
from hackathon.hub.types import RepoType
from submissions.audit.checks.rows import EXAMPLES, located, places, profiles, read_corpus, unread
from submissions.audit.columns.locating import Located, Shape, chats, is_index, locate, preferences, shape
from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence
from submissions.audit.corpus.origins import Origin, origin
from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check

CLASSIC: Final = (Shape.SINGLE, Shape.OTHER)
"""Shapes of a corpus that was not made of questions and answers."""


@check("dataset.required_columns", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def required_columns(evidence: Evidence) -> Finding:
    """The corpus has every column that this edition asks for, in every one of its files."""
    corpus = evidence.corpus
    required = evidence.rules.dataset.required_columns
    missing = sorted(required - (corpus.shared_columns or frozenset()))
    if corpus.files and not missing:
        return passed(columns=sorted(required))
    if read_corpus(evidence) is None:  # then a header, too, may be cut off
        return unread(evidence)
    names = [column.name for column in corpus.columns]
    found = located(evidence)
    return failed(
        missing=missing,
        similar=_in_other_files(evidence, missing) | _other_names(missing, found),
        nested=_nested(missing, found),
        only_in=_only_in(corpus, missing),
        columns=sorted(names)[:LISTED],
        shape=shape(evidence.rules.dataset, corpus),
        chats=chats(names)[:LISTED],
        texts=[name for name in names if not is_index(name)][:LISTED],
        question=_named(evidence, ColumnRole.QUESTION),
        answer=_named(evidence, ColumnRole.ANSWER),
    )


@check("dataset.provenance", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def provenance(evidence: Evidence) -> Finding:
    """A corpus that was taken from elsewhere, or that a model wrote, has the columns that say so, where the edition asks for them."""
    asked = [one for one in evidence.rules.dataset.columns if one.required and one.when != ColumnWhen.ALWAYS]
    if not asked:
        return not_applicable(why="not_asked")
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence)
    come = origin(evidence.repo)
    lacking = [one for one in asked if not _says_something(corpus, one)]
    if not lacking:
        return passed(columns=[one.name for one in asked])
    known = [(one, come.applies(one.when)) for one in lacking]
    if any(applies for _, applies in known):
        return _lacks(evidence, come, [one for one, applies in known if applies])
    if any(applies is None for _, applies in known):
        return unknown(why="origin_unknown", columns=[one.name for one, applies in known if applies is None])
    return not_applicable(why="made_by_people", signs=come.signs[:LISTED])


@check("dataset.blank_values", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def blank_values(evidence: Evidence) -> Finding:
    """Columns that must say something in each row do."""
    if read_corpus(evidence) is None:
        return unread(evidence)
    found = [(column, profile) for column, profile in profiles(evidence) if _must_be_filled(column) and profile.rows]
    if not found:
        return not_applicable(why="no_columns")
    blank = [_blanks(profile) for _, profile in found if profile.blanks]
    if not blank:
        return passed(columns=[profile.name for _, profile in found])
    wholly = any(profile.blanks == profile.rows for _, profile in found)
    return failed(columns=blank) if wholly else warned(columns=blank)


@check("dataset.naming", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.RECOMMENDED)
def naming(evidence: Evidence) -> Finding:
    """The end of a corpus's name says whether it is made of instructions or of preferences, as the edition recommends.

    Only where that tells it from another: a corpus of instructions alone may be called anything.
    """
    rules = evidence.rules.dataset
    if not (rules.instructions_suffix or rules.preferences_suffix):
        return not_applicable(why="not_asked")
    if read_corpus(evidence) is None:
        return unread(evidence)
    for judge in (_preferences_named, _instructions_named, _told_from_classic):
        finding = judge(evidence)
        if finding is not None:
            return finding
    return passed(name=_name(evidence.repo))


def _must_be_filled(column: Column) -> bool:
    return column.required and not column.nullable and column.when == ColumnWhen.ALWAYS


def _blanks(profile: ColumnProfile) -> dict[str, Any]:
    return {
        "column": profile.name,
        "blanks": profile.blanks,
        "rows": profile.rows,
        "examples": places(profile.blank_rows[:EXAMPLES]),
    }


def _other_names(missing: Iterable[str], found: Mapping[str, Located]) -> dict[str, str]:
    """Under which other name each missing column seems to be there."""
    return {name: found[name].name for name in missing if name in found and not found[name].is_called_so}


def _in_other_files(evidence: Evidence, missing: Iterable[str]) -> dict[str, str]:
    """Columns that some of the files have, and under which name another file seems to have it. What stands beside the column
    itself in a file is something else."""
    corpus, near = evidence.corpus, dict[str, str]()
    for name in _only_in(corpus, missing):
        beside = {other for file in corpus.files if name in file.columns for other in file.columns}
        for file in corpus.files:
            others = [other for other in file.columns if other not in beside]
            near |= {} if name in near else _other_names([name], locate(evidence.rules.dataset, others))
    return near


def _nested(missing: Iterable[str], found: Mapping[str, Located]) -> list[str]:
    return [name for name in _other_names(missing, found).values() if "." in name or "/" in name]


def _only_in(corpus: CorpusEvidence, missing: Iterable[str]) -> dict[str, list[str]]:
    """Columns that some of the files have and others do not."""
    having = {name: [file.path for file in corpus.files if name in file.columns] for name in missing}
    return {name: paths[:LISTED] for name, paths in having.items() if paths}


def _named(evidence: Evidence, role: ColumnRole) -> str:
    """What the edition calls the column with that role."""
    return next((column.name for column in evidence.rules.dataset.of_role(role)), "")


def _says_something(corpus: CorpusEvidence, column: Column) -> bool:
    profile = corpus.column(column.name)
    return profile is not None and profile.blanks < profile.rows


def _lacks(evidence: Evidence, come: Origin, columns: Iterable[Column]) -> Finding:
    missing = [{"column": one.name, "when": one.when, "description": one.description} for one in columns]
    spoken = [{**one, "description": dict(one["description"].translations)} for one in missing]
    names = [one["column"] for one in spoken]
    return failed(missing=spoken, similar=_other_names(names, located(evidence)), signs=come.signs[:LISTED])


def _name(repo: RepoEvidence) -> str:
    return (repo.hub_repo_id or repo.repo_id).split("/")[-1]


def _ends(name: str, suffix: str) -> bool:
    """Whether a name ends like that, whatever sign stands before: ``-it``, ``_it``."""
    return bool(suffix) and name.lower().endswith(tuple(f"{sign}{suffix[1:].lower()}" for sign in "-_."))


def _preferences_named(evidence: Evidence) -> Finding | None:
    suffix, name = evidence.rules.dataset.preferences_suffix, _name(evidence.repo)
    has = preferences(column.name for column in evidence.corpus.columns)
    if not suffix or has == _ends(name, suffix):
        return None if not has else passed(name=name)
    if has:
        return warned(why="preferences", name=name, suffix=suffix, suggested=name + suffix)
    return warned(why="no_preferences", name=name, suffix=suffix)


def _instructions_named(evidence: Evidence) -> Finding | None:
    suffix, name = evidence.rules.dataset.instructions_suffix, _name(evidence.repo)
    if not _ends(name, suffix):
        return None
    classic = shape(evidence.rules.dataset, evidence.corpus) in CLASSIC
    return warned(why="no_instructions", name=name, suffix=suffix) if classic else passed(name=name)


def _told_from_classic(evidence: Evidence) -> Finding | None:
    """A corpus of instructions beside the classic one that it was made of takes that one's name and the suffix."""
    rules = evidence.rules.dataset
    if not rules.instructions_suffix or shape(rules, evidence.corpus) in CLASSIC:
        return None
    corpora = evidence.project.of_kind(ArtefactKind.CORPUS)
    classic = [repo for repo in corpora if repo.corpus and shape(rules, repo.corpus) in CLASSIC]
    if not classic:
        return None
    suggested = _name(classic[0]) + rules.instructions_suffix
    facts = {"name": _name(evidence.repo), "suffix": rules.instructions_suffix, "suggested": suggested}
    return warned(why="classic", classic=_name(classic[0]), **facts)
