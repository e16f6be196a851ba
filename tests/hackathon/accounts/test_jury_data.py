"""What the jury keeps about a person: told to them, gone or nameless when they delete it, one when two accounts become one."""

from datetime import timedelta
from typing import Any

import pytest

from hackathon.accounts import actions
from hackathon.accounts.models import User
from hackathon.accounts.showing import as_file, as_sections, consequences
from hackathon.editions.models import Edition, TrailEntry
from judging.actions.conflicts import declare_conflict
from judging.models import (
    Assignment,
    BenefitCode,
    Certificate,
    CertificateFile,
    Conflict,
    Decision,
    Entitlement,
    FrozenResults,
    Juror,
    JurorInvitation,
    Mentoring,
    Plan,
    Signature,
)
from submissions.models import Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person
from tests.hackathon.accounts.test_erasing import everything_kept

pytestmark = [pytest.mark.django_db, pytest.mark.production]
LATER = NOW + timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def project(edition: Edition) -> Submission:
    return make_project(edition)


@pytest.fixture
def zoraida(edition: Edition) -> User:
    return make_judge(edition, "Zoraida", email="zoraida@example.org", hub_username="zoraida-hub")


@pytest.fixture
def gone(edition: Edition) -> User:
    return make_judge(edition, "Zora", email="zora@example.org")


@pytest.fixture
def olga(edition: Edition) -> User:
    return make_organiser(edition, "Olga")


def erase(user: User) -> None:
    actions.erase_person(user=user, by=user, at=LATER)


def merge(keep: User, gone: User) -> None:
    root = make_person("Raquel", is_superuser=True)
    actions.merge_accounts(keep=keep, gone=gone, by=root, at=LATER, reason="Es la misma persona")


def juror(edition: Edition, user: User, **fields: Any) -> Juror:
    return Juror.objects.create(edition=edition, user=user, updated_at=NOW, **fields)


def invitation(edition: Edition, email: str, **fields: Any) -> JurorInvitation:
    return JurorInvitation.objects.create(
        edition=edition, email=email, name="Zoraida Ruiz", token_digest=email, invited_at=NOW, **fields
    )


def conflict(project: Submission, judge: User, **fields: Any) -> Conflict:
    told = {"kind": "declared", "reason": "Zoraida es mi prima", "evidence": {"domain": "zoraida.example"}} | fields
    return Conflict.objects.create(edition=project.edition, submission=project, judge=judge, at=NOW, **told)


def certificate(edition: Edition, user: User, code: str, **fields: Any) -> Certificate:
    told = {"kind": "jury", "name": "Zoraida Ruiz", "facts": {"name": "Zoraida Ruiz"}} | fields
    return Certificate.objects.create(edition=edition, user=user, code=code, issued_at=NOW, **told)


def benefit(edition: Edition, user: User, *, code: str = "", **fields: Any) -> Entitlement:
    told = {"prize": "submitters", "benefit": "credits", "at": NOW, "changed_at": NOW} | fields
    made = Entitlement.objects.create(edition=edition, user=user, **told)
    if code:
        BenefitCode.objects.create(
            edition=edition, prize="submitters", benefit="credits", code=code, entitlement=made, handed_at=NOW, at=NOW
        )
    return made


def frozen(edition: Edition, by: User, number: int = 1, **fields: Any) -> FrozenResults:
    return FrozenResults.objects.create(
        edition=edition, number=number, payload={}, digest="d", frozen_at=NOW, frozen_by=by, **fields
    )


def sign(results: FrozenResults, *users: User) -> None:
    for user in users:
        Signature.objects.create(results=results, user=user, digest="d", at=NOW)


# --- told ------------------------------------------------------------------------------------------------------------
def test_a_person_is_told_all_that_the_jury_keeps_about_them(edition, project, zoraida):
    juror(edition, zoraida, languages=["es"], organisation="Universidad de Zoraida", most=4)
    invitation(edition, "ZORAIDA@example.org")
    conflict(project, zoraida)
    Mentoring.objects.create(user=zoraida, team=project.team, at=NOW)
    certificate(edition, zoraida, "AB-1")
    benefit(edition, zoraida, code="SECRETO", state="delivered")
    Decision.objects.create(edition=edition, kind="note", reason="Una nota", at=NOW, by=zoraida)
    sign(frozen(edition, zoraida), zoraida)

    told = as_file(zoraida, NOW)["judging"]

    assert {key: len(rows) for key, rows in told.items()} == {
        "reviews": 0,
        "juror_invitations": 1,
        "juries": 1,
        "conflicts": 1,
        "mentorings": 1,
        "certificates": 1,
        "benefits": 1,
        "decisions": 1,
        "signatures": 1,
        "organised": 1,
        "practice_messages": 0,
    }
    assert (told["juries"][0]["most"], told["conflicts"][0]["reason"]) == (4, "Zoraida es mi prima")
    assert (told["benefits"][0]["code"], told["certificates"][0]["code"]) == ("SECRETO", "AB-1")
    assert told["organised"] == [{"edition": edition.title, "what": "resultados", "at": NOW}]


