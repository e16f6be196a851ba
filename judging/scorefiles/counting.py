"""From the scores of a file to complete reviews in points. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from hackathon.editions.rules import RubricGroup
from judging.aggregate import Review, Sheet, cap, groups_of_track, total_of
from judging.scorefiles.reading import Read
from judging.scorefiles.rubrics import FileRubric


@dataclass(frozen=True, slots=True)
class Left:
    """A review that does not count, because it lacks scores of criteria that apply: it is a draft."""

    project: str
    judge: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The reviews that count, those ``left`` out, and the groups that do not apply to a project because nobody scored them
    (project → groups, where there are any)."""

    sheets: tuple[Sheet, ...]
    left: tuple[Left, ...] = ()
    absent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def count(found: Read, file_rubric: FileRubric) -> Counted:
    """The complete reviews in points.

    A group that nobody scored for a project does not apply to it, unless the rules say that it applies to every project; what it
    is worth then is the rules' ``absent_group``, and their caps hold. A review that lacks a criterion of a group that does apply
    is left out whole. A project's track is that of the scored groups that are for some tracks only.
    """
    scored = _scored_groups(found, file_rubric)
    sheets: list[Sheet] = []
    left: list[Left] = []
    for (project, judge), scores in found.scores.items():
        groups, whole = _applying(file_rubric, scored[project])
        missing = tuple(one.key for group in groups for one in group.criteria if one.key not in scores)
        if missing:
            left.append(Left(project, judge, missing))
        else:
            sheets.append(_sheet(project, judge, scores, file_rubric, groups, whole))
    return Counted(tuple(sheets), tuple(left), _absent(file_rubric, scored))


def _scored_groups(found: Read, file_rubric: FileRubric) -> dict[str, frozenset[str]]:
    """For each project, the groups in which somebody gave it a score."""
    group_of = {one.key: group.key for group in file_rubric.rubric.groups for one in group.criteria}
    scored: dict[str, set[str]] = defaultdict(set)
    for (project, _judge), scores in found.scores.items():
        scored[project] |= {group_of[criterion] for criterion in scores}
    return {project: frozenset(groups) for project, groups in scored.items()}


def _applying(
    file_rubric: FileRubric, scored: frozenset[str]
) -> tuple[tuple[RubricGroup, ...], tuple[RubricGroup, ...]]:
    """The groups that apply to a project, and all that could to one of its track."""
    rubric = file_rubric.rubric
    groups = tuple(group for group in rubric.groups if group.key in scored | file_rubric.always)
    return groups, groups_of_track(rubric, _track(groups)) if any(
        group.tracks for group in rubric.groups
    ) else rubric.groups


def _track(groups: Iterable[RubricGroup]) -> str:
    """The track that all groups for some tracks only have in common; "" for none."""
    tracks = [group.tracks for group in groups if group.tracks]
    return min(frozenset.intersection(*tracks), default="") if tracks else ""


def _sheet(
    project: str,
    judge: str,
    scores: Mapping[str, Fraction],
    file_rubric: FileRubric,
    groups: tuple[RubricGroup, ...],
    whole: tuple[RubricGroup, ...],
) -> Sheet:
    rubric = file_rubric.rubric
    steps = {key: value - file_rubric.low[key] + rubric.scale_min for key, value in scores.items()}
    kinds = frozenset(group.artefact for group in groups if group.artefact is not None)
    found = total_of(Review(project, judge, steps), rubric=rubric, groups=groups, whole=whole, limit=cap(rubric, kinds))
    return Sheet(project=project, judge=judge, total=found.total, groups=found.groups)


def _absent(file_rubric: FileRubric, scored: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    absent = {}
    for project, keys in scored.items():
        groups, whole = _applying(file_rubric, keys)
        lacking = tuple(group.key for group in whole if group not in groups)
        if lacking:
            absent[project] = lacking
    return absent
