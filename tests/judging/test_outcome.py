"""From the material of an edition to its payload and back: decisions, tracks, activities, prizes. Pure, no database."""

from dataclasses import replace
from fractions import Fraction

import pytest

from hackathon.editions.rules import (
    AbsentGroup,
    Activity,
    ArtefactKind,
    Audience,
    Criterion,
    JuryRules,
    MentionBy,
    Method,
    Prize,
    Rubric,
    RubricGroup,
    Text,
    TieRules,
    Track,
)
from judging import results, results_wording
from judging.aggregate import Code
from judging.results import Decided, Given, Liked, Material, Project
from tests.factories.editions import make_rules

ALL = (ArtefactKind.CORPUS, ArtefactKind.DEMO)
PLACES = tuple(Prize(f"place-{place}", Text((("es", f"{place}"),)), Audience.PLACE, place, ()) for place in (1, 2))


def words(text):
    return Text((("es", text),))


def group(key, points, artefact, *criteria, **fields):
    made = tuple(Criterion(each, words(each)) for each in criteria)
    return RubricGroup(key, words(key), points, artefact, made, **fields)


RUBRIC = Rubric(
    0,
    4,
    (
        group("corpus", 6.0, ArtefactKind.CORPUS, "quality", "card"),
        group("demo", 4.0, ArtefactKind.DEMO, "works"),
    ),
    AbsentGroup.ZERO,
)


def rules(*, rubric=RUBRIC, prizes=PLACES, **jury):
    jury = {"method": Method.MEAN, "ties": TieRules(order=("total", "corpus")), **jury}
    return make_rules(rubric=rubric, prizes=prizes, jury=JuryRules(**jury))


def review(judge, quality, card, works, **fields):
    return Given(judge, (("card", card), ("quality", quality), ("works", works)), **fields)


def project(key, *reviews, **fields):
    values = {"title": f"Proyecto {key}", "team": f"Equipo {key}", "team_id": key, "track": "", "artefacts": ALL}
    return Project(key=key, reviews=reviews, **{**values, **fields})


def three(**fields):
    """Totals of 10, 5 and 5 by the mean; by the corpus, the second of the two that tie is before the third."""
    return material(
        project(1, review(7, 4, 4, 4), review(8, 4, 4, 4)),
        project(2, review(7, 2, 2, 2), review(8, 2, 2, 2)),
        project(3, review(7, 2, 2, 2), review(8, 2, 2, 2)),
        **fields,
    )


def material(*projects, decisions=(), likes=(), **fields):
    made = rules(**fields)
    return Material("demo", made, tuple(projects), decisions=tuple(decisions), likes=tuple(likes), draws=20)


def decided(kind, **fields):
    return Decided(kind, "Hablamos de ello.", "2026-03-04T15:30:00+00:00", **fields)


def ranks(payload):
    return {each["id"]: each["rank"] for each in payload["projects"]}


def totals(payload):
    return {each["id"]: results.number(each["total"]) for each in payload["projects"]}


# --- what is frozen can be worked out again --------------------------------------------------------------------------
@pytest.mark.parametrize("method", Method)
def test_what_was_frozen_gives_the_same_results_again_to_the_last_digit(method):
    found = three(
        method=method,
        decisions=[decided("order", order=(3, 2)), decided("exclude_judge", judge=9)],
        likes=[Liked(2, 5, 1, True)],
    )
    payload = results.outcome(found)
    read = results.read(payload)
    assert read == found
    assert results.canonical(results.outcome(read)) == results.canonical(payload)


def test_a_payload_has_no_floats_so_that_it_has_one_way_to_be_written():
    def walk(value):
        assert not isinstance(value, float)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(part)

    walk(results.outcome(three(method=Method.MODEL)))


def test_the_digest_is_of_the_content_and_not_of_the_order_of_its_keys():
    payload = results.outcome(three())
    assert results.digest(dict(reversed(payload.items()))) == results.digest(payload)
    assert results.digest({**payload, "seed": 1}) != results.digest(payload)


