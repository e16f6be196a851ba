"""Files of scores: what is read, what is refused, and which reviews count."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackathon.editions.loading import shipped_rules
from hackathon.editions.parsing import RulesError
from judging import scorefiles
from judging.aggregate import Sheet
from judging.scorefiles import Left, ProblemKind, Refused

HEADER = "project,judge,criterion,score\n"
TABLES = {
    "group": [
        {"id": "corpus", "points": 4, "criteria": ["size", "quality"], "scale": [0, 4]},
        {"id": "demo", "points": 1, "criteria": ["clear"], "scale": [1, 5]},
    ]
}
RUBRIC = scorefiles.of_tables(TABLES)


def read(text, rubric=RUBRIC):
    content = text if isinstance(text, bytes) else text.encode()
    return scorefiles.read(content, rubric)


def problems(text, rubric=RUBRIC):
    with pytest.raises(Refused) as caught:
        read(text, rubric)
    return [(problem.kind, problem.line) for problem in caught.value.problems]


def count(text, rubric=RUBRIC):
    return scorefiles.count(read(text, rubric), rubric)


WHOLE = HEADER + "a,Ana,size,4\na,Ana,quality,2\na,Ana,clear,3\n"


def test_a_complete_review_is_worth_the_rubrics_points():
    """Corpus 4 × (4 + 2)/8, demo 1 × 2/4: its scale begins at 1."""
    assert count(WHOLE).sheets == (Sheet("a", "Ana", Fraction(7, 2), {"corpus": Fraction(3), "demo": Fraction(1, 2)}),)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + WHOLE,
        WHOLE.replace("\n", "\r\n"),
        WHOLE.replace(",", ";"),
        WHOLE.replace(",", "\t"),
        "\n\n" + WHOLE + "\n,,,\n",
        WHOLE.replace("project,judge", " Project , JUDGE "),
        WHOLE.replace("a,Ana", " a , Ana "),
        WHOLE.replace("size,4", 'size,"4,0"'),
        WHOLE.replace(",", ";").replace("size;4", "size;4,00"),
        WHOLE.replace("\n", ",,\n"),
        "nation,score,criterion,judge,project\nES,4,size,Ana,a\nES,2,quality,Ana,a\nES,3,clear,Ana,a\n",
    ],
)
def test_it_does_not_matter_how_a_spreadsheet_wrote_it(text):
    assert count(text).sheets == count(WHOLE).sheets


def test_parts_of_a_step_are_taken_exactly():
    found = read(HEADER + 'a,Ana,size,2.25\na,Ana,quality,"2,75"\n').scores
    assert found == {("a", "Ana"): {"size": Fraction(9, 4), "quality": Fraction(11, 4)}}


def test_a_blank_is_missing_and_never_zero():
    found = count(WHOLE + "a,Luis,size,0\na,Luis,quality,\na,Luis,clear,1\nb,Eva,size,\n")
    assert [sheet.judge for sheet in found.sheets] == ["Ana"]
    assert found.left == (Left("a", "Luis", ("quality",)),)
    assert read(WHOLE + "b,Eva,size,\n").projects == ("a", "b")
    assert read(WHOLE + "b,Eva,size,\n").judges == ("Ana", "Eva")


def test_names_are_the_same_however_their_accents_are_written():
    found = read(HEADER + "José,Ana,size,4\nJose\u0301,Ana,quality,2\n")
    assert found.projects == ("José",)
    assert found.scores == {("José", "Ana"): {"size": 4, "quality": 2}}


def test_equal_duplicates_count_once_and_are_told():
    found = read(WHOLE + "a,Ana,size,4.0\na,Ana,size,\n")
    assert (found.noticed.repeated, found.scores[("a", "Ana")]["size"]) == ((5,), 4)


def test_different_duplicates_are_refused_with_both_lines():
    with pytest.raises(Refused) as caught:
        read(WHOLE + "a,Ana,size,3\n")
    (problem,) = caught.value.problems
    assert (problem.kind, problem.line, problem.facts["first"]) == (ProblemKind.CONTRADICTION, 5, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(ProblemKind.EMPTY, 0)]),
        (" \n\n", [(ProblemKind.EMPTY, 0)]),
        (HEADER, [(ProblemKind.NO_SCORES, 0)]),
        (HEADER + "a,Ana,size,\n", [(ProblemKind.NO_SCORES, 0)]),
        ("a,Ana,size,4\n", [(ProblemKind.HEADER, 1)]),
        ("proyecto,judge,criterion,score\na,Ana,size,4\n", [(ProblemKind.HEADER, 1)]),
        ("project,judge,judge,criterion,score\n", [(ProblemKind.HEADER_TWICE, 1)]),
        (HEADER + "a,Ana,size,3,5\n", [(ProblemKind.CELLS, 2)]),
        (HEADER + "a,Ana,size\n", [(ProblemKind.CELLS, 2)]),
        (HEADER + ",Ana,size,4\n", [(ProblemKind.NO_NAME, 2)]),
        (HEADER + "a,Ana,size,4\na,,size,4\n", [(ProblemKind.NO_NAME, 3)]),
        (HEADER + "x" * 301 + ",Ana,size,4\n", [(ProblemKind.LONG_NAME, 2)]),
        (HEADER + "a,Ana,size,5\na,Ana,clear,0\na,Ana,quality,-1\n", [(ProblemKind.OUTSIDE, n) for n in (2, 3, 4)]),
        (HEADER + "a,Ana,sise,4\n", [(ProblemKind.UNKNOWN_CRITERION, 2)]),
        (HEADER + 'a,Ana,size,"4\n', [(ProblemKind.OPEN_QUOTE, 2)]),
        (HEADER.encode() + b"a,Mar\xeda,size,4\n", [(ProblemKind.ENCODING, 2)]),
        (HEADER.encode("utf-16"), [(ProblemKind.ENCODING, 1)]),
        (b"PK\x03\x04 and so on", [(ProblemKind.WORKBOOK, 0)]),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_line(text, expected):
    assert problems(text) == expected


@pytest.mark.parametrize("score", ["NaN", "inf", "1e3", "٣", "3/4", "--1", "cuatro", "0x4", "1" * 40, "4 4", "\x00"])
def test_a_score_is_a_plain_number(score):
    assert problems(HEADER + f"a,Ana,size,{score}\n") == [(ProblemKind.NOT_A_NUMBER, 2)]


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file():
    text = HEADER + "a,Ana,size,9\na,Ana,sise,4\na,Ana,clear,x\n,Ana,size,4\n"
    assert [line for _kind, line in problems(text)] == [2, 3, 4, 5]


def test_an_unknown_criterion_is_told_once_with_the_one_that_it_resembles():
    with pytest.raises(Refused) as caught:
        read(HEADER + "a,Ana,size,4\na,Ana,qualty,4\nb,Ana,qualty,4\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.facts) == (3, {"criterion": "qualty", "close": "quality", "lines": 2})


@settings(max_examples=40)
@given(
    content=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: (HEADER + text).encode("utf-8", "replace"))
)
def test_any_file_is_read_or_refused(content):
    try:
        outcome = read(content).scores
    except Refused as refused:
        outcome = refused.problems
    assert outcome


def test_a_group_that_nobody_scored_does_not_apply_and_the_others_are_stretched():
    """Only the corpus: 6 of 8 steps of all 5 points."""
    found = count(HEADER + "a,Ana,size,4\na,Ana,quality,2\n")
    assert found.sheets == (Sheet("a", "Ana", Fraction(15, 4), {"corpus": Fraction(15, 4)}),)
    assert found.absent == {"a": ("demo",)}


def test_or_is_worth_nothing_where_the_rubric_says_so():
    rubric = scorefiles.of_tables({**TABLES, "absent_group": "zero"})
    assert count(HEADER + "a,Ana,size,4\na,Ana,quality,2\n", rubric).sheets[0].total == 3


def test_a_group_that_one_judge_scored_applies_to_all_reviews_of_the_project():
    found = count(WHOLE + "a,Luis,size,4\na,Luis,quality,2\n")
    assert [sheet.judge for sheet in found.sheets] == ["Ana"]
    assert found.left == (Left("a", "Luis", ("clear",)),)


@pytest.mark.parametrize(
    ("tables", "path"),
    [
        ({"group": []}, "group"),
        ({"group": "corpus"}, "group"),
        ({"group": [{"id": "a", "points": 0, "criteria": ["x"], "scale": [0, 4]}]}, "group[0].points"),
        ({"group": [{"id": "a", "points": 1, "criteria": [], "scale": [0, 4]}]}, "group[0].criteria"),
        ({"group": [{"id": "a", "points": 1, "criteria": ["x", "x"], "scale": [0, 4]}]}, "group[0].criteria[1]"),
        ({"group": [{"id": "a", "points": 1, "criteria": ["x"], "scale": [4, 0]}]}, "group[0].scale"),
        ({"group": [{"id": "a", "points": 1, "criteria": ["x"], "scale": [0, float("nan")]}]}, "group[0].scale[1]"),
        ({"group": [{"id": "a", "points": 1, "criteria": ["x"]}]}, "group[0].scale"),
        ({"group": [{"id": "a", "points": 1, "criteria": ["x"], "scale": [0, 4], "scal": 1}]}, "group[0].scal"),
        (
            {"group": [*TABLES["group"], {"id": "z", "points": 1, "criteria": ["size"], "scale": [0, 4]}]},
            "group[2].criteria",
        ),
        ({"group": [TABLES["group"][0], TABLES["group"][0]]}, "group[1].id"),
    ],
)
def test_a_rubric_that_makes_no_sense_is_refused_with_its_place(tables, path):
    with pytest.raises(RulesError) as caught:
        scorefiles.of_tables(tables)
    assert caught.value.problems[0].path == path


def scored(rubric, project, groups, judge="Ana"):
    keys = [one.key for group in rubric.groups if group.key in groups for one in group.criteria]
    return "".join(f"{project},{judge},{key},4\n" for key in keys)


def test_an_editions_rubric_counts_with_its_cap_and_its_groups_for_everybody():
    rules = shipped_rules("somos600m-2024-final")
    rubric = scorefiles.of_edition(rules)
    text = HEADER + scored(rules.rubric, "whole", {"corpus", "model", "demo", "project"})
    text += scored(rules.rubric, "corpus", {"corpus", "project"}) + scored(rules.rubric, "draft", {"corpus"})
    found = count(text, rubric)
    assert {sheet.project: sheet.total for sheet in found.sheets} == {"whole": 10, "corpus": 7}
    assert [left.project for left in found.left] == ["draft"]
    assert rubric.boundaries == (1, 2, 3)
    assert rubric.method == rules.jury.method


def test_the_edge_of_the_finals_decides_something_in_a_file_as_on_the_site():
    rules = shipped_rules("somos600m-2024-final")
    with_finals = replace(rules, jury=replace(rules.jury, finals=replace(rules.jury.finals, projects=8)))
    assert scorefiles.of_edition(with_finals).boundaries == (1, 2, 3, 8)
