"""The line of the competition that a project is in: chosen by its team, corrected by who runs the edition."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import EditionRules, Text, Track
from hackathon.mail.models import Message
from submissions import actions
from submissions.actions import SubmissionInput
from submissions.actions.versions import columns
from submissions.forms import SubmissionForm
from submissions.merging import marks
from submissions.models import Draft, EvidenceEntry, Submission, SubmissionVersion
from submissions.queries.contents import content_of, signed_content
from submissions.queries.said import changes
from tests.factories.editions import NOW, base_rules, make_edition, make_rules
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.reading import text

TRACKS = (
    Track("datos", Text((("es", "Datos"), ("en", "Data")))),
    Track("salud", Text((("es", "Salud"), ("en", "Health")))),
)
JURY = replace(base_rules().jury, tracks=TRACKS)
REASON = "El corpus no trata de salud."


@pytest.fixture
def submission(db: None) -> Submission:
    return make_submission(make_team(make_edition(jury=JURY)), track="salud")


@pytest.fixture
def at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def move(submission: Submission, **changes: Any) -> SubmissionVersion:
    asked = {"track": "datos", "reason": f" {REASON} ", "seen": 1, "at": NOW} | changes
    asked.setdefault("by", make_organiser(submission.edition))
    return actions.correct_track(submission=submission, **asked)


def track_of(typed: dict[str, str], rules: EditionRules) -> str:
    form = SubmissionForm(typed, rules=rules)
    assert form.is_valid(), form.errors
    return form.to_input().track


# --- on the form -----------------------------------------------------------------------------------------------------
def test_an_edition_with_tracks_asks_for_one_and_others_ask_for_none():
    typed = {"title": "Recetas", "summary": "Un corpus.", "impact": "Mucho", "corpus": "a/b", "consent": "on"}
    form = SubmissionForm(typed, rules=make_rules(jury=JURY))
    assert form.errors["track"] == ["Elige en qué línea participa el proyecto."]
    assert track_of(typed | {"track": "salud"}, make_rules(jury=JURY)) == "salud"
    assert track_of(typed, make_rules()) == ""


def test_what_the_form_says_of_the_track_is_what_the_version_keeps():
    form = SubmissionInput("Recetas", "Un corpus.", entries=(), track="salud")
    assert columns(form)["track"] == "salud"


def test_a_track_that_there_is_not_is_refused():
    form = SubmissionForm({"title": "R", "summary": "C", "track": "otra"}, rules=make_rules(jury=JURY))
    assert "track" in form.errors


# --- in what a version says ------------------------------------------------------------------------------------------
def test_a_version_says_its_track_in_words_and_by_its_key_where_the_rules_dropped_it(submission):
    old = submission.current
    new = move(submission)
    rules = submission.edition.parsed_rules
    (change,) = changes(old, new, rules=rules)
    assert (change.label, change.removed, change.added) == ("Línea", ("Salud",), ("Datos",))
    (change,) = changes(old, new, rules=replace(rules, jury=replace(JURY, tracks=())))
    assert (change.removed, change.added) == (("salud",), ("datos",))


def test_a_receipt_signs_the_track_and_those_from_before_there_were_any_stay_as_they_were(submission):
    assert json.loads(signed_content(submission.current))["track"] == "salud"
    submission.current.track = ""
    assert "track" not in json.loads(signed_content(submission.current))


# --- corrected -------------------------------------------------------------------------------------------------------
def test_the_corrected_version_differs_in_nothing_but_the_track(submission):
    old = submission.current
    new = move(submission)
    assert content_of(new) == content_of(old) | {"track": "datos"}
    submission.refresh_from_db()
    assert (submission.current, new.number, new.late) == (new, 2, old.late)


def test_it_leaves_a_receipt_and_a_line_with_the_reason(submission):
    olga = make_organiser(submission.edition)
    move(submission, by=olga)
    assert json.loads(EvidenceEntry.objects.get(kind="receipt").body)["version"] == 2
    line = TrailEntry.objects.get(verb="submission.track_corrected")
    assert (line.by, line.reason, line.detail) == (olga, REASON, {"version": 2, "before": "salud", "after": "datos"})


def test_the_team_is_told_who_moved_it_and_why(submission):
    move(submission)
    (message,) = Message.objects.all()
    assert message.body.startswith("La organización ha pasado el proyecto «Recetas de la abuela» a la línea «Datos»")
    assert REASON in message.body
    assert "Hemos recibido" not in message.body


def test_a_draft_that_is_being_written_gets_the_new_track(submission):
    delivered = content_of(submission.current)
    typed = actions.Typed(delivered | {"title": "A medias"}, marks(delivered))
    actions.save_draft(team=submission.team, typed=typed, by=submission.team.captain, at=NOW)
    move(submission)
    assert Draft.objects.get().revisions.first().content["track"] == "datos"


def test_the_track_that_it_has_already_makes_no_version(submission):
    assert move(submission, track="salud").number == 1
    assert not TrailEntry.objects.filter(verb="submission.track_corrected").exists()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"track": "otra"}, "unknown_track"),
        ({"reason": " corto "}, "no_reason"),
        ({"seen": 7}, "changed_meanwhile"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(submission, asked, why):
    with pytest.raises(actions.CannotMove) as refused:
        move(submission, **asked)
    assert (refused.value.why, submission.versions.count()) == (why, 1)


def test_only_who_runs_the_edition_moves_a_project_and_only_one_that_takes_part(submission):
    with pytest.raises(actions.CannotMove) as refused:
        move(submission, by=make_person())
    assert refused.value.why == "not_organiser"
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=submission.team.captain)
    with pytest.raises(actions.CannotMove) as refused:
        move(submission)
    assert refused.value.why == "not_delivered"


# --- the page --------------------------------------------------------------------------------------------------------
def test_the_page_moves_the_project_and_says_so(submission, at_now):
    browser = signed_in(make_organiser(submission.edition))
    page = f"/{submission.edition.slug}/proyectos/{submission.pk}/"
    assert f"{page}linea/" in browser.get(page).content.decode()
    answer = browser.post(f"{page}linea/", {"track": "datos", "reason": REASON, "seen": "1"}, follow=True)
    assert "Línea corregida." in text(answer)
    assert "Datos" in text(answer)


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(submission, at_now):
    browser = signed_in(make_organiser(submission.edition))
    page = f"/{submission.edition.slug}/proyectos/{submission.pk}/linea/"
    assert "Explica el motivo" in text(browser.post(page, {"track": "datos", "reason": "no", "seen": "1"}))
    answer = browser.post(page, {"track": "datos", "reason": REASON, "seen": "9"})
    assert (answer.status_code, REASON in text(answer)) == (409, True)


def test_an_edition_without_tracks_has_no_such_page(db, at_now):
    submission = make_submission(make_team(make_edition()))
    browser = signed_in(make_organiser(submission.edition))
    page = f"/{submission.edition.slug}/proyectos/{submission.pk}/"
    assert browser.get(f"{page}linea/").status_code == 404
    assert "Corregir la línea" not in text(browser.get(page))
