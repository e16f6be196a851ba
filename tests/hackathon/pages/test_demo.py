"""The demo: what stands where in each phase, and that loading it again changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hackathon.accounts.actions import erase_person, merge_accounts
from hackathon.accounts.models import Role, User
from hackathon.editions.actions import load_edition
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Phase
from hackathon.hub.sandbox.samples import PEOPLE
from hackathon.pages.demo import BASE, introductions, load_demo
from hackathon.pages.demo_evaluation import INVENTED
from hackathon.pages.demo_people import SEEKERS
from hackathon.registration.models import Registration
from judging.actions.conflicts import declare_conflict
from judging.models import Assignment, Award, Certificate, FrozenResults
from submissions import queries
from submissions.deadline.chain import verify
from submissions.models import (
    Audit,
    EvaluationBoard,
    EvaluationJob,
    EvaluationRun,
    EvidenceLog,
    RepoVerdict,
    Submission,
    SubmissionVersion,
)
from submissions.queries.likes import board
from teams.models import Membership

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STANDS = {
    Phase.REGISTRATION: (0, 0, 0),
    Phase.BUILDING: (3, 0, 0),
    Phase.JUDGING: (4, 12, 7),
    Phase.RESULTS: (4, 12, 12),
}

# The states of jobs, with what is wrong; how many examples there are, and how many boards are published.
JOBS = [("failed", "too_large"), ("queued", ""), ("queued", "")]
EVALUATED = {Phase.JUDGING: (JOBS, 4, 0), Phase.RESULTS: (JOBS, 4, 1)}


@pytest.fixture(autouse=True)
def base() -> None:
    load_edition(slug=BASE, by=None, at=NOW)


@pytest.mark.parametrize("phase", STANDS)
def test_each_phase_has_the_projects_and_reviews_that_it_would_have(phase: Phase, tmp_path: Path) -> None:
    edition = load_demo(phase=phase, at=NOW, hub_root=tmp_path)

    assert edition.parsed_rules.phase(NOW) == phase
    projects, reviews = Submission.objects.count(), Assignment.objects.count()
    assert (projects, reviews, Assignment.objects.exclude(submitted_at=None).count()) == STANDS[phase]
    jobs = EvaluationJob.objects.order_by("pk").values_list("state", "problem")
    boards = EvaluationBoard.objects.exclude(published_at=None).count()
    assert (list(jobs), EvaluationRun.objects.count(), boards) == EVALUATED.get(phase, ([], 0, 0))
    assert {run.hardware for run in EvaluationRun.objects.all()} <= {INVENTED}


@pytest.mark.parametrize(
    ("phase", "stage", "first"), [(Phase.BUILDING, "provisional", None), (Phase.RESULTS, "final", "Refranero Vivo")]
)
def test_the_board_of_likes_is_lively_before_the_count_and_after_it(
    phase: Phase, stage: str, first: str | None, tmp_path: Path
) -> None:
    edition = load_demo(phase=phase, at=NOW, hub_root=tmp_path)
    found = board(edition, at=NOW)
    assert (found.stage, len(found.repos), found.undated) == (stage, 10, 0)
    assert [line.title for line in found.projects if line.standing.mentioned] == ([first] if first else [])
    assert sum(line.standing.own for line in found.projects) > 0
    assert all(len(line.trend) > 2 for line in found.projects)


def test_loading_the_demo_again_changes_nothing(tmp_path: Path) -> None:
    load_demo(phase=Phase.BUILDING, at=NOW, hub_root=tmp_path)
    counts = [model.objects.count() for model in (User, Role, Membership, SubmissionVersion, Audit, TrailEntry)]

    load_demo(phase=Phase.BUILDING, at=NOW, hub_root=tmp_path)

    assert [model.objects.count() for model in (User, Role, Membership, SubmissionVersion, Audit, TrailEntry)] == counts


def test_the_demo_loads_again_whatever_its_people_did_meanwhile(tmp_path: Path) -> None:
    edition = load_demo(phase=Phase.BUILDING, at=NOW, hub_root=tmp_path)
    joel, elena, fernanda, olga = (
        User.objects.get(email=f"{name}@example.org") for name in ("joel.ferreira", "elena", "fernanda", "olga")
    )
    merge_accounts(keep=elena, gone=joel, by=olga, at=NOW, reason="La misma persona")
    erase_person(user=fernanda, by=fernanda, at=NOW)
    User.objects.filter(pk=olga.pk).update(email="olga@otra.example.org")

    load_demo(phase=Phase.BUILDING, at=NOW, hub_root=tmp_path)

    assert Submission.objects.filter(edition=edition).count() == 3
    assert User.objects.filter(hub_username="olga").count() == 1


def test_the_demo_moves_on_to_a_later_phase_and_back_with_its_people(tmp_path: Path) -> None:
    load_demo(phase=Phase.BUILDING, at=NOW, hub_root=tmp_path)
    before = set(Submission.objects.values_list("pk", flat=True))

    load_demo(phase=Phase.JUDGING, at=NOW, hub_root=tmp_path)
    edition = load_demo(phase=Phase.BUILDING, at=NOW, hub_root=tmp_path)

    assert edition.parsed_rules.phase(NOW) == Phase.BUILDING
    assert before < set(Submission.objects.values_list("pk", flat=True))


def test_with_a_hub_that_is_not_ours_the_people_sign_in_by_e_mail() -> None:
    edition = load_demo(phase=Phase.BUILDING, at=NOW, hub_root=None)

    everybody = [*PEOPLE, *(person.username for person in SEEKERS)]
    assert sorted(User.objects.values_list("email", "hub_sub")) == sorted(
        (f"{name}@example.org", None) for name in everybody
    )
    assert edition.parsed_rules.hub.organisations == ("somosnlp",)
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(("phase", "looking"), [(Phase.REGISTRATION, 4), (Phase.BUILDING, 4), (Phase.JUDGING, 0)])
def test_while_teams_form_people_who_look_for_one_are_on_the_board(phase: Phase, looking: int, tmp_path: Path) -> None:
    edition = load_demo(phase=phase, at=NOW, hub_root=tmp_path)

    assert Registration.objects.filter(edition=edition, on_board=True).count() == looking


def test_whoever_is_in_a_team_of_the_demo_has_registered(tmp_path: Path) -> None:
    edition = load_demo(phase=Phase.JUDGING, at=NOW, hub_root=tmp_path)

    seated = set(Membership.objects.filter(edition=edition).values_list("user", flat=True))
    registered = {each.user_id for each in Registration.objects.filter(edition=edition) if each.is_complete}
    assert (len(seated), seated - registered) == (6, set())


def test_the_welcome_introduces_a_participant_a_judge_and_an_organiser() -> None:
    lines = introductions(edition=load_demo(phase=Phase.BUILDING, at=NOW, hub_root=None))

    assert [line.split()[:2] for line in lines[1:4]] == [
        ["participante", "alicia"],
        ["jurado", "julia"],
        ["organización", "olga"],
    ]


def test_once_delivery_has_closed_each_repo_of_the_demo_has_its_verdict(tmp_path: Path) -> None:
    edition = load_demo(phase=Phase.JUDGING, at=NOW, hub_root=tmp_path)

    assert {verdict.repo.repo_id.partition("/")[2]: verdict.state for verdict in verdicts(edition)} == {
        "recetas-tierra": "unchanged",
        "recetas-tierra-modelo": "unchanged",
        "recetas-tierra-demo": "unchanged",
        "refranero-vivo-it": "unchanged",
        "refranero-vivo-gemma-2b": "unchanged",
        "refranero-vivo-demo": "unchanged",
        "salud-cercana-it": "changed_after",
        "salud-cercana-mistral-7b": "unchanged",
        "salud-cercana-demo": "unchanged",
        "tramites-claros": "rewritten",
    }
    assert {verdict.level for verdict in verdicts(edition)} == {"snapshots"}


def test_loading_the_demo_again_after_the_close_tells_its_story_once(tmp_path: Path) -> None:
    edition = load_demo(phase=Phase.RESULTS, at=NOW, hub_root=tmp_path)
    head = EvidenceLog.objects.get(edition=edition).head
    load_demo(phase=Phase.RESULTS, at=NOW, hub_root=tmp_path)
    assert EvidenceLog.objects.get(edition=edition).head == head
    jurys_story_was_told_once(edition)


def test_a_visitor_who_stepped_back_from_a_project_does_not_keep_the_demo_from_starting(tmp_path: Path) -> None:
    edition = load_demo(phase=Phase.JUDGING, at=NOW, hub_root=tmp_path)
    hers = Assignment.objects.filter(judge__hub_username="julia", saved_at=None).first()
    declare_conflict(submission=hers.submission, judge=hers.judge, reason="", by=hers.judge, at=NOW)

    load_demo(phase=Phase.JUDGING, at=NOW, hub_root=tmp_path)

    assert not Assignment.objects.filter(judge=hers.judge, submission=hers.submission, voided_at=None).exists()
    assert Assignment.objects.filter(judge=hers.judge, edition=edition, voided_at=None).count() == 3


def jurys_story_was_told_once(edition: Edition) -> None:
    """One project is ahead, two tie where a prize is decided, and two people signed. A demo takes long to load."""
    frozen = FrozenResults.objects.get(edition=edition)
    assert (frozen.signatures.count(), frozen.published_at) == (2, edition.parsed_rules.windows.results_at)
    (track,) = frozen.payload["tracks"]
    assert [float(each["probability"]) >= 0.75 for each in track["neighbours"]] == [True, False, True]
    assert track["winners"] == [Submission.objects.get(current__title="Refranero Vivo").pk]
    assert sorted(Award.objects.values_list("prize", flat=True)) == ["first", "likes", "second", "third"]
    assert set(Certificate.objects.values_list("kind", flat=True)) == {"winner", "jury"}


def test_a_demo_that_goes_back_and_forth_has_the_story_of_each_close(tmp_path: Path) -> None:
    for phase in (Phase.BUILDING, Phase.JUDGING, Phase.BUILDING, Phase.JUDGING):
        edition = load_demo(phase=phase, at=NOW, hub_root=tmp_path)
    assert {verdict.state for verdict in verdicts(edition)} == {"unchanged", "changed_after", "rewritten"}
    assert verify(queries.log_lines(edition)).broken is None


def verdicts(edition: Edition) -> list[RepoVerdict]:
    return list(RepoVerdict.objects.filter(edition=edition).select_related("repo"))
