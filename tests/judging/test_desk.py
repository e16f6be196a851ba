"""What stands on a judge's page beside the scores: the evidence, what others gave, and what a blind jury does not see."""

import html
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from hackathon.editions.rules import Criterion, Level, Phase, Text, Track
from hackathon.hub.errors import HubUnreachable
from judging import queries
from judging.models import Assignment
from judging.queries import evidence
from judging.queries.own import next_to_do, own_reviews
from judging.queries.panels import PanelView, panel_view
from judging.samples import first_rows
from submissions import queries as submission_queries
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, signed_in
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LIST = "/jurado/judging/assignment/"


class Silent:
    """A Hub that does not answer."""

    def read_file(self, **_asked):
        raise HubUnreachable("nobody there")


class Telling(Silent):
    """A Hub with one file."""

    def __init__(self, content):
        self.content, self.asked = content, []

    def read_file(self, **asked):
        self.asked.append(asked)
        return self.content


@pytest.fixture
def judge(edition):
    return make_judge(edition)


def spanish(words):
    return Text((("es", words),))


def page_of(review):
    address = reverse("judge_admin:judging_assignment_change", args=[review.pk])
    return html.unescape(text(signed_in(review.judge).get(address)))


# --- what others gave ------------------------------------------------------------------------------------------------
def test_nothing_of_the_others_is_told_before_ones_own_is_sent_and_can_change_no_more(edition, judge):
    project = make_project(edition)
    make_review(project, make_judge(edition, "Juan"), all_scores(edition, 4))
    mine = make_review(project, judge, all_scores(edition, 2), submitted=False)
    closed = edition.parsed_rules.windows.judging.closes_at
    assert panel_view(mine, at=closed) is None
    Assignment.objects.filter(pk=mine.pk).update(submitted_at=NOW)
    mine.refresh_from_db()
    assert [panel_view(mine, at=at) is None for at in (closed - timedelta(seconds=1), closed)] == [True, False]
    page = page_of(mine)
    assert ("data-panel" in page, "lo verás aquí cuando termine el plazo" in page) == (False, True)


def test_after_the_close_ones_own_stands_among_those_that_count(edition, judge):
    project = make_project(edition)
    mine = make_review(project, judge, all_scores(edition, 2))
    others = [make_judge(edition, name) for name in ("Juan", "Ana", "Eva", "Luz")]
    make_review(project, others[0], all_scores(edition, 4))
    make_review(project, others[1], all_scores(edition, 0), submitted=False)
    practice = make_review(project, others[2], all_scores(edition, 1))
    Assignment.objects.filter(pk=practice.pk).update(stage=Assignment.Stage.PRACTICE)
    voided = make_review(project, others[3], all_scores(edition, 1))
    Assignment.objects.filter(pk=voided.pk).update(voided_at=NOW, voided_reason="Mentora")
    five, ten = Fraction(5), Fraction(10)
    closed = edition.parsed_rules.windows.judging.closes_at
    stands = PanelView(reviews=2, mean=Fraction(15, 2), own=five, place=2, lowest=five, highest=ten)
    assert panel_view(mine, at=closed) == stands
    with time_machine.travel(closed, tick=False):
        assert "data-panel" in page_of(mine)


def test_a_total_is_of_the_groups_of_the_projects_track_wherever_it_is_shown():
    rules = make_rules(phase=Phase.JUDGING)
    first, *others = rules.rubric.groups
    groups = (replace(first, tracks=frozenset({"voz"})), *others)
    tracks = (Track("voz", spanish("Voz")),)
    edition = make_edition(
        phase=Phase.JUDGING, rubric=replace(rules.rubric, groups=groups), jury=replace(rules.jury, tracks=tracks)
    )
    project = make_project(edition)
    project.current.track = "voz"
    project.current.save()
    review = make_review(project, make_judge(edition), all_scores(edition, 4))
    assert queries.total_of(review, edition.parsed_rules.rubric).total == 10


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_next_one_is_the_first_unfinished_after_this_one_and_round_again(edition, judge):
    first, second, third = (make_assignment(make_project(edition), judge) for _ in range(3))
    Assignment.objects.filter(pk=second.pk).update(submitted_at=NOW)
    assert next_to_do(judge, at=NOW) == first
    assert next_to_do(judge, at=NOW, after=first.pk) == third
    assert next_to_do(judge, at=NOW, after=third.pk) == first
    assert next_to_do(judge, at=edition.parsed_rules.windows.judging.closes_at) is None


def test_the_list_begins_with_what_was_begun_and_keeps_what_counts_no_more_at_its_end(edition, judge):
    reviews = [make_assignment(make_project(edition, title), judge) for title in ("Uno", "Dos", "Tres")]
    Assignment.objects.filter(pk=reviews[0].pk).update(voided_at=NOW, voided_reason="Mentora")
    Assignment.objects.filter(pk=reviews[2].pk).update(saved_at=NOW)
    assert [str(row.assignment.submission) for row in own_reviews(judge, at=NOW)] == ["Tres", "Dos", "Uno"]


