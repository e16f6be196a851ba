"""The jury itself: who asked whom, conflicts of interest and who judges what are the organisers'; a profile is its judge's."""

from collections.abc import Sequence

from judging.actions import conflicts, inviting, planning
from judging.models import CommonProject, JurorInvitation
from judging.queries.planning import PlanTask
from tests.factories.editions import NOW
from tests.permissions.table import Row, World, of_edition

TOKEN = "token-del-correo"


def of_own_review(world: World) -> Sequence[object]:
    return [world.edition.slug, world.assignment.pk]


def of_given_project(world: World) -> Sequence[object]:
    return [world.edition.slug, world.submission.pk]


def of_invitation(world: World) -> Sequence[object]:
    return [world.edition.slug, _invitation(world).pk]


def of_token(world: World) -> Sequence[object]:
    JurorInvitation.objects.filter(pk=_invitation(world).pk).update(token_digest=inviting.digest_of(TOKEN))
    return [world.edition.slug, TOKEN]


def of_plan(world: World) -> Sequence[object]:
    organiser = world.people["organiser"]
    plan = planning.make_plan(edition=world.edition, task=PlanTask(seed=1), by=organiser, at=NOW)
    return [world.edition.slug, plan.pk]


def of_conflict(world: World) -> Sequence[object]:
    outcome = conflicts.declare_conflict(
        submission=world.submission, judge=world.people["judge"], reason="", by=world.people["judge"], at=NOW
    )
    return [world.edition.slug, outcome.conflict.pk]


def of_common(world: World) -> Sequence[object]:
    CommonProject.objects.create(edition=world.edition, submission=world.submission, use="anchor", at=NOW)
    return [world.edition.slug, world.submission.pk]


def _invitation(world: World) -> JurorInvitation:
    organiser = world.people["organiser"]
    return inviting.invite_juror(edition=world.edition, email="nueva@example.org", by=organiser, at=NOW)


ROWS = [
    #   method  name                   anonymous, stranger, member, judge, organiser
    Row("GET", "judging:jury", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:invite", (302, 403, 403, 403, 302), of_edition, {"people": "a@example.org", "language": "es"}),
    Row("POST", "judging:invite_again", (302, 403, 403, 403, 302), of_invitation),
    Row("POST", "judging:revoke_invitation", (302, 403, 403, 403, 302), of_invitation),
    Row("POST", "judging:remind", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:set_common", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:unset_common", (302, 403, 403, 403, 302), of_common),
    Row("GET", "judging:conflicts", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:look_for_conflicts", (302, 403, 403, 403, 302), of_edition),
    Row("GET", "judging:lift_conflict", (302, 403, 403, 403, 200), of_conflict),
    Row("GET", "judging:plans", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:plan", (302, 403, 403, 403, 200), of_plan),
    Row("POST", "judging:apply_plan", (302, 403, 403, 403, 302), of_plan),
    Row("POST", "judging:undo_plan", (302, 403, 403, 403, 302), of_plan),
    Row("POST", "judging:discard_plan", (302, 403, 403, 403, 302), of_plan),
    Row("POST", "judging:pin", (302, 403, 403, 403, 302), of_own_review, {"pinned": "1"}),
    Row("GET", "judging:move", (302, 403, 403, 403, 200), of_own_review),
    Row("GET", "judging:candidates", (302, 403, 403, 403, 200), of_given_project),
    Row("GET", "judging:profile", (302, 404, 404, 200, 404), of_edition),
    Row("GET", "judging:declare_conflict", (302, 404, 404, 200, 404), of_given_project),
    Row("GET", "judging:invitation", (200, 200, 200, 200, 200), of_token),  # whoever has the mail
    Row("POST", "judging:accept_invitation", (302, 302, 302, 302, 302), of_token),
    Row("POST", "judging:decline_invitation", (302, 302, 302, 302, 302), of_token),
]
