"""What of an edition's frozen results may leave the house: judges are numbers that lead to nobody. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from judging.results import Decided, Given, Material, Project, read
from judging.results.outcome import outcome

SAID: Final = frozenset({"order", "mention", "disqualify"})
"""Decisions whose reason is published with what came of it; the others may be about people."""


def published(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The frozen results with the judges numbered 1, 2, 3…, and without the names of projects that may not be published.

    The numbers are computed again from what is left, so that the archive explains itself. Judges keep their order, on which the
    last digits of estimates may depend; who has which number stays here.
    """
    material = read(payload)
    numbers = pseudonyms(material)
    shown = replace(
        material,
        projects=tuple(_project(project, numbers) for project in material.projects),
        decisions=tuple(_decided(each, numbers) for each in material.decisions),
    )
    return {**outcome(shown), "at": payload["at"], "missing": {"reviews": payload["missing"]["reviews"]}}


def pseudonyms(material: Material) -> dict[int, int]:
    """Judge → number, from 1 on, for everybody who gave a review or was decided about."""
    judges = {given.judge for project in material.projects for given in project.reviews}
    judges |= {each.judge for each in material.decisions if each.judge}
    return {judge: number for number, judge in enumerate(sorted(judges), 1)}


def _project(project: Project, numbers: Mapping[int, int]) -> Project:
    reviews = tuple(sorted((_given(given, numbers) for given in project.reviews), key=lambda given: given.judge))
    named = {} if project.shows else {"title": "", "team": ""}
    return replace(project, reviews=reviews, **named)


def _given(given: Given, numbers: Mapping[int, int]) -> Given:
    return replace(given, judge=numbers[given.judge])


def _decided(each: Decided, numbers: Mapping[int, int]) -> Decided:
    reason = each.reason if each.kind in SAID else ""
    return replace(each, judge=numbers.get(each.judge, 0), reason=reason)
