"""The signed archive: the same bytes from the same edition, nothing in it that results do not publish, and no number that can be
changed without showing it."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from hackathon.editions.rules import Method
from judging import archive
from judging.archive import RESULTS, BadArchive, Fault
from judging.archive.manifest import MANIFEST, SIGNATURE
from judging.archive.zipping import zipped
from judging.results import Decided, canonical, outcome, read
from tests.factories.materials import JUDGES, material, payload

KEY = archive.signer(key="", secret="the site's own secret")
PUBLIC = archive.public_key(KEY)
OTHER = archive.signer(key="", secret="somebody else's")
DERIVED = ("rank", "shared", "total", "earned", "capped", "reordered", "points", "row")


@cache
def published() -> str:
    """The results as they are in the archive, as text: what is changed in one test is no other's."""
    return canonical(archive.published(payload(material(Method.MEAN))))


def results() -> dict[str, Any]:
    return json.loads(published())


def packed(content: dict[str, Any] | None = None, **files: bytes) -> bytes:
    """The archive of these results, honestly signed."""
    written = {RESULTS: canonical(content).encode() if content else published().encode(), "LEEME.txt": b"hola"}
    return archive.pack({**written, **files}, edition="demo", private=KEY)


def forged(name: str, content: bytes) -> bytes:
    """The archive with another file under the old signature."""
    return zipped({**contents(), name: content})


def contents() -> dict[str, bytes]:
    """The files of the archive."""
    with zipfile.ZipFile(io.BytesIO(packed())) as found:
        return {name: found.read(name) for name in found.namelist()}