def test_the_rules_are_kept_as_the_text_of_their_own_digest():
    found = three()
    assert results.read_rules(results.outcome(found)) == found.rules


@pytest.mark.parametrize(
    "broken",
    [{}, {"format": 2}, {"format": 1, "edition": "demo", "rules": "{", "projects": []}, {"format": 1, "rules": 3}],
)
def test_what_is_no_payload_is_refused_in_one_way(broken):
    with pytest.raises(results.BadPayload):
        results.read(broken)


# --- what counts -----------------------------------------------------------------------------------------------------
def test_the_mean_of_the_reviews_that_count_is_the_total():
    one = project(1, review(7, 4, 4, 4), review(8, 0, 0, 0, counts=False), review(9, 2, 2, 2))
    assert totals(results.outcome(material(one))) == {1: Fraction(15, 2)}


def test_a_review_that_the_project_outgrew_does_not_count():
    half = Given(8, (("quality", 4), ("card", 4)))
    payload = results.outcome(material(project(1, review(7, 2, 2, 2), half)))
    assert (totals(payload), list(payload["projects"][0]["points"])) == ({1: Fraction(5)}, ["7"])


def test_who_is_out_of_the_competition_has_no_place_and_leaves_it_to_the_next():
    found = three()
    out = replace(found, projects=(replace(found.projects[0], out="Copia."), *found.projects[1:]))
    assert ranks(results.outcome(out)) == {1: None, 2: 1, 3: 1}


def test_points_of_activities_are_added_to_the_project_and_not_to_its_judges():
    rubric = replace(RUBRIC, activities=(Activity("prompts", words("Prompts"), step=50, points=0.5, most=2.0),))
    found = material(
        project(1, review(7, 2, 2, 2), activities=(("prompts", 120),)), project(2, review(7, 2, 2, 2)), rubric=rubric
    )
    payload = results.outcome(found)
    assert totals(payload) == {1: Fraction(6), 2: Fraction(5)}
    assert [each["earned"] for each in payload["projects"]] == [{"prompts": "1/1"}, {}]


def test_a_total_is_no_more_than_the_rules_most_and_says_so():
    rubric = replace(RUBRIC, maximum=9.0)
    payload = results.outcome(material(project(1, review(7, 4, 4, 4)), project(2, review(7, 1, 1, 1)), rubric=rubric))
    assert totals(payload) == {1: Fraction(9), 2: Fraction(5, 2)}
    assert [each["capped"] for each in payload["projects"]] == [True, False]


def test_two_above_the_most_tie_there_and_the_chain_of_the_rules_tells_them_apart():
    rubric = replace(RUBRIC, maximum=5.0)
    first = project(1, review(7, 4, 4, 2), review(8, 4, 4, 2))
    second = project(2, review(7, 3, 3, 4), review(8, 3, 3, 4))
    payload = results.outcome(material(second, first, rubric=rubric))
    rows = {each["id"]: each["row"] for each in payload["projects"]}
    assert totals(payload) == {1: Fraction(5), 2: Fraction(5)}
    assert [(key, rows[key]["rank"], rows[key]["settled_by"]) for key in (1, 2)] == [(1, 1, "corpus"), (2, 2, "corpus")]
    assert {rows[key]["total_high"] for key in (1, 2)} == {"5/1"}
    assert [rows[key]["raw"] for key in (1, 2)] == ["8/1", "17/2"]


def test_two_above_the_most_share_the_place_where_the_chain_settles_nothing():
    rubric = replace(RUBRIC, maximum=5.0)
    rows = [project(1, review(7, 4, 4, 4)), project(2, review(7, 4, 4, 3))]
    payload = results.outcome(material(*rows, rubric=rubric))
    assert ranks(payload) == {1: 1, 2: 1}
    assert [each["shared"] for each in payload["projects"]] == [True, True]


