"""The texts of a corpus: do they repeat themselves, how long are they, in which language, and are they anybody's exam."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from hackathon.editions.rules import ColumnRole, Severity
from hackathon.hub.types import RepoType
from submissions.audit.checks.rows import exceeds, percent, places, read_corpus, texts, unread
from submissions.audit.columns import varieties
from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence, LanguageSeen, Overlap, Repetition
from submissions.audit.evidence import Evidence, Part
from submissions.audit.findings import LISTED, Finding, Outcome, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check

CHANCE_ROWS: Final = 3
"""So few rows in common with an evaluation set may be chance: short questions are asked everywhere."""
EXAMPLE_TEXTS: Final = 5
SAME_ROWS: Final = 20
"""Of fewer rows nobody can tell whether nearly all say the same."""
SHORTENED: Final = 80
"""Characters to which profiles shorten values."""
IBERIAN: Final = frozenset(("es", "gl", "pt", "ca", "oc", "an", "ast", "ext", "mwl"))
"""Languages so close that no machine tells short texts of them apart."""
TOLD: Final = frozenset(("es", "ca", "eu", "gl", "oc", "an", "pt", "en", "fr", "it", "de", "qu"))
"""Declared languages that identification is trusted to know; of a smaller one it only ever finds another."""
UNDECIDED: Final = "und"


@check("dataset.repeated", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.RECOMMENDED)
def repeated(evidence: Evidence) -> Finding:
    """No more rows repeat an earlier one than the edition tolerates, and neither questions nor answers all say the same."""
    finding = _repetition(evidence, near=False, most=evidence.rules.audit.repeated_percent)
    most = evidence.rules.audit.same_percent
    same = [told for profile in texts(evidence).values() if (told := _says_the_same(profile, most)) is not None]
    if not same:
        return finding
    if finding.outcome == Outcome.FAIL:
        return replace(finding, facts={**finding.facts, "same": same})
    return warned(same=same)


@check("dataset.nearly_repeated", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.RECOMMENDED)
def nearly_repeated(evidence: Evidence) -> Finding:
    """No more rows nearly repeat an earlier one than the edition tolerates, besides those that repeat it to the letter."""
    return _repetition(evidence, near=True, most=evidence.rules.audit.nearly_repeated_percent)


@check("dataset.lengths", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.RECOMMENDED)
def lengths(evidence: Evidence) -> Finding:
    """Questions and answers are neither stubs nor books, and no answer only repeats its question."""
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence)
    measured = {role: profile for role, profile in texts(evidence).items() if profile.lengths}
    if not measured:
        return not_applicable(why="no_columns")
    facts = {"columns": [_lengths(profile) for profile in measured.values()]}
    least, most = evidence.rules.audit.short_question, evidence.rules.audit.long_text
    odd = {
        "short": [one.name for role, one in measured.items() if role == ColumnRole.QUESTION and _is_short(one, least)],
        "long": [one.name for one in measured.values() if one.lengths and one.lengths.longest > most],
        "echoes": corpus.echoes or 0,
    }
    if not any(odd.values()):
        return passed(**facts)
    return warned(**facts, **odd, rows=corpus.rows_read, examples=places(corpus.echo_rows), long_text=most)


@check("dataset.language", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.RECOMMENDED)
def language(evidence: Evidence) -> Finding:
    """Texts are in the language that their row declares, or where none does, in one of the edition's.

    Short texts, those of close languages, and those declared in a language that is hard to identify get the benefit of the doubt.
    """
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence)
    if not corpus.language_rows:
        return unknown(why="not_identified") if texts(evidence) else not_applicable(why="no_columns")
    other = sorted((one for one in corpus.languages if _is_other(evidence, one)), key=lambda one: -one.rows)
    rows = sum(one.rows for one in other)
    most = evidence.rules.audit.other_language_percent
    facts = {
        "rows": corpus.language_rows,
        "other_rows": rows,
        "percent": percent(rows, corpus.language_rows),
        "tolerated": most,
        "seen": _seen(corpus.languages),
    }
    if not exceeds(rows, corpus.language_rows, most):
        return passed(**facts)
    return failed(**facts, other=[_language(one) for one in other[:LISTED]])


@check("dataset.evaluation_overlap", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def evaluation_overlap(evidence: Evidence) -> Finding:
    """The corpus holds nothing of the sets on which the edition's models are evaluated."""
    asked = evidence.rules.dataset.evaluation_sets
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence) if asked else not_applicable(why="not_asked")
    if not asked and not corpus.evaluation_sets and not corpus.overlaps:
        return not_applicable(why="not_asked")
    found = [one for one in corpus.overlaps if one.rows]
    if found:
        facts = {"sets": [_overlap(one) for one in found[:LISTED]], "rows": corpus.rows_read}
        return failed(**facts) if any(one.rows > CHANCE_ROWS for one in found) else warned(**facts)
    if ColumnRole.QUESTION not in texts(evidence):
        return not_applicable(why="no_columns")
    missing = sorted(set(asked) - set(corpus.evaluation_sets))
    return unknown(why="sets_missing", sets=missing) if missing else passed(sets=sorted(corpus.evaluation_sets))