def test_the_page_says_it_in_words(edition, project, zoraida):
    conflict(project, zoraida, kind="email_domain")
    make_review(project, zoraida, all_scores(edition, 2))

    (section,) = [section for section in as_sections(zoraida) if section.name == "judging"]

    assert [part.title for part in section.parts] == [
        "Proyectos que te pidieron evaluar",
        "Proyectos que no deberías evaluar",
    ]
    assert {fact.key: fact.value for fact in section.parts[1].items[0]}["kind"] == "correos del mismo dominio"


# --- erased ----------------------------------------------------------------------------------------------------------
def test_nothing_that_names_the_person_is_left_in_any_table(edition, project, zoraida, olga):
    juror(edition, zoraida, organisation="Universidad de Zoraida")
    invitation(edition, "zoraida@example.org", accepted_at=NOW, accepted_by=zoraida)
    conflict(project, zoraida)
    conflict(make_project(edition, "Otro"), zoraida, lifted_at=NOW, lifted_reason="Zoraida lo aclaró", lifted_by=olga)
    Mentoring.objects.create(user=zoraida, team=project.team, at=NOW)
    CertificateFile.objects.create(
        certificate=certificate(edition, zoraida, "AB-1"), language="es", pdf=b"", made_at=NOW
    )
    benefit(edition, zoraida, code="ABC", state="delivered")
    sign(frozen(edition, zoraida), zoraida)

    erase(zoraida)

    assert [row for row in everything_kept() if "oraida" in row.lower()] == []


def test_the_trail_says_no_longer_what_there_was_between_them_and_a_project(project, zoraida):
    declare_conflict(submission=project, judge=zoraida, reason="Zoraida es mi prima", by=zoraida, at=NOW)

    erase(zoraida)

    line = TrailEntry.objects.get(verb="conflict.stands")
    assert (line.reason, line.target_label) == ("", "—")
    assert line.detail == {"judge": zoraida.pk, "submission": project.pk, "kind": "declared"}


def test_a_certificate_holds_no_more_and_its_code_still_answers(edition, zoraida):
    certificate(edition, zoraida, "AB-1")

    assert consequences(zoraida) == ["1 certificado deja de valer: quien compruebe su código verá que se ha retirado."]
    erase(zoraida)

    left = Certificate.objects.get(code="AB-1")
    assert (left.user, left.name, left.facts, left.revoked_at) == (None, "—", {}, LATER)
    assert left.revoked_reason == "La persona borró sus datos."


def test_a_certificate_that_was_revoked_keeps_when_and_why(edition, zoraida):
    certificate(edition, zoraida, "AB-1", revoked_at=NOW, revoked_reason="Era de otra persona")

    erase(zoraida)

    left = Certificate.objects.get()
    assert (left.revoked_at, left.revoked_reason) == (NOW, "Era de otra persona")


def test_a_code_that_was_handed_out_is_not_handed_out_again(edition, zoraida):
    benefit(edition, zoraida, code="ABC", state="delivered")
    benefit(edition, zoraida, benefit="course")

    erase(zoraida)

    (left,) = Entitlement.objects.select_related("user")
    assert (left.code.code, left.user.display_name) == ("ABC", "Persona que borró sus datos")


def test_a_conflict_with_a_project_that_they_reviewed_stays_without_words(edition, project, zoraida):
    make_review(project, zoraida, all_scores(edition, 2))
    conflict(project, zoraida, kind="email_domain")
    conflict(make_project(edition, "Otro"), zoraida)

    erase(zoraida)

    (left,) = Conflict.objects.all()
    assert (left.submission, left.kind, left.reason, left.evidence) == (project, "email_domain", "", {})


def test_what_they_decided_and_signed_stays_without_a_name(edition, zoraida, olga):
    Decision.objects.create(edition=edition, kind="note", reason="Una nota", at=NOW, by=zoraida)
    sign(frozen(edition, olga), zoraida, olga)

    erase(zoraida)

    assert Decision.objects.get().by.display_name == "Persona que borró sus datos"
    assert Signature.objects.count() == 2


