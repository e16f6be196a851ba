"""Organisers decide otherwise than the evidence: with a reason, told to everybody, undone the same way."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.actions import change_rules
from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import ArtefactKind, DeadlineRules, Phase
from hackathon.mail.models import Message
from submissions.actions import evidence, overruling
from submissions.deadline.record import EntryKind
from submissions.deadline.verdict import VerdictState
from submissions.models import Audit, EvidenceEntry, RepoVerdict
from submissions.queries.verdicts import stand
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import add_version, make_audit, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.racing import kinds, race
from tests.reading import text

pytestmark = pytest.mark.django_db
FROZEN, OTHER = "a" * 40, "b" * 40
REASON = "El Hub estuvo caído <una hora> antes del cierre."


@pytest.fixture
def verdict() -> RepoVerdict:
    """On a corpus that changed after the close. The log knows another revision of it, too."""
    submission = make_submission(make_team(make_edition(phase=Phase.JUDGING)), kinds=[ArtefactKind.CORPUS])
    repo = submission.current.entries.get().repo
    sighting = {"hub_id": repo.hub_id, "head": OTHER, "server_at": None, "likes": 0, "standing": "found"}
    evidence.append(edition=submission.edition, kind=EntryKind.SIGHTING, body=sighting, at=NOW, repo=repo)
    return make_verdict(submission, repo, state="changed_after", frozen_sha=FROZEN)


def decide(verdict: RepoVerdict, by: Any, **changes: Any) -> RepoVerdict:
    typed = {"state": VerdictState.UNCHANGED, "reason": REASON, "seen": stand(verdict), "at": NOW} | changes
    return overruling.overrule(verdict=verdict, by=by, **typed)


def project_of(verdict: RepoVerdict) -> Any:
    return verdict.repo.entries.get().version.submission


def address(name: str, verdict: RepoVerdict) -> str:
    return reverse(f"submissions:{name}", args=[verdict.edition.slug, project_of(verdict).pk, verdict.repo_id])


def typed(verdict: RepoVerdict, **changes: str) -> dict[str, str]:
    return {"state": "unchanged", "sha": "", "reason": REASON, "seen": stand(verdict)} | changes


# --- deciding --------------------------------------------------------------------------------------------------------
def test_a_decision_holds_and_leaves_what_the_evidence_says_beside_it(verdict):
    olga = make_organiser(verdict.edition)
    decide(verdict, olga, sha=OTHER)
    verdict.refresh_from_db()
    assert (verdict.final_state, verdict.final_sha) == ("unchanged", OTHER)
    assert (verdict.state, verdict.frozen_sha) == ("changed_after", FROZEN)
    assert (verdict.overruled_reason, verdict.overruled_by, verdict.overruled_at) == (REASON, olga, NOW)


def test_without_a_revision_the_one_of_the_evidence_counts(verdict):
    assert decide(verdict, make_organiser(verdict.edition)).final_sha == FROZEN


def test_a_decision_stands_in_the_log_with_the_digest_of_its_reason(verdict):
    decide(verdict, make_organiser(verdict.edition), sha=OTHER)
    entry = EvidenceEntry.objects.get(kind="overruled")
    assert entry.repo == verdict.repo
    assert json.loads(entry.body) == {
        "hub_id": verdict.repo.hub_id,
        "repo_id": verdict.repo.repo_id,
        "state": "unchanged",
        "sha": OTHER,
        "reason": hashlib.sha256(REASON.encode()).hexdigest(),
        "undone": False,
    }


def test_a_decision_stands_in_the_trail_with_its_reason(verdict):
    olga = make_organiser(verdict.edition)
    decide(verdict, olga)
    line = TrailEntry.objects.get(verb="verdict.overruled")
    assert (line.by, line.at, line.reason) == (olga, NOW, REASON)
    assert (line.detail["before"], line.detail["after"]) == ("changed_after", "unchanged")


def test_everybody_in_the_team_gets_a_letter_with_the_reason_and_nobody_else(verdict):
    team = project_of(verdict).team
    other = make_team(verdict.edition, make_person("Bruno"))
    make_submission(other)
    decide(verdict, make_organiser(verdict.edition))
    letters = Message.objects.all()
    assert sorted(letter.email for letter in letters) == sorted(team.memberships.values_list("user__email", flat=True))
    assert REASON in letters[0].body
    assert "Antes: con cambios después. Ahora: sin cambios." in letters[0].body


def test_teams_that_the_decision_does_not_touch_hear_nothing_of_it(verdict):
    """One withdrew its project with the same repo, the other delivered it in another edition."""
    ours, parts = project_of(verdict).team, [(ArtefactKind.CORPUS, verdict.repo)]
    withdrawn = make_submission(make_team(verdict.edition, make_person("Bruno")), kinds=[])
    elsewhere = make_submission(make_team(make_edition("otra", phase=Phase.JUDGING), make_person("Carla")), kinds=[])
    for submission in (withdrawn, elsewhere):
        add_version(submission, repos=parts)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(withdrawn_at=NOW, withdrawn_by=withdrawn.team.captain)
    decide(verdict, make_organiser(verdict.edition))
    assert [letter.user for letter in Message.objects.all()] == [ours.captain]


def test_a_letter_tells_a_decision_from_its_taking_back(verdict):
    olga = make_organiser(verdict.edition)
    decided = decide(verdict, olga)
    later = NOW + timedelta(minutes=1)
    overruling.reinstate(verdict=decided, reason="Nos equivocamos de repo.", seen=stand(decided), by=olga, at=later)
    first, second = Message.objects.order_by("pk").values_list("body", flat=True)
    said = "La organización ha revisado el plazo", "La organización ha retirado su decisión"
    assert [[words in body for words in said] for body in (first, second)] == [[True, False], [False, True]]


def test_a_decision_may_be_taken_from_the_end_of_the_grace_on(verdict):
    edition = verdict.edition
    rules = replace(edition.parsed_rules, deadline=DeadlineRules(grace_minutes=10))
    change_rules(edition=edition, rules=rules, by=None, at=NOW, reason="Prueba")
    edition.refresh_from_db()
    olga, close = make_organiser(edition), rules.counts_until
    with pytest.raises(overruling.CannotOverrule) as refused:
        decide(verdict, olga, at=close - timedelta(microseconds=1))
    assert refused.value.why == "too_early"
    decide(verdict, olga, at=close)
    assert RepoVerdict.objects.get().overruled_at == close


def test_a_decision_can_be_taken_back_with_a_reason_and_the_evidence_speaks_again(verdict):
    olga = make_organiser(verdict.edition)
    decided = decide(verdict, olga, sha=OTHER)
    later = NOW + timedelta(minutes=1)
    overruling.reinstate(verdict=decided, reason="Nos equivocamos de repo.", seen=stand(decided), by=olga, at=later)
    verdict.refresh_from_db()
    assert (verdict.final_state, verdict.final_sha) == ("changed_after", FROZEN)
    assert (verdict.overruled_reason, verdict.overruled_by, verdict.overruled_at) == ("", None, None)
    assert TrailEntry.objects.get(verb="verdict.reinstated").reason == "Nos equivocamos de repo."
    bodies = [
        json.loads(body) for body in EvidenceEntry.objects.filter(kind="overruled").values_list("body", flat=True)
    ]
    assert [(body["state"], body["undone"]) for body in bodies] == [("unchanged", False), ("changed_after", True)]
    assert Message.objects.count() == 2 * project_of(verdict).team.memberships.count()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": "  Porque sí  "[:9]}, "no_reason"),
        ({"reason": "Porque sí" + " " * 20}, "no_reason"),
        ({"state": VerdictState.NOT_YET}, "not_a_state"),
        ({"sha": "c" * 40}, "unknown_revision"),
        ({"at": NOW - timedelta(days=400)}, "too_early"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(verdict, changes, why):
    with pytest.raises(overruling.CannotOverrule) as refused:
        decide(verdict, make_organiser(verdict.edition), **changes)
    assert refused.value.why == why
    verdict.refresh_from_db()
    assert (verdict.overruled_state, TrailEntry.objects.filter(verb="verdict.overruled").count()) == ("", 0)
    assert (Message.objects.count(), EvidenceEntry.objects.filter(kind="overruled").count()) == (0, 0)


def test_only_organisers_of_the_edition_decide(verdict):
    elsewhere = make_edition("otra", phase=Phase.JUDGING)
    for person in (make_organiser(elsewhere), make_judge(verdict.edition), project_of(verdict).team.captain):
        with pytest.raises(overruling.CannotOverrule) as refused:
            decide(verdict, person)
        assert refused.value.why == "not_organiser"


def test_nothing_is_taken_back_that_was_not_decided(verdict):
    olga = make_organiser(verdict.edition)
    with pytest.raises(overruling.CannotOverrule) as refused:
        overruling.reinstate(verdict=verdict, reason=REASON, seen=stand(verdict), by=olga, at=NOW)
    assert refused.value.why == "nothing_to_undo"


def test_who_looked_at_another_verdict_is_told_and_overwrites_nothing(verdict):
    olga, oscar = make_organiser(verdict.edition), make_organiser(verdict.edition, "Óscar")
    seen = stand(verdict)
    decide(verdict, olga)
    with pytest.raises(overruling.ChangedMeanwhile) as refused:
        decide(verdict, oscar, seen=seen, state=VerdictState.GONE)
    assert (refused.value.now.overruled_state, refused.value.now.overruled_by) == ("unchanged", olga)


def test_a_verdict_that_the_evidence_changed_meanwhile_is_looked_at_again_first(verdict):
    seen = stand(verdict)
    RepoVerdict.objects.filter(pk=verdict.pk).update(state="rewritten")
    with pytest.raises(overruling.ChangedMeanwhile):
        decide(verdict, make_organiser(verdict.edition), seen=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_is_told_that_it_changed(verdict):
    olga, oscar = make_organiser(verdict.edition), make_organiser(verdict.edition, "Óscar")
    seen = stand(verdict)
    outcomes = race([lambda by=by: decide(verdict, by, seen=seen) for by in (olga, oscar)])
    assert kinds(outcomes) == {"RepoVerdict": 1, "ChangedMeanwhile": 1}
    assert EvidenceEntry.objects.filter(kind="overruled").count() == 1
    assert TrailEntry.objects.filter(verb="verdict.overruled").count() == 1


# --- what was done with the old revision -----------------------------------------------------------------------------
def test_another_revision_is_audited_anew(verdict):
    make_audit(project_of(verdict), reason="deadline", at=NOW - timedelta(hours=1))
    make_verdict(project_of(verdict), verdict.repo, state="changed_after", frozen_sha=FROZEN)
    decide(verdict, make_organiser(verdict.edition), sha=OTHER)
    assert list(Audit.objects.order_by("pk").values_list("reason", "state")) == [
        ("deadline", "done"),
        ("deadline", "queued"),
    ]


def test_another_state_of_the_same_revision_needs_no_audit(verdict):
    make_audit(project_of(verdict), reason="deadline", at=NOW - timedelta(hours=1))
    make_verdict(project_of(verdict), verdict.repo, state="changed_after", frozen_sha=FROZEN)
    decide(verdict, make_organiser(verdict.edition))
    assert Audit.objects.count() == 1


# --- the page --------------------------------------------------------------------------------------------------------
@pytest.fixture
def at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("at_now")
def test_an_organiser_decides_on_the_page_and_the_team_reads_who_when_and_why(client, verdict):
    client.force_login(make_organiser(verdict.edition))
    answer = client.post(address("overrule", verdict), typed(verdict, sha=OTHER))
    project = project_of(verdict)
    page = reverse("submissions:timeline", args=[project.edition.slug, project.pk])
    assert answer["Location"] == f"{page}#repo-{verdict.repo_id}"
    client.force_login(project.team.captain)
    shown = text(client.get(page))
    assert "Decidido por la organización el" in shown
    assert f'datetime="{NOW.isoformat()}"' in shown
    assert "El Hub estuvo caído &lt;una hora&gt; antes del cierre." in shown
    assert "Según las pruebas era: con cambios después." in shown


@pytest.mark.usefixtures("at_now")
def test_the_page_offers_the_revisions_that_the_log_knows(client, verdict):
    client.force_login(make_organiser(verdict.edition))
    shown = text(client.get(address("overrule", verdict)))
    assert f'<option value="{OTHER}">' in shown
    assert 'value="not_yet"' not in shown


@pytest.mark.usefixtures("at_now")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Escribe el motivo: el equipo lo va a leer."),
        ({"reason": "corto"}, "Explica el motivo en una frase"),
        ({"reason": "x" * 2001}, "caben 2000 caracteres"),
        ({"reason": "con \x00 dentro de todo"}, "caracteres nulos"),
        ({"sha": "c" * 40}, "Elige una opción de la lista."),
        ({"state": "on_time"}, "Elige una opción de la lista."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(client, verdict, changes, sentence):
    client.force_login(make_organiser(verdict.edition))
    answer = client.post(address("overrule", verdict), typed(verdict, **changes))
    assert answer.status_code == 200
    assert sentence in text(answer)
    if "reason" not in changes:
        assert "El Hub estuvo caído &lt;una hora&gt; antes del cierre." in text(answer)
    verdict.refresh_from_db()
    assert verdict.overruled_state == ""


@pytest.mark.usefixtures("at_now")
def test_who_comes_second_sees_the_new_verdict_and_keeps_what_they_typed(client, verdict):
    content = typed(verdict, state="gone", reason="Escrito con mucho cuidado.")
    decide(verdict, make_organiser(verdict.edition))
    client.force_login(make_organiser(verdict.edition, "Óscar"))
    answer = client.post(address("overrule", verdict), content)
    assert answer.status_code == 409
    shown = text(answer)
    assert "El veredicto ha cambiado mientras escribías." in shown
    assert "Escrito con mucho cuidado." in shown
    assert "El Hub estuvo caído &lt;una hora&gt; antes del cierre." in shown
    verdict.refresh_from_db()
    again = client.post(address("overrule", verdict), content | {"seen": stand(verdict)})
    assert again.status_code == 302


@pytest.mark.usefixtures("at_now")
def test_taking_back_on_the_page_needs_a_reason_too(client, verdict):
    decide(verdict, make_organiser(verdict.edition))
    verdict.refresh_from_db()
    client.force_login(make_organiser(verdict.edition, "Óscar"))
    refused = client.post(address("reinstate", verdict), {"seen": stand(verdict), "reason": ""})
    assert (refused.status_code, "Escribe el motivo" in text(refused)) == (200, True)
    done = client.post(address("reinstate", verdict), {"seen": stand(verdict), "reason": "Nos equivocamos de repo."})
    assert done.status_code == 302
    verdict.refresh_from_db()
    assert verdict.final_state == "changed_after"


@pytest.mark.usefixtures("at_now")
def test_a_repo_that_is_no_longer_delivered_is_not_found(client, verdict):
    client.force_login(make_organiser(verdict.edition))
    add_version(project_of(verdict))
    project = project_of(verdict)
    gone = reverse("submissions:overrule", args=[project.edition.slug, project.pk, verdict.repo_id])
    assert client.get(gone).status_code == 404
    assert client.get(f"/demo/proyectos/{project.pk}/plazo/{10**30}/decidir/").status_code == 404
