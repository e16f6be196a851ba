"""Whether an archive is what its edition signed, and whether its numbers follow from its reviews. Pure: no database, no network."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from judging.archive.faults import BadArchive, Fault
from judging.archive.manifest import parsed, unpack
from judging.archive.program import program
from judging.results import BadPayload, Material, read
from judging.results.outcome import outcome

RESULTS: Final = "results.json"
MAX_DIFFERENCES: Final = 200
MAX_DRAWS, MAX_PROJECTS, MAX_REVIEWS = 100_000, 5_000, 100_000
BIGGEST: Final = 2**63
FREE: Final = frozenset({"at", "missing"})
"""What of the results follows from nothing: when they were frozen, and what lacked then."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that does not follow. ``project``: whose it is (None: of no one project), ``title`` what it is called; ``path``
    where it stands; ``said`` what the archive says, ``found`` what follows from its reviews, as JSON values."""

    project: int | None
    title: str
    path: str
    said: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and all that is wrong. ``compared``: a key was given from elsewhere, so it tells who signed.
    ``same_program``: what made the archive counts as this does; where it does not, numbers may differ for that reason."""

    edition: str
    key: str
    compared: bool
    same_program: bool
    files: int
    projects: int
    reviews: int
    faults: tuple[BadArchive, ...]
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and not self.differences


def verify(content: bytes, *, key: str = "") -> Verification:
    """Check an archive: its files, its signature, and every number of its results from the reviews in it.

    Raises BadArchive where it cannot even be read.
    """
    manifest, files, faults = unpack(content, key=key)
    if RESULTS not in files:
        raise BadArchive(Fault.MISSING, RESULTS)
    payload = parsed(files[RESULTS], RESULTS)
    material, again = _computed(payload)
    if material.edition != manifest["edition"]:
        faults.append(BadArchive(Fault.MANIFEST))
    return Verification(
        edition=material.edition,
        key=manifest["key"],
        compared=bool(key),
        same_program=manifest["program"] == program(),
        files=len(files),
        projects=len(material.projects),
        reviews=sum(len(project.reviews) for project in material.projects),
        faults=tuple(faults),
        differences=tuple(differences(payload, again)),
    )


def differences(payload: Mapping[str, Any], again: Mapping[str, Any]) -> list[Difference]:
    """Where the results say something else than what follows from them, the first ``MAX_DIFFERENCES``."""
    said = {name: value for name, value in payload.items() if name not in FREE}
    found = []
    for path, one, other in _apart(said, again, ()):
        found.append(_difference(payload, path, one, other))
        if len(found) == MAX_DIFFERENCES:
            break
    return found


def _computed(payload: Any) -> tuple[Material, dict[str, Any]]:
    """The material, and what follows from it. Strangers write archives: whatever breaks on one is its own fault."""
    try:
        material = read(payload)
        _must_be_bearable(material)
        return material, outcome(material)
    except BadArchive:
        raise
    except (BadPayload, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise BadArchive(Fault.RESULTS, RESULTS) from error


def _must_be_bearable(material: Material) -> None:
    """No more work than an edition of ours is, and only whole numbers where numbers are."""
    rubric = material.rules.rubric
    scale = {criterion.key: range(rubric.scale_min, rubric.top(criterion) + 1) for criterion in rubric.criteria}
    given = [review for project in material.projects for review in project.reviews]
    scores = [(key, value) for review in given for key, value in review.scores]
    whole = [material.seed, material.draws, *(project.key for project in material.projects)]
    whole += [review.judge for review in given] + [value for _key, value in scores]
    sound = (
        all(type(number) is int and abs(number) < BIGGEST for number in whole)
        and 0 < material.draws <= MAX_DRAWS
        and len(material.projects) <= MAX_PROJECTS
        and len(given) <= MAX_REVIEWS
        and all(value in scale.get(key, (value,)) for key, value in scores)
    )
    if not sound:
        raise BadArchive(Fault.RESULTS, RESULTS)


def _apart(said: Any, found: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Where two trees of JSON differ: the path, and both values. A key or an item that only one has is None in the other.

    >>> list(_apart({"a": [1, "x"]}, {"a": [1, "y"], "b": 2}, ()))
    [(('a', 1), 'x', 'y'), (('b',), None, 2)]
    """
    if isinstance(said, Mapping) and isinstance(found, Mapping):
        for name in sorted(said.keys() | found.keys()):
            yield from _apart(said.get(name), found.get(name), (*path, name))
    elif isinstance(said, list) and isinstance(found, list):
        for place in range(max(len(said), len(found))):
            one, other = (each[place] if place < len(each) else None for each in (said, found))
            yield from _apart(one, other, (*path, place))
    elif said != found or type(said) is not type(found):
        yield path, said, found


def _difference(payload: Mapping[str, Any], path: tuple[Any, ...], said: Any, found: Any) -> Difference:
    project, title = None, ""
    if path[0] == "projects" and len(path) > 1:
        each = payload["projects"][path[1]] if path[1] < len(payload["projects"]) else {}
        project, title, path = each.get("id"), str(each.get("title", "")), path[2:]
    return Difference(project, title, ".".join(map(str, path)), said, found)
