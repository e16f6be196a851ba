"""Changes of several people to one form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.merging import marks, merge, read_marks

TEXTS = st.sampled_from(["", "uno", "dos", "tres"])
BOXES = st.lists(st.sampled_from(["1", "2", "3"]), unique=True).map(sorted)
CONTENTS = st.fixed_dictionaries({"title": TEXTS, "summary": TEXTS, "sdgs": BOXES})


def outcome(start: str, theirs: str, mine: str) -> tuple[str, bool, bool]:
    """What the field holds afterwards, whether it is a conflict, and whether theirs was taken over."""
    merged = merge(began=marks({"title": start}), theirs={"title": theirs}, mine={"title": mine})
    return str(merged.content["title"]), bool(merged.conflicts), bool(merged.taken)


@pytest.mark.parametrize(
    ("start", "theirs", "mine", "expected"),
    [
        ("uno", "uno", "uno", ("uno", False, False)),
        ("uno", "uno", "dos", ("dos", False, False)),
        ("uno", "dos", "uno", ("dos", False, True)),
        ("uno", "dos", "dos", ("dos", False, False)),
        ("uno", "dos", "tres", ("dos", True, False)),
        ("uno", "", "tres", ("", True, False)),
        ("uno", "dos", "", ("dos", True, False)),
        ("", "dos", "", ("dos", False, True)),
        ("uno", " uno\n", "dos", ("dos", False, False)),
    ],
)
def test_a_text_is_merged_by_who_changed_it(start, theirs, mine, expected):
    assert outcome(start, theirs, mine) == expected


@pytest.mark.parametrize(
    ("start", "theirs", "mine", "expected"),
    [
        (["1"], ["1", "2"], ["1", "3"], ["1", "2", "3"]),
        (["1", "2"], ["1"], ["1", "2", "3"], ["1", "3"]),
        (["1", "2"], ["2"], ["1"], []),
    ],
)
def test_boxes_are_merged_one_by_one(start, theirs, mine, expected):
    merged = merge(began={"sdgs": start}, theirs={"sdgs": theirs}, mine={"sdgs": mine})
    assert (merged.content["sdgs"], merged.conflicts) == (expected, ())


def test_boxes_that_somebody_else_ticked_are_told_as_taken():
    merged = merge(began={"sdgs": ["1"]}, theirs={"sdgs": ["1", "2"]}, mine={"sdgs": ["1"]})
    assert (merged.content["sdgs"], merged.taken) == (["1", "2"], ("sdgs",))


def test_the_order_of_boxes_is_no_change():
    assert marks({"sdgs": ["2", "1"]}) == marks({"sdgs": ["1", "2"]})


def test_half_a_character_has_a_mark_like_any_other_text():
    assert marks({"title": "\ud800"}) == marks({"title": "?"})


def test_what_nobody_knows_how_it_began_is_never_overwritten():
    merged = merge(began={}, theirs={"title": "uno", "summary": ""}, mine={"title": "dos", "summary": "tres"})
    assert (merged.content, merged.conflicts) == ({"title": "uno", "summary": "tres"}, ("title",))


def test_fields_that_a_browser_does_not_have_stay_as_they_are():
    merged = merge(began={}, theirs={"video": "https://a.org/v"}, mine={"title": "uno"})
    assert merged.content == {"video": "https://a.org/v", "title": "uno"}


@given(start=CONTENTS, theirs=CONTENTS, mine=CONTENTS)
def test_no_text_of_either_side_disappears_without_being_told(start, theirs, mine):
    merged = merge(began=marks(start), theirs=theirs, mine=mine)
    for name in ("title", "summary"):
        if mine[name] != start[name] and merged.content[name] != mine[name]:
            assert name in merged.conflicts
        if theirs[name] != start[name]:
            assert merged.content[name] == theirs[name]


@given(start=CONTENTS, theirs=CONTENTS)
def test_who_changed_nothing_changes_nothing(start, theirs):
    merged = merge(began=marks(start), theirs=theirs, mine=start)
    assert (merged.content, merged.changed, merged.conflicts) == (theirs, False, ())


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("", {}),
        ("[]", {}),
        ("{", {}),
        ("[" * 100_000, {}),
        (json.dumps({"title": 1, "summary": "ab", "sdgs": ["1"], "code": [1]}), {"summary": "ab", "sdgs": ["1"]}),
    ],
)
def test_marks_that_no_browser_sends_are_none(sent, read):
    assert read_marks(sent) == read
