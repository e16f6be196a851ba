"""The corpus: can its rows be read, and do they have the columns and values that the edition asks for."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from hackathon.editions.rules import Column
from hackathon.hub.types import RepoType
from submissions.audit.checks.shared import scripts_finding
from submissions.audit.datafiles import packed_files
from submissions.audit.evidence import ColumnEvidence, Evidence, Part, TableEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check
from submissions.audit.texts import near_misses, similar, squeezed

LISTED_VALUES = 10  # of each column
NO_DATA = "no_readable_data_files"


@check("dataset.readable", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def readable(evidence: Evidence) -> Finding:
    """The corpus has data files that can be read."""
    table = evidence.dataset
    problems = [{"path": one.path, "code": one.code, "line": one.line} for one in table.problems[:LISTED]]
    if not table.data_files:
        return failed(why="no_data_files", packed=packed_files(evidence.repo.files)[:LISTED])
    if not table.files:
        return failed(why="nothing_readable", problems=problems)
    facts = {"rows_read": sum(file.rows_read for file in table.files), "files": [file.path for file in table.files]}
    if any(problem.code != "column_not_read" for problem in table.problems):
        return warned(why="problems", problems=problems, **facts)
    return passed(**facts)


@check("dataset.required_columns", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def required_columns(evidence: Evidence) -> Finding:
    """The corpus has every column that this edition asks for, in every one of its files."""
    table = evidence.dataset
    if table.columns is None:
        return unknown(why=NO_DATA)
    required = evidence.rules.dataset.required_columns
    missing = sorted(required - table.columns)
    if not missing:
        return passed(columns=sorted(required))
    spare = sorted({column.name for column in table.fields} - required)
    return failed(
        missing=missing,
        similar=near_misses(missing, spare),
        only_in=_only_in(table, missing),
        columns=sorted(table.columns)[:LISTED],
    )


@check("dataset.blank_values", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def blank_values(evidence: Evidence) -> Finding:
    """Columns that must say something in each row do."""
    if evidence.dataset.columns is None:
        return unknown(why=NO_DATA)
    asked = [column for column in evidence.rules.dataset.columns if column.required and not column.nullable]
    found = [field for column in asked if (field := evidence.dataset.field(column.name)) and field.rows]
    blank = [{"column": field.name, "blanks": field.blanks, "rows": field.rows} for field in found if field.blanks]
    if not found:
        return not_applicable(why="no_columns")
    if not blank:
        return passed(columns=[field.name for field in found])
    wholly = any(field.blanks == field.rows for field in found)
    return failed(columns=blank) if wholly else warned(columns=blank)


@check("dataset.allowed_values", applies_to=RepoType.DATASET, needs=(Part.DATA,))
def allowed_values(evidence: Evidence) -> Finding:
    """Columns with a list of values have no others. Other values fail a closed list and are reported for an open one."""
    if evidence.dataset.columns is None:
        return unknown(why=NO_DATA)
    ruled = [column for column in evidence.rules.dataset.columns if column.values or column.pattern]
    found = [(column, field) for column in ruled if (field := evidence.dataset.field(column.name))]
    if not found:
        return not_applicable(why="no_columns")
    strange = [facts for column, field in found if (facts := strange_values(column, field))]
    if not strange:
        return passed(columns=[column.name for column, _ in found])
    return failed(columns=strange) if any(not facts["open"] for facts in strange) else warned(columns=strange)


@check("dataset.scripts", applies_to=RepoType.DATASET)
def scripts(evidence: Evidence) -> Finding:
    """The scripts or notebooks that made the corpus lie in its repo."""
    return scripts_finding(evidence.repo, evidence.rules.dataset.script_suffixes)


def strange_values(column: Column, field: ColumnEvidence) -> dict[str, Any] | None:
    """What the values of a column have that its rule does not foresee, as facts; None when all is foreseen."""
    strange = [counted for counted in field.values if not is_allowed(column, counted.value)]
    if not strange:
        return None
    return {
        "column": column.name,
        "open": column.open,
        "allowed": list(column.values),
        "pattern": column.pattern,
        "unknown": [
            {"value": one.value, "count": one.count, "similar": suggestion(column, one.value)}
            for one in strange[:LISTED_VALUES]
        ],
        "unknown_total": len(strange),
        "rows": sum(one.count for one in strange),
    }


def is_allowed(column: Column, value: str) -> bool:
    """True for a listed value, one with a suffix where the column takes subvalues, or one of the column's form.

    ``literatura_poesia`` is allowed where ``literatura`` is listed and subvalues are taken.
    """
    value = unicodedata.normalize("NFC", value)
    allowed = tuple(unicodedata.normalize("NFC", one) for one in column.values)
    if value in allowed or (column.subvalues and value.startswith(tuple(f"{one}_" for one in allowed))):
        return True
    return bool(column.pattern) and re.fullmatch(column.pattern, value) is not None


def suggestion(column: Column, value: str) -> str | None:
    """What was probably meant by ``value``: a listed one, or the same written in the form asked for (es-MX → es_mx)."""
    near = similar(value, column.values)
    if near and squeezed(near)[:1] == squeezed(value)[:1]:
        return near
    rewritten = re.sub(r"[\s-]+", "_", value.strip())
    spellings = (rewritten, rewritten.lower(), rewritten.upper(), _language_and_country(rewritten))
    return next((one for one in spellings if one != value and is_allowed(column, one)), None)


def _language_and_country(value: str) -> str:
    language, _, country = value.partition("_")
    return f"{language.lower()}_{country.upper()}" if country else language.lower()


def _only_in(table: TableEvidence, missing: Iterable[str]) -> dict[str, list[str]]:
    """Columns that some of the files have and others do not."""
    having = {name: [file.path for file in table.files if name in file.columns] for name in missing}
    return {name: paths[:LISTED] for name, paths in having.items() if paths}