# --- two accounts of one person --------------------------------------------------------------------------------------
def test_one_profile_is_left_and_its_blanks_are_filled(edition, zoraida, gone):
    juror(edition, zoraida, languages=["es"], available_from=NOW)
    juror(edition, gone, languages=["qu"], expertise=["corpus"], most=3, available_until=LATER)

    merge(zoraida, gone)

    left = Juror.objects.get()
    assert (left.user, left.languages, left.expertise, left.most) == (zoraida, ["es"], ["corpus"], 3)
    assert (left.available_from, left.available_until) == (NOW, None)


def test_a_profile_of_the_other_account_alone_moves(edition, zoraida, gone):
    juror(edition, gone, most=3)

    merge(zoraida, gone)

    assert Juror.objects.get().user == zoraida


def test_a_conflict_that_stands_goes_before_one_that_was_lifted(edition, project, zoraida, gone):
    conflict(project, zoraida, lifted_at=NOW, lifted_reason="Ya no")
    stands = conflict(project, gone)
    other = conflict(make_project(edition, "Otro"), gone, kind="mentor")

    merge(zoraida, gone)

    assert set(Conflict.objects.values_list("pk", "judge", "lifted_at")) == {
        (stands.pk, zoraida.pk, None),
        (other.pk, zoraida.pk, None),
    }


def test_a_lifted_conflict_does_not_undo_one_that_stands(project, zoraida, gone):
    stands = conflict(project, zoraida)
    conflict(project, gone, lifted_at=NOW, lifted_reason="Ya no")

    merge(zoraida, gone)

    assert Conflict.objects.get() == stands


def test_a_team_that_both_helped_was_helped_once(edition, project, zoraida, gone):
    other = make_project(edition, "Otro").team
    for user, team in ((zoraida, project.team), (gone, project.team), (gone, other)):
        Mentoring.objects.create(user=user, team=team, at=NOW)

    merge(zoraida, gone)

    assert set(Mentoring.objects.values_list("user", "team")) == {(zoraida.pk, project.team_id), (zoraida.pk, other.pk)}


def test_of_two_certificates_of_a_kind_one_holds(edition, zoraida, gone):
    certificate(edition, zoraida, "AB-1")
    certificate(edition, gone, "AB-2")
    certificate(edition, gone, "AB-3", kind="mentor")

    merge(zoraida, gone)

    assert list(Certificate.objects.order_by("code").values_list("code", "user", "revoked_at")) == [
        ("AB-1", zoraida.pk, None),
        ("AB-2", zoraida.pk, LATER),
        ("AB-3", zoraida.pk, None),
    ]


@pytest.mark.parametrize(
    ("own", "theirs", "left"),
    [
        ("", "", [("zoraida", "")]),
        ("A", "", [("zoraida", "A")]),
        ("", "B", [("zoraida", "B")]),
        ("A", "B", [("zoraida", "A"), ("gone", "B")]),
    ],
)
def test_a_benefit_is_had_once_and_a_code_that_was_handed_out_stays_so(edition, zoraida, gone, own, theirs, left):
    for user, code in ((zoraida, own), (gone, theirs)):
        benefit(edition, user, code=code, state="delivered" if code else "eligible")

    merge(zoraida, gone)

    names = {zoraida.pk: "zoraida", gone.pk: "gone"}
    kept = Entitlement.objects.order_by("user_id").select_related("code")
    assert [(names[each.user_id], each.code.code if hasattr(each, "code") else "") for each in kept] == left


def test_one_person_signs_once_before_results_are_out(edition, zoraida, gone, olga):
    sign(frozen(edition, olga), zoraida, gone)

    merge(zoraida, gone)

    assert Signature.objects.get().user == zoraida


def test_signatures_under_results_that_are_out_stay_as_they_were(edition, zoraida, gone, olga):
    sign(frozen(edition, olga, published_at=NOW), zoraida, gone)

    merge(zoraida, gone)

    assert Signature.objects.count() == 2


def test_what_either_did_and_what_was_decided_about_either_is_the_ones(edition, zoraida, gone):
    Plan.objects.create(
        edition=edition, seed=1, stage="first", problem={}, report={}, made_at=NOW, made_by=gone, applied_by=gone
    )
    Decision.objects.create(
        edition=edition, kind="exclude_judge", detail={"judge": gone.pk}, reason="Falta", at=NOW, by=gone
    )
    Assignment.objects.create(
        edition=edition, submission=make_project(edition), judge=make_judge(edition), assigned_at=NOW, assigned_by=gone
    )

    merge(zoraida, gone)

    plan, decision = Plan.objects.get(), Decision.objects.get()
    assert (plan.made_by, plan.applied_by, Assignment.objects.get().assigned_by) == (zoraida, zoraida, zoraida)
    assert (decision.by, decision.detail) == (zoraida, {"judge": zoraida.pk})
