"""From the material of an edition to its payload: who has which place, by which numbers, and who wins what. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from statistics import mean
from typing import Any

from hackathon.editions.rules import Audience, MentionBy, Prize
from judging import aggregate
from judging.aggregate import Ranking, ReviewTotal, Sheet, rank
from judging.results import deciding
from judging.results.material import Given, Material, Project, earned, totals
from judging.results.payload import plain, write_material

Totals = Mapping[int, Sequence[tuple[Given, ReviewTotal]]]


def outcome(material: Material) -> dict[str, Any]:
    """The payload of the material, without the moment and what lacks: a freeze adds those."""
    given = {project.key: totals(material, project) for project in material.projects}
    payload = write_material(material)
    places: dict[int, dict[str, Any]] = {}
    payload["tracks"] = [_track(material, track, given, places) for track in _tracks(material)]
    for each, project in zip(payload["projects"], material.projects, strict=True):
        each |= _UNPLACED | places.get(project.key, {})
        each["earned"] = plain(earned(material, project))
        each["points"] = {str(review.judge): plain(total) for review, total in given[project.key]}
    payload["awards"] = _awards(material, given, places)
    return payload


_UNPLACED = {"rank": None, "shared": False, "total": None, "capped": False, "reordered": "", "row": None}


def ranking(material: Material, projects: Sequence[Project], given: Totals) -> Ranking:
    """The jury's ranking of these projects. What a project earned outside the jury counts in each of its reviews: that moves
    its total by as much, and nothing else."""
    sheets = [_sheet(material, project, *each) for project in projects for each in given[project.key]]
    return rank(
        sheets,
        method=material.rules.jury.method,
        ties=material.rules.jury.ties,
        boundaries=aggregate.boundaries(material.rules),
        seed=material.seed,
        draws=material.draws,
        most=_most(material),
        projects=[project.key for project in projects],
    )


def _most(material: Material) -> Fraction | None:
    """The stated maximum of a total, where there is one."""
    most = material.rules.rubric.maximum
    return None if most is None else aggregate.exact(most)


def _sheet(material: Material, project: Project, given: Given, total: ReviewTotal) -> Sheet:
    extra = sum(earned(material, project).values(), Fraction(0))
    return Sheet(project=project.key, judge=given.judge, total=total.total + extra, groups=total.groups)


def _tracks(material: Material) -> list[str]:
    if not material.rules.jury.by_track:
        return [""]
    named = [track.key for track in material.rules.jury.tracks]
    others = {project.track for project in material.competing} - set(named)
    return [track for track in [*named, *sorted(others)] if any(each.track == track for each in material.competing)]


def _track(material: Material, track: str, given: Totals, places: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """A track's part of the payload; each project's place is put into ``places``."""
    by_track = material.rules.jury.by_track
    projects = [each for each in material.competing if not by_track or each.track == track]
    found = ranking(material, projects, given)
    placed = deciding.placed(found, material.decisions, ties=material.rules.jury.ties)
    for each in placed:
        places[each.row.project] = {
            "rank": each.rank,
            "shared": each.shared,
            "total": plain(each.row.total),
            "capped": each.row.capped,
            "reordered": each.reason,
            "row": plain(each.row),
        }
    facts = plain({field.name: getattr(found, field.name) for field in fields(found) if field.name != "projects"})
    ranked = [each.row.project for each in placed]
    return facts | {"track": track, "projects": [*ranked, *(each.key for each in projects if each.key not in ranked)]}


def _awards(material: Material, given: Totals, places: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    won = ((prize, key) for prize in material.rules.prizes for key in _winners(material, prize, given, places))
    return [{"prize": prize.key, "project": key} for prize, key in won]


def _winners(material: Material, prize: Prize, given: Totals, places: Mapping[int, Mapping[str, Any]]) -> list[int]:
    competing = [project.key for project in material.competing]
    if prize.audience == Audience.PLACE:
        return [key for key in competing if prize.place and places.get(key, {}).get("rank") == prize.place]
    if prize.audience != Audience.MENTION:
        return []
    if prize.by is MentionBy.LIKES:
        return [liked.project for liked in material.likes if liked.mentioned and liked.project in competing]
    if prize.by is MentionBy.GROUP:
        return _best_of_group(prize.group, competing, given)
    given_by_jury = (each for each in material.decisions if each.kind == "mention" and each.prize == prize.key)
    return [each.project for each in given_by_jury if each.project in competing]


def _best_of_group(group: str, competing: Sequence[int], given: Totals) -> list[int]:
    """Who has the highest mean of a group's points; several when they are equal."""
    means = {
        key: mean(total.groups[group] for _, total in given[key])
        for key in competing
        if given[key] and all(group in total.groups for _, total in given[key])
    }
    best = max(means.values(), default=None)
    return [key for key, value in means.items() if value == best]