def test_the_list_is_filtered_by_state_and_says_when_nothing_is_left(edition, judge):
    make_assignment(make_project(edition, "Coplas"), judge)
    make_review(make_project(edition, "Nanas"), judge, all_scores(edition, 2))
    visitor = signed_in(judge)
    shown = text(visitor.get(LIST, {"estado": "submitted"}))
    assert ("Nanas" in shown, "Coplas" in shown) == (True, False)
    assert "Ninguno con estos filtros" in text(visitor.get(LIST, {"estado": "\x1f", "linea": "x"}))


# --- what stands beside the rubric -----------------------------------------------------------------------------------
def test_anchored_levels_and_scales_of_their_own_stand_beside_the_steps():
    rubric = make_rules(phase=Phase.JUDGING).rubric
    anchored = Criterion("demo-ux", spanish("Claridad"), scale_max=2, levels=(Level(2, spanish("Se usa sin ayuda")),))
    groups = tuple(replace(each, criteria=(anchored,)) if each.key == "demo" else each for each in rubric.groups)
    edition = make_edition(phase=Phase.JUDGING, rubric=replace(rubric, groups=groups))
    page = page_of(make_assignment(make_project(edition), make_judge(edition)))
    assert "Se usa sin ayuda" in page
    assert ('name="score-demo-ux" value="2"' in page, 'name="score-demo-ux" value="3"' in page) == (True, False)


def test_a_voided_review_says_why_and_takes_nothing(edition, judge):
    review = make_review(make_project(edition), judge, {"demo-ux": 3}, submitted=False)
    Assignment.objects.update(voided_at=NOW, voided_reason="Mentora del <equipo>")
    page = page_of(review)
    assert ("Mentora del <equipo>" in page, 'name="save"' in page) == (True, False)


def test_a_card_is_shown_as_text_at_the_revision_that_counts_and_asked_for_once(edition, judge):
    cache.clear()
    review = make_assignment(make_project(edition), judge)
    repo = replace(evidence.repos_of(review)[0], revision="a" * 40)
    hub = Telling(b"---\nlicense: mit\n---\n# Recetas <script>alert(1)</script>\n\nHola **mundo**")
    shown = [(block.kind, block.text) for block in evidence.card_of(repo, hub=hub)]
    assert shown == [("heading", "Recetas alert(1)"), ("text", "Hola mundo")]
    assert [asked["revision"] for asked in hub.asked] == ["a" * 40]
    assert evidence.card_of(repo, hub=Silent()) == evidence.card_of(repo, hub=hub)
    assert len(hub.asked) == 1


def test_a_silent_hub_says_nothing_about_a_card(edition, judge):
    cache.clear()
    repo = evidence.repos_of(make_assignment(make_project(edition), judge))[0]
    assert evidence.card_of(replace(repo, revision="b" * 40), hub=Silent()) is None


def test_parts_of_the_evidence_are_for_whoever_scores_the_project(edition, judge):
    review = make_assignment(make_project(edition), judge)
    entry = review.submission.current.entries.first().pk
    parts = [("evidence", ["plazo"]), ("evidence_of", ["numeros", entry])]
    for name, rest in parts:
        address = reverse(f"judge_admin:{name}", args=[review.pk, *rest])
        assert signed_in(judge).get(address).status_code == 200
        assert signed_in(make_judge(edition, "Juan")).get(address).status_code == 404
    for rest in (["nada"], ["plazo", entry], ["numeros", entry + 10_000]):
        name = "evidence_of" if len(rest) > 1 else "evidence"
        assert signed_in(judge).get(reverse(f"judge_admin:{name}", args=[review.pk, *rest])).status_code == 404


# --- a blind jury ----------------------------------------------------------------------------------------------------
def test_a_blind_jury_sees_no_team_and_no_owner_and_is_told_where_it_could():
    jury = replace(make_rules(phase=Phase.JUDGING).jury, blind=True)
    edition = make_edition(phase=Phase.JUDGING, jury=jury)
    review = make_assignment(make_project(edition), make_judge(edition))
    page, listed = page_of(review), text(signed_in(review.judge).get(LIST))
    owner, _, name = review.submission.current.entries.first().repo.repo_id.partition("/")
    assert str(review.submission.team) not in page.replace(str(review.submission), "") + listed
    assert (f">{owner}/" in page, f"</span> {name}" in page, "a ciegas" in page) == (False, True, True)
    assert not submission_queries.readable_by(review.judge).exists()


# --- the first rows of a file ----------------------------------------------------------------------------------------
def test_rows_of_any_file_are_text_and_few():
    lines = b'{"q": "hola", "n": [1, null]}\nno json\n[1]\n' + b'{"q": "\xff\\u0000"}\n' * 9 + b'{"q": "cut'
    rows = first_rows(lines, "jsonl")
    assert (len(rows), rows[0], rows[1]) == (5, (("q", "hola"), ("n", "[1, null]")), (("q", "��"),))
    assert first_rows(b"a\tb\n1\t2\n", "tsv") == ((("a", "1"), ("b", "2")),)
    assert first_rows(b"", "csv") == first_rows(b"only a header", "csv") == ()
    assert len(first_rows(b"a\n" + b"x" * 900 + b"\n", "csv")[0][0][1]) == 401
