"""The close: told once in the log, everything due, the log's head mailed; and again for a close that has moved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.accounts.models import Role, User
from hackathon.accounts.roles import grant
from hackathon.editions.models import Edition
from hackathon.mail.models import Message
from submissions import actions
from submissions.models import EvidenceEntry, EvidenceLog, RepoVerdict, Watch
from tests.factories.people import make_judge, make_organiser, make_person
from tests.racing import race
from tests.submissions.evidence.scene import home_edition
from tests.submissions.hubs import CORPUS

pytestmark = pytest.mark.django_db


def close(scene: Any) -> EvidenceEntry | None:
    return actions.close(edition=scene.edition, at=scene.now)


def move_close(scene: Any, **later: float) -> None:
    """Organisers give so much more time."""
    windows = scene.edition.parsed_rules.windows
    closes_at = windows.submission.closes_at + timedelta(**later)
    judging = replace(windows.judging, opens_at=closes_at)
    scene.change(windows=replace(windows, submission=replace(windows.submission, closes_at=closes_at), judging=judging))


def test_the_log_is_closed_at_the_close_and_not_before_it(scene: Any):
    scene.to_close(microseconds=-1)
    assert close(scene) is None
    scene.to_close()
    entry = close(scene)
    assert (entry.kind, entry.at, close(scene)) == ("closed", scene.now, None)
    until = scene.edition.parsed_rules.counts_until.isoformat()
    assert scene.bodies("closed") == [{"closes_at": until, "counts_until": until, "watched": 3}]


def test_everything_is_due_at_the_close(scene: Any):
    scene.settle()
    scene.to_close()
    close(scene)
    assert set(Watch.objects.values_list("reason", "due_at")) == {("deadline", scene.now + timedelta(seconds=60))}
    assert EvidenceLog.objects.get().next_sweep_at == scene.now


def test_the_grace_of_the_rules_belongs_to_the_time_before_the_close(scene: Any):
    rules = scene.edition.parsed_rules
    scene.change(deadline=replace(rules.deadline, grace_minutes=15))
    scene.now = rules.windows.submission.closes_at + timedelta(minutes=14)
    assert close(scene) is None
    scene.pass_(minutes=1)
    assert close(scene) is not None


def test_nobody_else_is_written_to_and_nobody_twice(scene: Any):
    """Whoever is both on the jury and an organiser gets one letter; who left, who has no address and other editions' none."""
    both = make_judge(scene.edition, "Julia")
    grant(user=both, edition=scene.edition, kind=Role.Kind.ORGANISER, by=None, at=scene.now)
    gone, silent = make_judge(scene.edition, "Inés"), make_judge(scene.edition, "Sara")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=silent.pk).update(email="")
    make_judge(home_edition("otra"), "Teo")
    scene.to_close()
    close(scene)
    assert [letter.user for letter in Message.objects.all()] == [both]


def test_the_close_of_today_counts_whatever_was_read_before(scene: Any):
    read_before = Edition.objects.get(pk=scene.edition.pk)
    before = read_before.parsed_rules.counts_until
    move_close(scene, hours=2)
    assert actions.close(edition=read_before, at=before + timedelta(hours=1)) is None


def test_jury_and_organisers_get_the_head_of_the_log_once(scene: Any):
    julia, olga = make_judge(scene.edition, "Julia"), make_organiser(scene.edition, "Olga")
    make_person("Bruno")
    scene.to_close()
    entry = close(scene)
    close(scene)
    letters = Message.objects.order_by("pk")
    assert [letter.user for letter in letters] == [julia, olga]
    assert {letter.subject for letter in letters} == {f"{scene.edition.title}: cerró la entrega, guarda esta huella"}
    body = letters[0].body
    assert f"\n\n{entry.hash}\n\n" in body
    assert f"tiene {entry.sequence} apuntes" in body
    assert body.endswith("/demo/pruebas/")


def test_a_close_that_moves_is_closed_again(scene: Any):
    scene.settle()
    scene.to_close()
    close(scene)
    make_judge(scene.edition)
    move_close(scene, hours=2)
    assert close(scene) is None
    scene.to_close()
    assert close(scene) is not None
    assert [body["counts_until"] for body in scene.bodies("closed")] == [
        (scene.now - timedelta(hours=2)).isoformat(),
        scene.now.isoformat(),
    ]
    assert Message.objects.count() == 1


def test_what_was_judged_for_a_close_that_moves_waits_for_the_new_one(scene: Any):
    scene.settle()
    scene.to_close()
    scene.keep()
    scene.look()
    assert set(RepoVerdict.objects.values_list("state", flat=True)) == {"unchanged"}
    move_close(scene, hours=2)
    scene.pass_(minutes=10)
    scene.keep()
    assert set(RepoVerdict.objects.values_list("state", "frozen_sha", "closes_at")) == {
        ("not_yet", "", scene.edition.parsed_rules.counts_until)
    }
    sha = scene.commit(CORPUS)
    scene.to_close(minutes=1)
    scene.keep()
    scene.pass_(minutes=1)
    scene.look()
    assert RepoVerdict.objects.get(repo__repo_id=CORPUS).frozen_sha == sha


def test_an_edition_without_deliveries_has_nothing_to_close(scene: Any):
    Watch.objects.all().delete()
    scene.to_close()
    scene.keep()
    assert scene.kinds() == []


def test_after_the_results_nothing_is_watched_any_more(scene: Any):
    scene.settle()
    scene.now = scene.edition.parsed_rules.windows.results_at
    scene.keep()
    assert (scene.asked(), "closed" in scene.kinds()) == ([], False)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_close_once(scene: Any):
    scene.settle()
    scene.to_close()
    outcomes = race([lambda: close(scene)] * 4)
    assert sorted(outcome is None for outcome in outcomes) == [False, True, True, True]
    assert scene.kinds().count("closed") == 1
