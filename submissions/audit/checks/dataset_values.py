"""The values of a corpus's columns: are they those that the edition foresees, and how evenly do the rows spread over them."""

from collections.abc import Sequence
from typing import Any, Final

from hackathon.editions.rules import Column, ColumnRole, Severity
from hackathon.hub.types import RepoType
from submissions.audit.checks.rows import exceeds, percent, place, profiles, read_corpus, unread
from submissions.audit.columns.balance import Balance, balance
from submissions.audit.columns.tallies import Judged, counts, has_values, judged
from submissions.audit.columns.values import Match
from submissions.audit.corpus.evidence import ColumnProfile
from submissions.audit.evidence import Evidence, Part
from submissions.audit.findings import Finding, failed, not_applicable, passed, warned
from submissions.audit.registry import check

LISTED_VALUES: Final = 10
"""So many values of each column are named."""
LISTS: Final = ("list", "object")
"""Types of columns with several values in a cell."""
SHARES: Final = 12
"""So many shares of each column are told apart; the rest is told as one."""
BALANCED: Final = (ColumnRole.LANGUAGE, ColumnRole.REGISTER, ColumnRole.PERIOD, ColumnRole.DOMAIN, ColumnRole.COUNTRY)
WARNED: Final = (ColumnRole.LANGUAGE, ColumnRole.REGISTER, ColumnRole.COUNTRY)
"""Roles of which one value alone is worth a word. Most corpora are of today and about one thing: nobody need hear it."""


@check("dataset.allowed_values", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def allowed_values(evidence: Evidence) -> Finding:
    """Columns with a list or a form of values have no others.

    What is right but for its spelling is a warning, with the right one; so is what an open list does not foresee. Other
    values fail.
    """
    if read_corpus(evidence) is None:
        return unread(evidence)
    found = [(column, profile) for column, profile in profiles(evidence) if _is_judged(column, profile)]
    if not found:
        return not_applicable(why="no_columns")
    facts = [one for column, profile in found if (one := _strange(evidence, column, profile))]
    if not facts:
        return passed(columns=[profile.name for _, profile in found])
    return failed(columns=facts) if any(one["refused"] for one in facts) else warned(columns=facts)


@check("dataset.balance", applies_to=RepoType.DATASET, needs=(Part.DATA,), severity=Severity.INFORMATIVE)
def shares(evidence: Evidence) -> Finding:
    """How the rows spread over varieties, registers, periods, domains and countries, and whether one value is nearly all."""
    if read_corpus(evidence) is None:
        return unread(evidence)
    found = [(column, profile) for column, profile in profiles(evidence, *BALANCED) if profile.values]
    if not found:
        return not_applicable(why="no_columns")
    languages = evidence.rules.dataset.languages
    weighed = [(c, p, balance(counts(c, judged(c, p, languages=languages)))) for c, p in found]
    facts = [_shares(column, profile, one) for column, profile, one in weighed]
    most = evidence.rules.audit.dominant_percent
    dominated = [
        profile.name
        for column, profile, one in weighed
        if column.role in WARNED and one.dominant and exceeds(one.dominant.rows, _cells(profile), most)
    ]
    return warned(dominated=dominated, columns=facts, percent=most) if dominated else passed(columns=facts)


def _is_judged(column: Column, profile: ColumnProfile) -> bool:
    return has_values(column) and (bool(profile.values) or profile.type in LISTS)


def _strange(evidence: Evidence, column: Column, profile: ColumnProfile) -> dict[str, Any] | None:
    """What the values of a column have that its rule does not foresee, as facts; None when all is foreseen."""
    values = judged(column, profile, languages=evidence.rules.dataset.languages)
    respelt = [one for one in values if one.match == Match.NORMALISED]
    unknown_values = [one for one in values if one.match not in (Match.EXACT, Match.NORMALISED)]
    lists = profile.type in LISTS
    if not respelt and not unknown_values and not lists:
        return None
    closed = not column.open and column.role != ColumnRole.COUNTRY
    return {
        "column": profile.name,
        "asked": column.name,
        "role": column.role,
        "open": not closed,
        "refused": closed and (lists or any(one.match != Match.ODD for one in unknown_values)),
        "lists": lists,
        "allowed": list(column.values),
        "pattern": column.pattern,
        "rows": profile.rows - profile.blanks,
        "more_values": profile.more_values,
        "respelt": [_respelt(one) for one in respelt[:LISTED_VALUES]],
        "respelt_total": len(respelt),
        "respelt_rows": _rows(respelt),
        "unknown": [_unknown(one) for one in unknown_values[:LISTED_VALUES]],
        "unknown_total": len(unknown_values),
        "unknown_rows": _rows(unknown_values),
    }


def _rows(values: Sequence[Judged]) -> int:
    return sum(one.seen.count for one in values)


def _respelt(one: Judged) -> dict[str, Any]:
    return {"value": one.seen.value, "count": one.seen.count, "meant": one.judgement.meant} | _first(one)


def _unknown(one: Judged) -> dict[str, Any]:
    judgement = one.judgement
    facts = {"value": one.seen.value, "count": one.seen.count, "similar": judgement.meant}
    return facts | {"parts": judgement.parts, "why": judgement.why} | _first(one)


def _first(one: Judged) -> dict[str, Any]:
    return {"first": place(one.seen.first)} if one.seen.first else {}


def _cells(profile: ColumnProfile) -> int:
    """The rows that have a value, whether or not it is one of those listed: a cell with several values is one."""
    return profile.rows - profile.blanks


def _shares(column: Column, profile: ColumnProfile, one: Balance) -> dict[str, Any]:
    listed = one.shares[:SHARES]
    unlisted = _cells(profile) - sum(value.count for value in profile.values)
    return {
        "column": profile.name,
        "role": column.role,
        "rows": _cells(profile),
        "blanks": profile.blanks,
        "distinct": len(one.shares),
        "more_values": profile.more_values,
        "entropy": round(one.entropy, 2),
        "evenness": None if one.evenness is None else round(one.evenness, 2),
        "shares": [{"value": s.value, "rows": s.rows, "percent": percent(s.rows, _cells(profile))} for s in listed],
        "others": sum(share.rows for share in one.shares[SHARES:]) + unlisted,
    }
