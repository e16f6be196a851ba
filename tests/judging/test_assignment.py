"""Who reviews what: what always holds, what gives, and what changes when it is solved again. No database."""

import itertools
import random
from dataclasses import replace

import pytest

from judging.assignment import Gave, Given, Hold, Judge, Problem, Project, Solution, assign, reads
from judging.assignment.grid import Grid, grid
from judging.assignment.swaps import FORBIDDEN, SPREAD, Swaps

ES, QU = frozenset({"es"}), frozenset({"qu"})


def projects(count: int, **said: object) -> tuple[Project, ...]:
    return tuple(Project(id=number, **said) for number in range(1, count + 1))


def judges(names: str, **said: object) -> tuple[Judge, ...]:
    return tuple(Judge(id=name, **said) for name in names)


def random_problem(seed: int) -> Problem:
    """Up to six projects and judges, with languages, conflicts and limits: small enough to be solved by trying everything."""
    draw = random.Random(seed)
    some = tuple(
        Project(id=number, languages=frozenset({draw.choice(["es", "es", "qu"])}), needs=frozenset({"corpus"}))
        for number in range(draw.randint(1, 4))
    )
    them = tuple(
        Judge(
            id=f"j{number}",
            languages=frozenset(draw.sample(["es", "qu"], draw.randint(0, 2))),
            expertise=frozenset(draw.sample(["corpus", "demo"], draw.randint(0, 2))),
            most=draw.choice([None, None, 1, 2]),
        )
        for number in range(draw.randint(1, 4))
    )
    pairs = [(project.id, judge.id) for project in some for judge in them]
    return Problem(
        some,
        them,
        reviews=draw.randint(1, 3),
        forbidden={pair: "team" for pair in pairs if draw.random() < 0.2},
        seed=seed,
    )


def may_be(problem: Problem) -> set[tuple[object, object]]:
    """Legal pairs, worked out anew."""
    return {
        (project.id, judge.id)
        for project in problem.projects
        for judge in problem.judges
        if reads(judge, project) and (project.id, judge.id) not in problem.forbidden
    }


def best_by_trying(problem: Problem) -> tuple[int, int]:
    """The most reviews that can be had, and the smallest sum of squared loads for so many: by trying every assignment."""
    legal = may_be(problem)
    choices = []
    for project in problem.projects:
        able = [judge.id for judge in problem.judges if (project.id, judge.id) in legal]
        sizes = range(min(problem.reviews, len(able)) + 1)
        choices.append([chosen for size in sizes for chosen in itertools.combinations(able, size)])
    best = (0, 0)
    for chosen in itertools.product(*choices):
        loads = {judge.id: 0 for judge in problem.judges}
        for judge in itertools.chain(*chosen):
            loads[judge] += 1
        if all(judge.most is None or loads[judge.id] <= judge.most for judge in problem.judges):
            best = max(best, (sum(loads.values()), -sum(load**2 for load in loads.values())))
    return best[0], -best[1]


def squares(solution: Solution) -> int:
    return sum(load**2 for load in solution.loads.values())


# The last of them are those where experts stand in the way of even loads.
@pytest.mark.parametrize("seed", [*range(40), 151, 322, 442, 611, 894, 1205])
def test_it_is_the_largest_assignment_and_the_most_even_one_of_those(seed):
    problem = random_problem(seed)
    solution = assign(problem)
    assert set(solution.pairs) <= may_be(problem)
    assert len(set(solution.pairs)) == len(solution.pairs)
    assert all(judge.most is None or solution.loads[judge.id] <= judge.most for judge in problem.judges)
    assert (len(solution.pairs), squares(solution)) == best_by_trying(problem)
    short = sum(given.short for given in solution.gave if given.what in (Gave.FEW_JUDGES, Gave.CROWDED, Gave.CAPACITY))
    assert short == problem.reviews * len(problem.projects) - len(solution.pairs)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_the_lists_never_matters(seed):
    problem = random_problem(seed)
    turned = replace(
        problem,
        projects=problem.projects[::-1],
        judges=problem.judges[::-1],
        forbidden=dict(reversed(problem.forbidden.items())),
    )
    assert assign(turned) == assign(problem)