def test_a_project_out_of_the_competition_wins_no_mention_of_the_jury():
    mention = Prize("brave", words("Valentía"), Audience.MENTION, None, (), by=MentionBy.JURY)
    found = three(
        prizes=(mention,),
        decisions=[decided("mention", prize="brave", project=2), decided("mention", prize="brave", project=3)],
    )
    out = replace(found.projects[1], out="Copia de otro.")
    payload = results.outcome(replace(found, projects=(found.projects[0], out, found.projects[2])))
    assert payload["awards"] == [{"prize": "brave", "project": 3}]


def test_a_score_outside_the_scale_of_today_is_a_blank():
    shrunk = replace(RUBRIC, scale_max=3)
    payload = results.outcome(material(project(1, review(7, 4, 3, 3), review(8, 3, 3, 3)), rubric=shrunk))
    assert totals(payload) == {1: Fraction(10)}
    assert list(payload["projects"][0]["points"]) == ["8"]


def test_each_track_has_a_ranking_of_its_own_where_the_rules_say_so():
    tracks = (Track("a", words("A")), Track("b", words("B")))
    projects = (
        project(1, review(7, 1, 1, 1), track="a"),
        project(2, review(7, 4, 4, 4), track="b"),
        project(3, review(7, 2, 2, 2), track="b"),
    )
    payload = results.outcome(material(*projects, tracks=tracks, by_track=True))
    assert [(track["track"], track["projects"]) for track in payload["tracks"]] == [("a", [1]), ("b", [2, 3])]
    assert ranks(payload) == {1: 1, 2: 1, 3: 2}
    assert payload["awards"] == [
        {"prize": "place-1", "project": 1},
        {"prize": "place-1", "project": 2},
        {"prize": "place-2", "project": 3},
    ]


# --- what people decide ----------------------------------------------------------------------------------------------
def test_people_settle_the_order_of_those_that_share_a_place():
    assert ranks(results.outcome(three())) == {1: 1, 2: 2, 3: 2}
    payload = results.outcome(three(decisions=[decided("order", order=(3, 2))]))
    assert ranks(payload) == {1: 1, 2: 3, 3: 2}
    assert [each["reordered"] for each in payload["projects"]] == ["", "Hablamos de ello.", "Hablamos de ello."]


def test_people_settle_nothing_but_the_order_of_neighbours_that_tie():
    found = three()
    (board,) = results.boards(results.outcome(found))
    ties = found.rules.jury.ties
    refused = [(3, 1), (2, 1), (1, 3, 2), (2,), (2, 2), (2, 99), ()]
    assert results.may_order(board.lines, (3, 2), ties=ties)
    assert [order for order in refused if results.may_order(board.lines, order, ties=ties)] == []


def test_a_decision_that_no_longer_fits_changes_nothing():
    assert ranks(results.outcome(three(decisions=[decided("order", order=(3, 1))]))) == {1: 1, 2: 2, 3: 2}


def test_an_order_that_leaves_out_somebody_who_shares_the_place_does_not_hold():
    found = material(
        *(project(key, review(7, 2, 2, 2), review(8, 2, 2, 2)) for key in (1, 2, 3)),
        decisions=[decided("order", order=(3, 2))],
    )
    assert ranks(results.outcome(found)) == {1: 1, 2: 1, 3: 1}
    whole = replace(found, decisions=(decided("order", order=(3, 2, 1)),))
    assert ranks(results.outcome(whole)) == {3: 1, 2: 2, 1: 3}


