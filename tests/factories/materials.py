"""What results are made of, in memory: a small jury of the shipped rules."""

from dataclasses import replace
from typing import Any

from hackathon.editions.rules import ArtefactKind, Method
from judging.results import Decided, Given, Liked, Material, Project, outcome
from tests.factories.editions import base_rules

CORPUS, DEMO = ArtefactKind.CORPUS, ArtefactKind.DEMO
JUDGES = (41, 7, 19, 88)


def material(method: Method = Method.MODEL, **changes: Any) -> Material:
    """Six projects with three reviews each of four judges, likes and decisions; ``changes`` replace fields."""
    rules = replace(base_rules(), jury=replace(base_rules().jury, method=method))
    projects = tuple(_project(number) for number in range(1, 7))
    plain = Material(
        edition="demo",
        rules=rules,
        projects=projects,
        decisions=(
            Decided("note", "Hablamos con Ana.", "2026-03-04T15:30:00+00:00"),
            Decided("mention", "Por sus datos.", "2026-03-04T15:31:00+00:00", project=3, prize="data"),
        ),
        likes=(Liked(1, 12, 1, True), Liked(2, 3, 2, False)),
        draws=20,
    )
    return replace(plain, **changes)


def payload(found: Material) -> dict[str, Any]:
    """What is frozen of it."""
    return {**outcome(found), "at": "2026-03-05T10:00:00+00:00", "missing": {"reviews": 0, "reason": "Nadie más."}}


def _project(number: int) -> Project:
    judges = sorted(JUDGES[(number + step) % 4] for step in range(3))
    return Project(
        key=number,
        title=f"Proyecto {number}",
        team=f"Equipo {number}",
        team_id=100 + number,
        track="",
        artefacts=(CORPUS, DEMO),
        reviews=tuple(_given(number, judge) for judge in judges),
        sdgs=(4,),
    )


def _given(number: int, judge: int) -> Given:
    rubric = base_rules().rubric
    steps = rubric.scale_max - rubric.scale_min + 1
    scores = [
        (criterion.key, rubric.scale_min + (number * 3 + judge * (place + 1)) % steps)
        for place, criterion in enumerate(rubric.criteria)
    ]
    return Given(judge, tuple(sorted(scores)), juror_point=False)