def test_another_seed_draws_another_assignment_as_good_as_the_first():
    problem = Problem(projects(12), judges("abcdef"), seed=1)
    one, two = assign(problem), assign(replace(problem, seed=2))
    assert (one.pairs != two.pairs, one.spread, two.spread) == (True, 0, 0)


def test_pairs_of_judges_are_spread_and_the_jury_hangs_together():
    solution = assign(Problem(projects(40), judges("abcdefghij")))
    assert (solution.spread, len(solution.components), solution.gave) == (0, 1, ())
    # 120 meetings of 45 pairs: two or three each, and nobody is always beside the same person.
    assert (min(solution.overlaps.values()), max(solution.overlaps.values())) == (2, 3)


def test_every_project_has_an_expert_where_there_is_one_and_loads_stay_even():
    known = tuple(Judge(id=name, expertise=frozenset({"corpus" if name in "abc" else "demo"})) for name in "abcdefghi")
    solution = assign(Problem(projects(9, needs=frozenset({"corpus"})), known))
    expert = {pair[0] for pair, why in solution.why.items() if why.expert}
    assert (len(expert), solution.spread, solution.gave) == (9, 0, ())


def test_an_expert_is_not_given_more_than_an_even_share_and_the_rest_is_told():
    known = (Judge("a", expertise=frozenset({"corpus"})), *judges("bcd", expertise=frozenset({"demo"})))
    solution = assign(Problem(projects(8, needs=frozenset({"corpus"})), known, reviews=1))
    assert (solution.spread, [given.what for given in solution.gave].count(Gave.NO_EXPERT)) == (0, 6)


def test_too_few_judges_of_a_project_are_named_with_how_many_are_short():
    problem = Problem(projects(2), judges("abcd"), forbidden={(1, "a"): "team", (1, "b"): "mentor"})
    few = next(given for given in assign(problem).gave if given.what == Gave.FEW_JUDGES)
    assert few == Given(Gave.FEW_JUDGES, projects=(1,), judges=("c", "d"), needed=3, available=2)
    assert (few.short, len(assign(problem).pairs)) == (1, 5)


def test_a_language_that_too_few_read_is_named_with_how_many_reviews_are_short():
    some = (*projects(10, languages=QU), Project(11, languages=ES))
    them = (*judges("ab", languages=ES | QU, most=5), *judges("cde", languages=ES), *judges("fg", languages=QU, most=5))
    gave = assign(Problem(some, them)).gave[0]
    assert (gave.what, gave.languages, gave.judges) == (Gave.CROWDED, ("qu",), ("a", "b", "f", "g"))
    assert (len(gave.projects), gave.needed, gave.available, gave.short) == (10, 30, 20, 10)


def test_a_jury_that_takes_too_little_in_all_is_named():
    (gave,) = assign(Problem(projects(10), judges("abcd", most=6))).gave
    assert (gave.what, gave.needed, gave.available, gave.short) == (Gave.CAPACITY, 30, 24, 6)


def test_parts_of_the_jury_that_share_no_project_are_told_and_an_anchor_joins_them():
    some = (*projects(4, languages=ES), *(Project(id=number, languages=QU) for number in range(5, 9)))
    them = (*judges("abc", languages=ES), *judges("def", languages=QU))
    apart = assign(Problem(some, them))
    assert [(given.what, given.available) for given in apart.gave] == [(Gave.DISCONNECTED, 2)]
    joined = assign(Problem((*some, Project(99)), them, anchors=frozenset({99})))
    assert (len(joined.components), sum(pair[0] == 99 for pair in joined.pairs)) == (1, 6)


def test_what_was_begun_or_pinned_stays_even_against_a_conflict_and_that_is_told():
    held = {(1, "a"): Hold.BEGUN, (2, "b"): Hold.PINNED}
    solution = assign(Problem(projects(2), judges("abc"), reviews=1, held=held, forbidden={(1, "a"): "team"}))
    assert solution.pairs == ((1, "a"), (2, "b"))
    assert solution.gave[0] == Given(Gave.HELD, projects=(1,), judges=("a",))


def test_a_late_project_changes_nothing_that_stood():
    before = assign(Problem(projects(20), judges("abcdef"), seed=3))
    after = assign(Problem(projects(21), judges("abcdef"), previous=frozenset(before.pairs), seed=8))
    assert (after.dropped, len(after.added), {pair[0] for pair in after.added}) == ((), 3, {21})
    assert after.spread <= 1


