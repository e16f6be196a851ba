"""Repos that were typed in the wrong field: which, and the form's content with each where it belongs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hackathon.editions.rules import ArtefactKind, SubmissionRules
from submissions.validators import Code, EntryProblem, split_addresses

Content = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Correction:
    """An address that belongs in another field of the form."""

    address: str
    wrong: ArtefactKind
    right: ArtefactKind


def corrections(problems: Iterable[EntryProblem], *, rules: SubmissionRules) -> tuple[Correction, ...]:
    """Where those of ``problems`` belong that are of a type that the edition asks for."""
    fields = {artefact.repo_type: artefact.kind for artefact in reversed(rules.artefacts)}
    return tuple(
        Correction(problem.address, problem.kind, fields[problem.found])
        for problem in problems
        if problem.code == Code.WRONG_TYPE and problem.kind is not None and problem.found in fields
    )


def corrected(content: Content, corrections: Iterable[Correction]) -> dict[str, str | list[str]]:
    """The content with each address where it belongs."""
    moved = dict(content)
    for correction in corrections:
        left = [line for line in _lines(moved, correction.wrong) if line != correction.address]
        moved[correction.wrong.value] = "\n".join(left)
        moved[correction.right.value] = "\n".join(dict.fromkeys([*_lines(moved, correction.right), correction.address]))
    return moved


def with_room(
    corrections: tuple[Correction, ...], *, content: Content, rules: SubmissionRules
) -> tuple[Correction, ...]:
    """The corrections, or none where a field would then hold more than it takes: which one goes is for people to say."""
    then = corrected(content, corrections)
    full = any(len(_lines(then, artefact.kind)) > artefact.max_count for artefact in rules.artefacts)
    return () if full else corrections


def _lines(content: Content, kind: ArtefactKind) -> tuple[str, ...]:
    value = content.get(kind.value, "")
    return split_addresses(value) if isinstance(value, str) else ()
