"""Which likes count, for whom, and who has most of them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.evaluation.likes import (
    LikedProject,
    LikedRepo,
    Moment,
    Tally,
    by_project,
    by_repo,
    copies_of,
    growth,
    likes_at,
    mentioned,
    of_kind,
    together,
)

CORPUS, MODEL, DEMO = ArtefactKind.CORPUS, ArtefactKind.MODEL, ArtefactKind.DEMO


def day(number: int) -> datetime:
    return datetime(2024, 3, number, tzinfo=UTC)


def corpus(key: int, likes: int, *likers: str) -> LikedRepo:
    return LikedRepo(key, RepoType.DATASET, f"org/{key}", likes, frozenset(likers))


def space(key: int, content: str = "", origin: str = "", created: int | None = None, likes: int = 1) -> LikedRepo:
    name = f"org/{key}"
    return LikedRepo(key, RepoType.SPACE, name, likes, frozenset(), origin, content, created and day(created))


def project(key: int, *parts: tuple[ArtefactKind, int], members: str = "") -> LikedProject:
    return LikedProject(key, parts, frozenset(members.split()))


def test_the_teams_own_likes_are_told_apart_and_do_not_count():
    repos = [corpus(1, 3, "Ana", "eva", "leo"), corpus(2, 2, "ana", "kim")]
    both = [project(7, (CORPUS, 1), (MODEL, 2), members="ana EVA")]
    assert by_project(repos, both) == [Tally(7, likes=2, own=3, counted=2, rank=1)]


def test_where_the_rules_let_the_teams_own_likes_count_they_are_told_all_the_same():
    repos = [corpus(1, 3, "Ana", "eva", "leo"), corpus(2, 2, "kim")]
    both = [project(7, (CORPUS, 1), (MODEL, 2), members="ana EVA")]
    assert by_project(repos, both, own_count=True) == [Tally(7, likes=5, own=2, counted=2, rank=1)]
    assert by_repo(repos, both, own_count=True) == [Tally(1, likes=3, own=2, rank=1), Tally(2, likes=2, own=0, rank=2)]


def test_a_member_of_another_team_is_anybody():
    repos = [corpus(1, 2, "ana", "eva")]
    projects = [project(7, (CORPUS, 1), members="ana"), project(8, members="eva")]
    assert by_project(repos, projects) == [
        Tally(7, likes=1, own=1, counted=1, rank=1),
        Tally(8, likes=0, own=0, counted=0, rank=2),
    ]


def test_where_the_hub_did_not_say_who_likes_it_all_count_and_the_tally_says_so():
    repos = [LikedRepo(1, RepoType.MODEL, "org/m", 4), LikedRepo(2, RepoType.MODEL, "org/n", 0)]
    projects = [project(7, (MODEL, 1), members="ana"), project(8, (MODEL, 2), members="eva")]
    assert [(one.likes, one.own, one.unsure) for one in by_project(repos, projects)] == [(4, 0, True), (0, 0, False)]
    assert [one.unsure for one in by_repo(repos, [])] == [False, False]


def test_likes_taken_back_between_two_answers_of_the_hub_are_not_less_than_none():
    assert [
        one.likes for one in by_project([corpus(1, 1, "ana", "eva")], [project(7, (CORPUS, 1), members="ana eva")])
    ] == [0]


def test_a_repo_counts_once_for_a_project_and_for_each_that_shares_it():
    repos = [corpus(1, 5), corpus(2, 1)]
    projects = [project(7, (CORPUS, 1), (MODEL, 1)), project(8, (CORPUS, 1), (CORPUS, 2)), project(9, (CORPUS, 3))]
    assert [(one.key, one.rank, one.likes, one.counted) for one in by_project(repos, projects)] == [
        (8, 1, 6, 2),
        (7, 2, 5, 1),
        (9, 3, 0, 0),
    ]


def test_a_shared_repo_leaves_out_the_likes_of_both_teams():
    repos = [corpus(1, 3, "ana", "eva", "leo")]
    both = [project(7, (CORPUS, 1), members="ana"), project(8, (CORPUS, 1), members="eva")]
    assert by_repo(repos, both) == [Tally(1, likes=1, own=2, rank=1)]
    assert [(one.likes, one.own) for one in by_project(repos, both)] == [(2, 1), (2, 1)]


def test_equal_likes_share_a_rank_and_the_next_one_is_left_out():
    found = by_repo([corpus(1, 1), corpus(2, 4), corpus(3, 4), corpus(4, 9)], [])
    assert [(one.key, one.rank) for one in found] == [(4, 1), (2, 2), (3, 2), (1, 4)]


def test_parts_of_a_kind_are_ranked_among_themselves():
    repos = [corpus(1, 9), corpus(2, 4), corpus(3, 7)]
    projects = [project(7, (CORPUS, 1), (MODEL, 2)), project(8, (MODEL, 3))]
    found = of_kind(MODEL, by_repo(repos, projects), projects)
    assert [(one.key, one.rank, one.likes) for one in found] == [(3, 1, 7), (2, 2, 4)]


def test_a_copy_is_left_out_and_takes_no_place():
    repos = [space(1, "a", likes=2), space(2, "a", likes=9), corpus(3, 1)]
    projects = [project(7, (DEMO, 1)), project(8, (DEMO, 2)), project(9, (DEMO, 1), (DEMO, 2))]
    assert [(one.key, one.rank, one.likes, one.copies) for one in by_repo(repos, projects)] == [
        (1, 1, 2, ()),
        (3, 2, 1, ()),
        (2, None, 0, (2,)),
    ]
    assert [(one.key, one.rank, one.likes, one.copies) for one in by_project(repos, projects)] == [
        (7, 1, 2, ()),
        (9, 1, 2, (2,)),
        (8, None, 0, (2,)),
    ]


def test_mentions_are_shared_and_nobody_without_likes_has_one():
    tallies = by_repo([corpus(1, 3), corpus(2, 3), corpus(3, 0)], [])
    assert [[one.key for one in mentioned(tallies, mentions=number)] for number in (0, 1, 3)] == [[], [1, 2], [1, 2]]


def test_what_is_left_out_as_a_copy_gets_no_mention():
    tallies = by_repo([space(1, "a"), space(2, "a")], [])
    assert [one.key for one in mentioned(tallies, mentions=5)] == [1]


@pytest.mark.parametrize(
    ("spaces", "delivered", "expected"),
    [
        pytest.param([space(1, "a"), space(2, "b"), space(3), space(4)], {}, {}, id="different, or of unknown files"),
        pytest.param([space(1, "a", created=5), space(2, "a", created=4)], {}, {1: 2}, id="the oldest is the original"),
        pytest.param([space(1, "a"), space(2, "a", created=4)], {}, {1: 2}, id="an unknown age is no older"),
        pytest.param([space(1, "a", "ORG/2"), space(2, "a", created=9)], {}, {1: 2}, id="what it says before age"),
        pytest.param([space(1, "a", "org/2"), space(2, "a")], {1: 7}, {2: 1}, id="delivered before what it says"),
        pytest.param([space(1, "a", "org/2"), space(2, "b")], {}, {1: 2}, id="delivered by nobody"),
        pytest.param([space(1, "a", "org/2"), space(2, "b")], {1: 7, 2: 8}, {}, id="made into another demo"),
        pytest.param([space(1, "a", "org/2"), space(2, "a")], {1: 7, 2: 8}, {1: 2}, id="delivered as it was"),
        pytest.param([space(1, "a", "org/2"), space(2, "b")], {1: 7, 2: 7}, {1: 2}, id="of the same project"),
        pytest.param([space(1, "a", "org/2"), space(2, "b")], {1: 7}, {}, id="made out of one that nobody delivers"),
        pytest.param([space(1, "a", "gradio/template")], {}, {}, id="made out of a template"),
        pytest.param([space(1, "a", "org/1")], {}, {}, id="of itself"),
        pytest.param([space(1, "a", "org/2", 2), space(2, "b", "org/1", 1)], {}, {1: 2}, id="of each other"),
        pytest.param(
            [space(1, "a"), space(2, "b", "org/1"), space(3, "c", "org/2"), space(4, "c")],
            {},
            {2: 1, 3: 1, 4: 1},
            id="of a copy",
        ),
    ],
)  # fmt: skip
def test_copies_of_spaces(spaces, delivered, expected):
    assert copies_of(spaces, [project(key, (DEMO, repo)) for repo, key in delivered.items()]) == expected


def test_only_spaces_are_copies():
    repos = [LikedRepo(key, RepoType.MODEL, f"org/{key}", 1, content="a", duplicated_from="org/1") for key in (1, 2)]
    assert copies_of(repos) == {}


def test_likes_at_a_time_are_those_seen_last():
    seen = [Moment(day(2), 1), Moment(day(4), 5)]
    assert [likes_at(seen, day(number)) for number in (1, 2, 3, 4, 9)] == [None, 1, 1, 5, 5]


def test_growth_begins_where_looks_begin():
    seen = [Moment(day(2), 1), Moment(day(4), 5), Moment(day(6), 4)]
    spans = [(1, 9), (2, 4), (3, 9), (4, 6), (7, 9), (0, 1)]
    found = [growth(seen, since=day(max(since, 1)), until=day(until)) for since, until in spans]
    assert found == [3, 4, 3, -1, 0, None]


def test_trends_together_keep_what_others_had():
    found = together([[Moment(day(1), 2), Moment(day(3), 1)], [Moment(day(3), 10), Moment(day(5), 12)], []])
    assert found == [Moment(day(1), 2), Moment(day(3), 11), Moment(day(5), 13)]


SPACES = st.lists(
    st.builds(
        lambda content, origin, likes: (content, origin and f"org/{origin}", likes),
        st.sampled_from(["", "a", "b"]), st.sampled_from(["", "0", "1", "2"]), st.integers(0, 9),
    ),
    max_size=6,
)  # fmt: skip


@given(SPACES, st.randoms())
def test_copies_have_originals_and_the_order_in_which_they_are_given_changes_nothing(told, random):
    spaces = [space(key, content, origin, likes=likes) for key, (content, origin, likes) in enumerate(told)]
    shuffled = random.sample(spaces, len(spaces))
    found = copies_of(spaces)
    assert found == copies_of(shuffled)
    assert not set(found) & set(found.values())
    assert sum(one.likes for one in by_repo(spaces, [])) == sum(one.likes for one in spaces if one.key not in found)