def test_when_a_judge_is_lost_only_their_reviews_change_hands():
    before = assign(Problem(projects(20), judges("abcdef"), seed=3))
    after = assign(Problem(projects(20), judges("abcde"), previous=frozenset(before.pairs)))
    lost = [pair for pair in before.pairs if pair[1] == "f"]
    assert [(change.pair, change.why) for change in after.dropped] == [(pair, "gone") for pair in lost]
    assert sorted(pair[0] for pair in after.added) == sorted(pair[0] for pair in lost)


def test_a_late_project_goes_to_those_who_have_least_to_do():
    before = frozenset((number, name) for number in (1, 2, 3) for name in "ab")
    after = assign(Problem(projects(4), judges("abcde"), previous=before, reviews=2))
    assert ({pair[1] for pair in after.added} <= set("cde"), after.dropped) == (True, ())


@pytest.mark.parametrize("seed", range(4))
def test_of_those_who_may_review_a_late_project_it_goes_to_who_has_least(seed):
    before = frozenset({(1, "a"), (2, "a"), (3, "a"), (4, "b")})
    barred = {(5, name): "team" for name in "cde"}
    after = assign(Problem(projects(5), judges("abcde"), reviews=1, previous=before, forbidden=barred, seed=seed))
    assert after.added == ((5, "b"),)


def test_nothing_that_stood_moves_only_to_make_loads_even():
    """Only "a" may review the late project, and "b" could take one of theirs; that is for people to say."""
    after = assign(
        Problem(
            projects(3), judges("ab"), reviews=1, previous=frozenset({(1, "a"), (2, "a")}), forbidden={(3, "b"): "team"}
        )
    )
    assert (after.loads, after.dropped) == ({"a": 3, "b": 0}, ())
    anew = assign(Problem(projects(3), judges("ab"), reviews=1, forbidden={(3, "b"): "team"}))
    assert sorted(anew.loads.values()) == [1, 2]


def objective(grid: Grid) -> int:
    """What exchanges make smaller, worked out anew from the seats."""
    seats = grid.seats.astype(int)
    shared = seats.T @ seats
    meetings = sum(shared[one, two] ** 2 for one, two in itertools.combinations(range(len(shared)), 2))
    return int(SPREAD * meetings - (grid.affinity * seats).sum())


def test_what_an_exchange_costs_is_what_it_changes():
    draw = random.Random(5)
    some, them = projects(8), judges("abcdef")
    fits = {(project.id, judge.id): draw.randrange(600) for project in some for judge in them}
    made = grid(Problem(some, them, affinity=fits))
    for row, columns in enumerate(draw.sample(range(6), 3) for _project in some):
        made.seats[row, columns] = True
    tried = 0
    for one, two in itertools.combinations(range(24), 2):
        copy = replace(made, seats=made.seats.copy())
        swaps = Swaps(copy)
        cost, before = int(swaps.costs(one)[two]), objective(copy)
        rows, columns = swaps.rows[[one, two]], swaps.judges[[one, two]]
        if copy.seats[rows, columns[::-1]].any() or rows[0] == rows[1]:
            assert cost > FORBIDDEN // 2
            continue
        copy.seats[rows, columns], copy.seats[rows, columns[::-1]] = False, True
        assert cost == objective(copy) - before
        tried += 1
    assert tried > 50


def test_where_a_late_project_can_be_judged_by_nobody_with_room_one_review_moves_on():
    """Only "a" reads it, and has no room: one of theirs goes to "b", and no more."""
    some, them = projects(2, languages=ES), (Judge("a", ES | QU, most=2), Judge("b", ES))
    before = frozenset({(1, "a"), (2, "a")})
    after = assign(Problem((*some, Project(3, languages=QU)), them, reviews=1, previous=before))
    assert (len(after.dropped), len(after.added), after.feasible) == (1, 2, True)
    assert [change.why for change in after.dropped] == ["moved"]


def test_no_projects_or_no_judges_is_an_assignment_of_nothing():
    assert assign(Problem((), judges("ab"))).pairs == assign(Problem((), ())).pairs == ()
    assert [given.what for given in assign(Problem(projects(1), ())).gave] == [Gave.FEW_JUDGES]
