"""The chained log: one way to write it, and every way to break it."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.deadline import chain
from submissions.deadline.chain import Broken, Fault, Verification, verify

AT = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def log(*bodies: Any) -> list[str]:
    """An exported log with those bodies."""
    lines, previous = [], ""
    for sequence, body in enumerate(bodies, 1):
        entry = {
            "sequence": sequence,
            "at": AT,
            "kind": "sighting",
            "body": chain.canonical(body),
            "previous": previous,
        }
        previous = chain.hash_of(**entry)
        lines.append(chain.line_of(**entry, hash=previous) + "\n")
    return lines


def head(lines: list[str]) -> str:
    return json.loads(lines[-1])["hash"]


def changed(line: str, **fields: Any) -> str:
    """The entry with other fields, and with the hash that fits them: whoever changes a log can reckon as well."""
    entry = {**json.loads(line), **fields}
    unsigned = {name: value for name, value in entry.items() if name != "hash"}
    text = json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return chain.canonical({**unsigned, "hash": fields.get("hash", chain.digest(text))}) + "\n"


THREE = log({"n": 1}, {"título": "Ñandú 🌽\u2028\x7f\x01"}, {"n": [3, None, True, {"a": {}}]})


def test_a_log_holds_and_ends_with_its_head() -> None:
    assert verify(THREE) == Verification(3, head(THREE))


def test_a_hash_is_that_of_the_line_without_it() -> None:
    entry = json.loads(THREE[1])
    said = entry.pop("hash")
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert said == chain.digest(text)


@given(VALUES)
def test_any_body_can_be_written_and_holds(body: Any) -> None:
    lines = log(body, body)
    assert verify(lines, head=head(lines[:1])) == Verification(2, head(lines))
    assert json.loads(lines[0])["body"] == body


@given(st.dictionaries(TEXTS, st.integers()))
def test_equal_bodies_are_written_equally_whatever_their_order(body: dict[str, int]) -> None:
    assert chain.canonical(dict(reversed(body.items()))) == chain.canonical(body)


@pytest.mark.parametrize("value", [1.0, float("nan"), float("inf"), {"a": [{"b": 0.5}]}, {1, 2}, b"a", AT])
def test_what_has_no_one_way_to_be_written_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        chain.canonical(value)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_how_lines_end_is_not_signed(end: str) -> None:
    lines = [line.rstrip("\n") + "\r\n" for line in THREE]
    lines[-1] = lines[-1].rstrip() + end
    assert verify(lines) == Verification(3, head(THREE))


def test_an_empty_file_holds_and_has_no_head() -> None:
    assert verify([]) == Verification(0, "")


BREAK: dict[str, tuple[Callable[[str], str], Fault]] = {
    "no JSON": (lambda line: line[:-3], Fault.NOT_JSON),
    "an empty line": (lambda line: "\n", Fault.NOT_JSON),
    "an empty line after it": (lambda line: line + "\n", Fault.NOT_CANONICAL),
    "a mark at its beginning": (lambda line: "\ufeff" + line, Fault.NOT_JSON),
    "two entries": (lambda line: line.rstrip() + line, Fault.NOT_JSON),
    "a number beyond all measure": (lambda line: line.replace(":2}", f":{'9' * 5000}}}"), Fault.NOT_JSON),
    "a thousand lists in each other": (lambda line: "[" * 200_000, Fault.NOT_JSON),
    "a list": (lambda line: "[]\n", Fault.FIELDS),
    "a text": (lambda line: '"hash"\n', Fault.FIELDS),
    "a field less": (lambda line: line.replace('"kind":"sighting",', ""), Fault.FIELDS),
    "a field more": (lambda line: line.replace('{"at"', '{"about":1,"at"'), Fault.FIELDS),
    "yes for a number": (lambda line: changed(line, sequence=True), Fault.FIELDS),
    "a number for the hash": (lambda line: changed(line, hash=1), Fault.FIELDS),
    "nothing for the one before": (lambda line: changed(line, previous=None), Fault.FIELDS),
    "a space": (lambda line: line.replace(",", ", ", 1), Fault.NOT_CANONICAL),
    "a space before it": (lambda line: " " + line, Fault.NOT_CANONICAL),
    "a space after it": (lambda line: line.rstrip() + " \n", Fault.NOT_CANONICAL),
    "a field twice": (lambda line: line.replace('"kind"', '"kind":"push","kind"'), Fault.NOT_CANONICAL),
    "a key twice in the body": (lambda line: line.replace('"título"', '"título":1,"título"'), Fault.NOT_CANONICAL),
    "other order": (
        lambda line: line.replace(',"sequence":2', "").replace("{", '{"sequence":2,', 1),
        Fault.NOT_CANONICAL,
    ),
    "escaped letters": (lambda line: line.replace("ñ", "\\u00f1").replace("Ñ", "\\u00d1"), Fault.NOT_CANONICAL),
    "half a letter, escaped": (lambda line: line.replace("🌽", "\\ud83c"), Fault.NOT_CANONICAL),
    "half a letter": (lambda line: line.replace("🌽", "\ud83c"), Fault.NOT_CANONICAL),
    "a float": (lambda line: line.replace(":2}", ":2.0}"), Fault.NOT_CANONICAL),
    "an exponent": (lambda line: line.replace(":2}", ":2e0}"), Fault.NOT_CANONICAL),
    "no number": (lambda line: line.replace(":2}", ":NaN}"), Fault.NOT_CANONICAL),
    "less than nothing": (lambda line: line.replace('"título":"', '"n":-0,"título":"'), Fault.NOT_CANONICAL),
    "another number": (lambda line: changed(line, sequence=3), Fault.SEQUENCE),
    "a huge number": (lambda line: changed(line, sequence=10**400), Fault.SEQUENCE),
    "another one before": (lambda line: changed(line, previous="0" * 64), Fault.PREVIOUS),
    "another body": (lambda line: line.replace("Ñandú", "Nandu"), Fault.HASH),
    "another moment": (lambda line: line.replace("2024-03-30", "2024-03-29"), Fault.HASH),
    "another kind": (lambda line: line.replace('"sighting"', '"snapshot"'), Fault.HASH),
    "another hash": (lambda line: changed(line, hash="0" * 64), Fault.HASH),
    "a hash in capitals": (lambda line: changed(line, hash=json.loads(line)["hash"].upper()), Fault.HASH),
}


@pytest.mark.parametrize("name", BREAK)
def test_the_first_entry_that_does_not_hold_is_named(name: str) -> None:
    spoil, fault = BREAK[name]
    spoilt = spoil(THREE[1])
    assert spoilt != THREE[1]
    assert verify([THREE[0], spoilt, THREE[2]]) == Verification(1, head(THREE[:1]), Broken(2, fault))


def test_an_entry_that_was_changed_with_its_hash_gives_itself_away_by_the_next() -> None:
    spoilt = changed(THREE[1], body={"n": 0})
    assert verify([THREE[0], spoilt, THREE[2]]) == Verification(2, head([spoilt]), Broken(3, Fault.PREVIOUS))


def test_the_last_entry_changed_with_its_hash_needs_the_published_one() -> None:
    spoilt = changed(THREE[2], body={"n": 0})
    assert verify([*THREE[:2], spoilt]).broken is None
    assert verify([*THREE[:2], spoilt], head=head(THREE)) == Verification(3, head([spoilt]), Broken(4, Fault.HEAD))


@pytest.mark.parametrize(
    ("kept", "line", "fault"),
    [
        ([0, 2], 2, Fault.SEQUENCE),  # one taken out
        ([1, 2], 1, Fault.SEQUENCE),  # the first taken off
        ([0, 2, 1], 2, Fault.SEQUENCE),  # in another order
        ([0, 0, 1], 2, Fault.SEQUENCE),  # one twice
    ],
)
def test_entries_taken_out_repeated_or_moved_are_named(kept: list[int], line: int, fault: Fault) -> None:
    found = verify([THREE[place] for place in kept])
    assert (found.entries, found.broken) == (line - 1, Broken(line, fault))


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_log_that_was_cut_lacks_the_published_head(kept: int) -> None:
    found = verify(THREE[:kept], head=head(THREE))
    assert (found.entries, found.broken) == (kept, Broken(kept + 1, Fault.HEAD))


@pytest.mark.parametrize("published", [1, 2, 3])
def test_a_log_that_went_on_still_has_the_published_head(published: int) -> None:
    assert verify(THREE, head=head(THREE[:published])).broken is None


def test_a_file_that_is_cut_in_the_middle_of_a_line_is_named() -> None:
    assert verify([*THREE[:2], THREE[2][:40]]).broken == Broken(3, Fault.NOT_JSON)


@given(st.data())
def test_no_letter_of_a_log_can_be_another(data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(range(3)))
    text = THREE[line].rstrip("\n")
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters().filter(lambda letter: letter != text[place]))
    spoilt = [*THREE]
    spoilt[line] = text[:place] + letter + text[place + 1 :]
    found = verify(spoilt, head=head(THREE))
    assert found.broken is not None
    assert found.broken.line in (line + 1, line + 2)


def test_ten_thousand_entries_are_checked_in_two_seconds() -> None:
    body = {"hub_id": "6" * 24, "head": "a" * 40, "server_at": AT.isoformat(), "likes": 3, "standing": "found"}
    lines = log(*({**body, "n": number} for number in range(10_000)))
    began = time.process_time()
    assert verify(lines, head=head(lines)).entries == 10_000
    assert time.process_time() - began < 2
