"""Frozen results as JSON: what is frozen, signed, archived and read again. Pure.

A payload is a tree of JSON values without floats, so it has one way to be written (``canonical``) and one ``digest``::

    {"format": 1,
     "edition": slug, "at": moment of the freeze,
     "rules": the rules as canonical text, "rules_digest": its SHA-256,
     "method": "mean" | "trimmed" | "model", "seed": n, "draws": n,
     "projects": [                                         in the order of their keys
       {"id", "title", "team", "team_id", "track", "artefacts": [kind], "sdgs": [n], "shows": may its name be published,
        "out": why it is out of the competition or "", "activities": {key: count}, "drafts": reviews that lacked,
        "reviews": [{"judge": id, "scores": {criterion: n}, "juror_point": bool, "stage", "counts": bool}],
        "rank": n or null, "shared": bool, "total": number or null, "earned": {activity: number}, "capped": bool,
        "reordered": why people placed it otherwise or "", "points": {"judge id": {"total", "groups", "juror_point"}},
        "row": the project's line of aggregate.Ranking, field by field, or null}],
     "tracks": [                                           one, "", unless the rules rank by track
       {"track", "projects": [id, best first], "judges": [aggregate's line of each], and each other field of the Ranking}],
     "decisions": [{"kind", "reason", "at", "order": [id], "judge", "project", "prize"}],
     "likes": [{"project", "likes", "rank", "mentioned"}],
     "awards": [{"prize": key, "project": id}],            places and mentions, as they follow from all of the above
     "missing": {"reviews": how many lacked, "reason": why it was frozen all the same}}

Exact numbers are texts "a/b" (Fractions); estimates are decimal texts with at most nine places. ``number`` reads both. Judges
are numbers (their account's key) and nothing else: who deletes their data is in no archive by name. What is under "row",
"rank", "total", "earned", "points", "tracks" and "awards" follows from the rest: ``read`` gives the material back, and
``judging.results.outcome(read(payload))`` the same values again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from hackathon.editions.parsing import dump_rules, parse_rules
from hackathon.editions.rules import ArtefactKind, EditionRules
from judging.results.material import Decided, Given, Liked, Material, Project

FORMAT: Final = 1
PLACES: Final = 9
"""Decimals of an estimate: fewer than machines agree on, more than anybody reads."""

Payload = Mapping[str, Any]


class BadPayload(ValueError):
    """What was read are no frozen results of ours."""


def canonical(payload: Payload) -> str:
    """The one way to write it.

    >>> canonical({"b": "1/2", "a": [1, None]})
    '{"a":[1,null],"b":"1/2"}'
    """
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(payload: Payload) -> str:
    """The SHA-256 of its canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()


def rules_text(rules: EditionRules) -> str:
    """The rules as the text whose SHA-256 is their digest."""
    return json.dumps(dump_rules(rules), sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value as JSON without floats: dataclasses by field, exact numbers as "a/b", estimates as decimals.

    >>> plain({"a": Fraction(3, 2), "b": (0.1 + 0.2, None, True, 3), "c": float("nan")})
    {'a': '3/2', 'b': ['0.3', None, True, 3], 'c': None}
    """
    if isinstance(value, float):  # first, for there are many: of each project the chance of each place
        return _decimal(value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return sorted(plain(part) for part in value) if isinstance(value, frozenset | set) else value


def number(text: str | int | None) -> Fraction | None:
    """The number that ``plain`` wrote; None for none.

    >>> number("3/2"), number("0.3"), number(None)
    (Fraction(3, 2), Fraction(3, 10), None)
    """
    return None if text is None else Fraction(text)


@lru_cache(maxsize=4096)  # what is counted in a thousand draws is one of a thousand numbers
def _decimal(value: float) -> str | None:
    if value != value or value in (float("inf"), float("-inf")):
        return None
    text = f"{value:.{PLACES}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_material(material: Material) -> dict[str, Any]:
    """The part of a payload that everything else follows from."""
    text = rules_text(material.rules)
    return {
        "format": FORMAT,
        "edition": material.edition,
        "rules": text,
        "rules_digest": hashlib.sha256(text.encode()).hexdigest(),
        "method": material.rules.jury.method.value,
        "seed": material.seed,
        "draws": material.draws,
        "projects": [_project(project) for project in material.projects],
        "decisions": [plain(decided) for decided in material.decisions],
        "likes": [plain(liked) for liked in material.likes],
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "id": project.key,
        "title": project.title,
        "team": project.team,
        "team_id": project.team_id,
        "track": project.track,
        "artefacts": [kind.value for kind in project.artefacts],
        "sdgs": list(project.sdgs),
        "shows": project.shows,
        "out": project.out,
        "activities": dict(project.activities),
        "drafts": project.drafts,
        "reviews": [_review(given) for given in project.reviews],
    }


def _review(given: Given) -> dict[str, Any]:
    return {
        "judge": given.judge,
        "scores": dict(given.scores),
        "juror_point": given.juror_point,
        "stage": given.stage,
        "counts": given.counts,
    }


def read(payload: Payload) -> Material:
    """The material again. ``BadPayload`` for anything else than a payload of this format."""
    try:
        if payload["format"] != FORMAT:
            raise BadPayload(f"format {payload['format']!r}")
        return Material(
            edition=payload["edition"],
            rules=read_rules(payload),
            projects=tuple(_read_project(each) for each in payload["projects"]),
            decisions=tuple(_read_decided(each) for each in payload["decisions"]),
            likes=tuple(Liked(**each) for each in payload["likes"]),
            seed=payload["seed"],
            draws=payload["draws"],
        )
    except BadPayload:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadPayload(str(error)) from error


def read_rules(payload: Payload) -> EditionRules:
    """The rules that the results were made by, whatever the edition's say now."""
    return _parse(payload["rules"])


@lru_cache(maxsize=16)
def _parse(text: str) -> EditionRules:
    return parse_rules(json.loads(text))


def _read_project(each: Mapping[str, Any]) -> Project:
    return Project(
        key=each["id"],
        title=each["title"],
        team=each["team"],
        team_id=each["team_id"],
        track=each["track"],
        artefacts=tuple(ArtefactKind(kind) for kind in each["artefacts"]),
        reviews=tuple(_read_review(review) for review in each["reviews"]),
        activities=tuple(sorted(each["activities"].items())),
        sdgs=tuple(each["sdgs"]),
        shows=each["shows"],
        out=each["out"],
        drafts=each["drafts"],
    )


def _read_review(each: Mapping[str, Any]) -> Given:
    scores = tuple(sorted(each["scores"].items()))
    return Given(each["judge"], scores, each["juror_point"], each["stage"], each["counts"])


def _read_decided(each: Mapping[str, Any]) -> Decided:
    return Decided(**{**each, "order": tuple(each["order"])})
