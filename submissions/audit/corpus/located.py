"""Which columns of a file hold its questions, its answers and their language. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow

from hackathon.editions.rules import ColumnRole, DatasetRules
from submissions.audit.columns.locating import locate
from submissions.audit.corpus.cells import ANSWERING, ASKING, is_text


@dataclass(frozen=True, slots=True)
class Spots:
    """The names of the columns; None: there is none."""

    question: str | None = None
    answer: str | None = None
    language: str | None = None


def find_spots(names: Sequence[str], rules: DatasetRules) -> Spots:
    """Where a file's questions, answers and languages stand: under the edition's names, or others that mean the same; else in the
    turns of its chats."""
    found = locate(rules, names)

    def of(role: ColumnRole) -> str | None:
        return next((found[column.name].name for column in rules.of_role(role) if column.name in found), None)

    question, answer = of(ColumnRole.QUESTION), of(ColumnRole.ANSWER)
    if question is None and answer is None and rules.of_role(ColumnRole.QUESTION):
        question, answer = _turn(names, ASKING[0]), _turn(names, ANSWERING[0])
    return Spots(question, answer, of(ColumnRole.LANGUAGE))


def texts_in(array: pyarrow.Array | None) -> pyarrow.Array | None:
    """A column of texts, also where each is stored once; None for any other."""
    if array is None:
        return None
    kind = array.type.value_type if pyarrow.types.is_dictionary(array.type) else array.type
    return array if is_text(kind) else None


def _turn(names: Sequence[str], speaker: str) -> str | None:
    return next((name for name in names if name.endswith(f".{speaker}")), None)
