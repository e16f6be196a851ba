"""Which commit stands on which."""

from dataclasses import replace

from submissions.deadline.history import History
from tests.factories.records import commit, snapshot


def line(history: History, sha: str) -> tuple[str, bool]:
    found = history.line(sha)
    return "".join(one.sha for one in found.commits), found.whole


def test_a_line_is_pieced_together_from_what_snapshots_read() -> None:
    first = snapshot(-9, "b", commit("b", -9), commit("a", -10))
    second = snapshot(-5, "d", commit("d", -5), commit("c", -6), since="b")
    for order in ([first, second], [second, first]):
        history = History(order)
        assert [line(history, sha) for sha in "dcba"] == [("dcba", True), ("cba", True), ("ba", True), ("a", True)]
    assert line(History([second]), "d") == ("dc", False)
    cut = snapshot(-4, "d", commit("d", -5), commits_complete=False)
    assert line(History([first, second, cut]), "d") == ("dcba", True)
    assert line(History([first, second]), "x") == ("", False)


def test_runs_that_lead_to_each_other_end() -> None:
    circle = [snapshot(-9, "b", commit("b", 0), since="a"), snapshot(-8, "a", commit("a", 0), since="b")]
    assert line(History(circle), "a") == ("ab", False)


def test_what_a_history_lacks_is_known_only_where_it_was_read_far_enough() -> None:
    seen = [
        snapshot(-9, "b", commit("b", 0), commit("a", 0)),
        snapshot(-5, "c", commit("c", 0), since="a"),
        snapshot(-4, "x", commit("x", 0), commits_complete=False),
    ]
    history = History(seen)
    part = History([replace(seen[0], commits_complete=False), seen[1]])
    assert [part.lacks("c", "b"), part.lacks("a", "b"), part.lacks("c", "a")] == [True, True, False]
    assert [history.lacks(*pair) for pair in [("c", "b"), ("a", "b"), ("b", "a"), ("x", "b"), ("b", "b")]] == [
        True,
        True,
        False,
        False,
        False,
    ]