def numbers(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every number, however it is written."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from numbers(value, (*path, key))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from numbers(value, (*path, place))
    elif isinstance(tree, int) or (
        isinstance(tree, str) and tree.lstrip("-").replace("/", "").replace(".", "").isdigit()
    ):
        yield path


def changes(tree: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Each number in turn is another one while its path is handed out."""
    for path in list(numbers(tree)):
        inner = tree
        for step in path[:-1]:
            inner = inner[step]
        old = inner[path[-1]]
        inner[path[-1]] = (
            not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else f"1{old.lstrip('-')}"
        )
        yield path
        inner[path[-1]] = old


def why(content: bytes, key: str = PUBLIC) -> tuple[Fault, str]:
    """For which reason an archive is not even read."""
    with pytest.raises(BadArchive) as refused:
        archive.verify(content, key=key)
    return refused.value.fault, refused.value.name


@pytest.mark.parametrize("method", list(Method))
def test_an_archive_holds_and_its_numbers_are_those_that_were_frozen(method: Method) -> None:
    frozen = payload(material(method))
    told = archive.published(frozen)
    found = archive.verify(packed(told), key=PUBLIC)
    assert (found.holds, found.edition, found.projects, found.reviews, found.files) == (True, "demo", 6, 18, 2)
    places = [[(each["rank"], each["total"]) for each in one["projects"]] for one in (frozen, told)]
    assert places[0] == places[1]


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert packed() == packed()


def test_judges_are_numbers_that_lead_to_nobody() -> None:
    given = {review["judge"] for project in results()["projects"] for review in project["reviews"]}
    assert given == {1, 2, 3, 4}
    assert not given & set(JUDGES)
    assert [each["judge"] for each in results()["tracks"][0]["judges"]] == [1, 2, 3, 4]


def test_a_judge_whom_the_jury_left_out_keeps_a_number_and_no_reason() -> None:
    about = Decided("exclude_judge", "Ana llegó tarde.", "2026-03-04T16:00:00+00:00", judge=19)
    found = archive.published(payload(material(Method.MEAN, decisions=(about,))))
    assert [(each["judge"], each["reason"]) for each in found["decisions"]] == [(2, "")]


def test_what_was_said_in_confidence_stays_here() -> None:
    assert [each["reason"] for each in results()["decisions"]] == ["", "Por sus datos."]
    assert results()["missing"] == {"reviews": 0}


def test_a_project_that_may_not_be_published_has_no_name() -> None:
    plain = material(Method.MEAN)
    hidden = replace(plain, projects=(replace(plain.projects[0], shows=False), *plain.projects[1:]))
    first, second = archive.published(payload(hidden))["projects"][:2]
    assert (first["title"], first["team"], second["title"]) == ("", "", "Proyecto 2")


def test_every_number_that_was_changed_is_found_by_the_signature() -> None:
    whole, files = results(), contents()
    found = {
        path: archive.unpack(zipped({**files, RESULTS: canonical(whole).encode()}), key=PUBLIC)[2]
        for path in changes(whole)
    }
    assert len(found) > 700
    unseen = [path for path, faults in found.items() if [each.fault for each in faults] != [Fault.DIGEST]]
    assert unseen == []


def test_every_number_that_was_computed_is_found_by_computing_it_again() -> None:
    whole = results()
    again = outcome(read(whole))
    found = {path: archive.differences(whole, again) for path in changes(whole) if is_computed(path)}
    assert len(found) > 400
    assert [path for path, differences in found.items() if not differences] == []


def is_computed(path: tuple[Any, ...]) -> bool:
    return path[0] in ("tracks", "awards") or (path[0] == "projects" and path[2] in DERIVED)


def test_a_difference_says_which_project_which_number_and_both_values() -> None:
    tampered = results()
    was = tampered["projects"][2]["total"]
    tampered["projects"][2]["total"] = "99/10"
    found = archive.verify(packed(tampered), key=PUBLIC)
    assert not found.holds
    assert found.faults == ()
    told = [(one.project, one.title, one.path, one.said, one.found) for one in found.differences]
    assert told == [(3, "Proyecto 3", "total", "99/10", was)]


def test_a_score_that_whoever_signs_changed_moves_the_totals() -> None:
    tampered = results()
    scores = tampered["projects"][0]["reviews"][0]["scores"]
    scores["corpus-quality"] = 4 - scores["corpus-quality"]
    found = archive.verify(packed(tampered), key=PUBLIC)
    assert "total" in [one.path for one in found.differences if one.project == 1]


def test_an_archive_of_another_version_of_the_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert archive.verify(packed(), key=PUBLIC).same_program
    monkeypatch.setattr("judging.archive.manifest.program", lambda: "0" * 64)
    assert not archive.verify(packed(), key=PUBLIC).same_program


def test_another_key_is_another_signature() -> None:
    content = archive.pack({RESULTS: published().encode()}, edition="demo", private=OTHER)
    assert archive.verify(content).holds
    assert [each.fault for each in archive.verify(content, key=PUBLIC).faults] == [Fault.KEY]


def test_a_manifest_that_claims_a_key_must_be_signed_by_it() -> None:
    faults = archive.verify(forged(SIGNATURE, archive.sign(OTHER, b"x")), key=PUBLIC).faults
    assert [each.fault for each in faults] == [Fault.SIGNATURE]


def test_the_archive_of_another_edition_is_no_proof_for_this_one() -> None:
    content = archive.pack({RESULTS: published().encode()}, edition="otra", private=KEY)
    assert [each.fault for each in archive.verify(content, key=PUBLIC).faults] == [Fault.MANIFEST]


def test_a_file_that_was_added_or_taken_away_is_found() -> None:
    faults = archive.verify(forged("extra.txt", b"x"), key=PUBLIC).faults
    assert [(each.fault, each.name) for each in faults] == [(Fault.UNLISTED, "extra.txt")]
    fewer = zipped({name: content for name, content in contents().items() if name != "LEEME.txt"})
    faults = archive.verify(fewer, key=PUBLIC).faults
    assert [(each.fault, each.name) for each in faults] == [(Fault.MISSING, "'LEEME.txt'")]


def raw_zip(*names: str, method: int = zipfile.ZIP_STORED, content: bytes = b"1", tail: bytes = b"") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, compress_type=method)
    return packed.getvalue() + tail


HOSTILE: list[tuple[Callable[[], bytes], Fault]] = [
    (lambda: b"", Fault.NOT_ZIP),
    (lambda: b"PK\x05\x06" + b"\0" * 17, Fault.NOT_ZIP),
    (lambda: packed()[:-40], Fault.NOT_ZIP),
    (lambda: packed() + b"behind", Fault.HIDDEN),
    (lambda: b"before" + packed(), Fault.HIDDEN),
    (lambda: raw_zip("a.txt", method=zipfile.ZIP_DEFLATED, content=b"\0" * 10_000_000), Fault.PACKED),
    (lambda: raw_zip("../../etc/passwd"), Fault.NAME),
    (lambda: raw_zip("/etc/passwd"), Fault.NAME),
    (lambda: raw_zip("a/../b"), Fault.NAME),
    (lambda: raw_zip("C:\\a"), Fault.NAME),
    (lambda: raw_zip("a\u202egnp.exe"), Fault.NAME),
    (lambda: raw_zip("a" * 200), Fault.NAME),
    (lambda: raw_zip(*(f"f{number}" for number in range(1001))), Fault.TOO_MANY),
    (lambda: zipped({"a.txt": b"1"}), Fault.MISSING),
    (lambda: zipped({MANIFEST: b"{}", SIGNATURE: b""}), Fault.MANIFEST),
    (lambda: zipped({MANIFEST: b"[" * 100_000, SIGNATURE: b""}), Fault.JSON),
    (lambda: zipped({MANIFEST: b"\xff", SIGNATURE: b""}), Fault.JSON),
    (lambda: zipped({MANIFEST: b'{"a":1,"a":1}', SIGNATURE: b""}), Fault.JSON),
    (lambda: archive.pack({"otro.json": b"{}"}, edition="demo", private=KEY), Fault.MISSING),
]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_what_is_no_archive_of_ours_is_refused_for_one_reason(place: int) -> None:
    made, fault = HOSTILE[place]
    assert why(made())[0] == fault


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    assert why(raw_zip("a.txt", "a.txt")) == (Fault.REPEATED, "a.txt")


STRANGE: list[tuple[bytes, Fault]] = [
    (b"", Fault.JSON),
    (b"NaN", Fault.JSON),
    (b'{"format":1.5}', Fault.JSON),
    (b'{"a":' * 50_000, Fault.JSON),
    (b'{"format":' + b"9" * 5000 + b"}", Fault.JSON),
    (b'{"format": 1}', Fault.JSON),
    (b'"\\ud800"', Fault.JSON),
    (b"null", Fault.RESULTS),
    (b"[]", Fault.RESULTS),
    (b'{"format":1}', Fault.RESULTS),
    (b'{"format":2}', Fault.RESULTS),
]


@pytest.mark.parametrize("content", range(len(STRANGE)))
def test_results_that_cannot_be_read_are_refused_though_they_are_signed(content: int) -> None:
    raw, fault = STRANGE[content]
    assert why(packed(None, **{RESULTS: raw})) == (fault, RESULTS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("draws",), 10**9),
        (("draws",), 0),
        (("seed",), "0"),
        (("rules",), "{}"),
        (("rules",), "[" * 100_000),
        (("projects",), "x"),
        (("projects", 0, "id"), [1]),
        (("projects", 0, "id"), True),
        (("projects", 0, "artefacts"), ["nave"]),
        (("projects", 0, "reviews", 0, "judge"), {}),
        (("projects", 0, "reviews", 0, "judge"), 10**400),
        (("projects", 0, "reviews", 0, "scores", "corpus-quality"), 10**300),
        (("projects", 0, "reviews", 0, "scores", "corpus-quality"), "4"),
        (("likes",), [1]),
        (("decisions",), [{}]),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_results_that_make_no_sense_are_refused_and_never_break_whoever_checks(
    path: tuple[Any, ...], value: Any
) -> None:
    tampered = results()
    inner = tampered
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    assert why(packed(tampered)) == (Fault.RESULTS, RESULTS)


def test_more_reviews_than_an_edition_ever_has_are_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("judging.archive.verifying.MAX_REVIEWS", 17)
    assert why(packed()) == (Fault.RESULTS, RESULTS)