def _repetition(evidence: Evidence, *, near: bool, most: int) -> Finding:
    corpus = read_corpus(evidence)
    if corpus is None:
        return unread(evidence)
    measured = [_besides(corpus, one) for one in corpus.repetitions if one.near == near and one.rows]
    if not measured:
        return unknown(why="not_compared") if texts(evidence) else not_applicable(why="no_columns")
    if any(exceeds(one.repeated, one.rows, most) for one in measured if _counts(evidence, one)):
        return failed(columns=[_repeated(one) for one in measured if one.repeated], tolerated=most)
    return passed(columns=[_repeated(one) for one in measured], tolerated=most)


def _besides(corpus: CorpusEvidence, one: Repetition) -> Repetition:
    """What nearly repeats without what repeats, of which another check tells; of a sample nobody knows how much that is."""
    exact = next((other for other in corpus.repetitions if not other.near and other.columns == one.columns), None)
    if exact is None or not one.near or one.sampled:
        return one
    told = {(text.text, text.count) for text in exact.examples}
    others = tuple(text for text in one.examples if (text.text, text.count) not in told)
    return replace(one, repeated=max(one.repeated - exact.repeated, 0), examples=others)


def _counts(evidence: Evidence, one: Repetition) -> bool:
    """Answers alone may repeat: of a classification there are only a few."""
    answer = texts(evidence).get(ColumnRole.ANSWER)
    return answer is None or one.columns != (answer.name,)


def _says_the_same(profile: ColumnProfile, most: int) -> dict[str, Any] | None:
    """The value that nearly every row has, as facts. Of a long one only the beginning is known, which says nothing."""
    commonest = max(profile.values, key=lambda value: value.count, default=None)
    filled = profile.rows - profile.blanks
    if commonest is None or len(commonest.value) >= SHORTENED or filled < SAME_ROWS:
        return None
    if not exceeds(commonest.count, filled, most):
        return None
    facts = {"column": profile.name, "value": commonest.value, "count": commonest.count, "rows": filled}
    return facts | {"percent": percent(commonest.count, filled)}


def _repeated(one: Repetition) -> dict[str, Any]:
    return {
        "columns": list(one.columns),
        "rows": one.rows,
        "repeated": one.repeated,
        "percent": percent(one.repeated, one.rows),
        "sampled": one.sampled,
        "examples": [
            {"text": example.text, "count": example.count, "rows": places(example.rows)}
            for example in one.examples[:EXAMPLE_TEXTS]
        ],
    }


def _is_short(profile: ColumnProfile, least: int) -> bool:
    return profile.lengths is not None and profile.lengths.median < least


def _lengths(profile: ColumnProfile) -> dict[str, Any]:
    seen = profile.lengths
    numbers = ("shortest", "median", "p95", "longest")
    return {"column": profile.name} | {name: getattr(seen, name) for name in numbers}


def _is_other(evidence: Evidence, one: LanguageSeen) -> bool:
    """The rows are certainly in another language than they should be."""
    if one.detected == UNDECIDED:
        return False
    languages = evidence.rules.dataset.languages
    if not one.declared:
        return one.detected not in languages and not (one.detected in IBERIAN and IBERIAN & set(languages))
    variety = varieties.read(one.declared, languages)
    if variety is None or variety.language not in TOLD:
        return False
    return variety.language != one.detected and not {variety.language, one.detected} <= IBERIAN


def _language(one: LanguageSeen) -> dict[str, Any]:
    facts = {"declared": one.declared, "detected": one.detected, "rows": one.rows}
    return facts | {"examples": places(one.examples)}


def _seen(languages: Iterable[LanguageSeen]) -> list[dict[str, Any]]:
    """Rows by the language they are in, the commonest first."""
    rows: dict[str, int] = {}
    for one in languages:
        rows[one.detected] = rows.get(one.detected, 0) + one.rows
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    return [{"language": name, "rows": count} for name, count in ordered[:LISTED]]


def _overlap(one: Overlap) -> dict[str, Any]:
    return {"set": one.evaluation_set, "rows": one.rows, "examples": places(one.examples)}