# --- prizes ----------------------------------------------------------------------------------------------------------
def test_mentions_come_from_likes_from_a_group_and_from_the_jury():
    mention = {"audience": Audience.MENTION, "place": None, "benefits": ()}
    prizes = (
        *PLACES,
        Prize("likes", words("Likes"), by=MentionBy.LIKES, **mention),
        Prize("data", words("Datos"), by=MentionBy.GROUP, group="corpus", **mention),
        Prize("sdg", words("ODS"), by=MentionBy.JURY, **mention),
    )
    found = three(
        prizes=prizes,
        likes=[Liked(2, 9, 1, True), Liked(3, 1, 2, False)],
        decisions=[decided("mention", prize="sdg", project=3)],
    )
    assert results.outcome(found)["awards"] == [
        {"prize": "place-1", "project": 1},
        {"prize": "place-2", "project": 2},
        {"prize": "place-2", "project": 3},
        {"prize": "likes", "project": 2},
        {"prize": "data", "project": 1},
        {"prize": "sdg", "project": 3},
    ]


# --- how it came about -----------------------------------------------------------------------------------------------
def test_the_derivation_adds_up_from_scores_to_the_total():
    found = material(
        project(1, review(7, 4, 3, 1), review(8, 3, 3, 2)),
        project(2, review(7, 2, 2, 2), review(9, 1, 2, 2)),
        project(3, review(8, 1, 2, 2), review(9, 0, 1, 2)),
        method=Method.MODEL,
    )
    payload = results.outcome(found)
    steps = results.derive(payload, 1)
    assert [part.points for part in steps.groups] == [(Fraction(21, 4), Fraction(9, 2)), (Fraction(1), Fraction(2))]
    assert [each.total for each in steps.reviews] == [Fraction(25, 4), Fraction(13, 2)]
    assert steps.mean == sum(part.mean for part in steps.groups) == Fraction(51, 8)
    corrected = sum(each.corrected for each in steps.reviews) / 2
    assert float(corrected) == pytest.approx(float(steps.by_method), abs=1e-6)
    assert round(float(steps.mean), 2) + float(steps.adjustment) == pytest.approx(round(float(steps.by_method), 2))
    assert (steps.above, steps.below.key, steps.competitors) == (None, 2, 3)


def test_one_step_more_on_a_criterion_moves_the_mean_by_as_much_as_the_page_says():
    before = results.outcome(material(project(1, review(7, 1, 1, 1), review(8, 1, 1, 1))))
    after = results.outcome(material(project(1, review(7, 2, 1, 1), review(8, 1, 1, 1))))
    step = results.derive(before, 1).groups[0].criteria[0].step
    assert totals(after)[1] - totals(before)[1] == step == Fraction(3, 8)


def test_a_missing_part_and_the_cap_are_told():
    alone = project(1, Given(7, (("card", 4), ("quality", 4))), artefacts=(ArtefactKind.CORPUS,))
    rescaling = replace(RUBRIC, absent_group=AbsentGroup.RESCALE)
    steps = results.derive(results.outcome(material(alone, rubric=rescaling)), 1)
    assert ([each.key for each in steps.absent], steps.rescaled) == (["demo"], True)
    assert (steps.groups[0].worth, steps.groups[0].stretched, steps.reviews[0].total) == (10, True, 10)


def test_there_is_no_derivation_of_a_project_that_is_not_there():
    assert results.derive(results.outcome(three()), 99) is None


# --- in words --------------------------------------------------------------------------------------------------------
def test_the_page_says_of_how_many_points_a_total_is_track_by_track_where_that_differs():
    tracks = (Track("a", words("Datos")), Track("b", words("Apps")))
    both = Rubric(0, 4, (group("g", 6.0, None, "x"), group("only", 4.0, None, "y", tracks=("b",))), AbsentGroup.ZERO)
    assert (
        results_wording.out_of(rules(rubric=both, tracks=tracks))
        == "Puntos del total según la línea: Datos, 6; Apps, 10."
    )
    assert results_wording.out_of(rules(tracks=tracks)) == "Sobre 10 puntos."
    assert results_wording.out_of(rules()) == "Sobre 10 puntos."


@pytest.mark.parametrize("code", Code)
def test_the_page_has_a_sentence_for_everything_that_has_to_be_known(code):
    said = results_wording.warning({"code": code.value, "projects": [1], "judges": [7]}, {1: "Coplas"}, {7: "Julia"})
    assert said[-1] == "."
