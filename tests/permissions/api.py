"""Teams over HTTP: nobody in particular reads an empty list, and what one may not know of is not there (404)."""

from collections.abc import Sequence
from functools import partial

from tests.factories.editions import NOW
from tests.factories.registration import make_registration
from tests.permissions.table import Row, World

JsonRow = partial(Row, as_json=True)


def of_team(world: World) -> Sequence[object]:
    return [world.team.pk]


def of_seat(world: World) -> Sequence[object]:
    return [world.team.pk, world.team.captain_id]


def of_request(world: World) -> Sequence[object]:
    """One of the judge, who is no stranger to it, to the member's team."""
    asking = {"team": world.team, "user": world.people["judge"], "direction": "asked", "created_at": NOW}
    return [world.team.join_requests.create(**asking).pk]


def of_person(world: World) -> Sequence[object]:
    """The judge, who looks for a team."""
    return [make_registration(world.edition, world.people["judge"], on_board=True).pk]


ROWS = [
    #       method  name                       anonymous, stranger, member, judge, organiser
    JsonRow("GET", "api:team-list", (401, 200, 200, 200, 200)),
    JsonRow("POST", "api:team-list", (401, 201, 409, 201, 201), data={"edition": "demo", "name": "Otro"}),
    JsonRow("GET", "api:team-detail", (401, 404, 200, 404, 200), of_team),
    JsonRow("PATCH", "api:team-detail", (401, 404, 200, 404, 200), of_team, {"idea": "Otra"}),
    JsonRow("DELETE", "api:team-detail", (401, 405, 405, 405, 405), of_team),
    JsonRow("POST", "api:team-leave", (401, 404, 409, 404, 403), of_team),
    JsonRow("POST", "api:team-invite-link", (401, 404, 200, 404, 403), of_team),
    JsonRow("POST", "api:team-captain", (401, 404, 404, 404, 404), of_team, {"user": 999_999}),
    JsonRow("POST", "api:team-ask", (401, 404, 409, 404, 409), of_team),
    JsonRow("POST", "api:join", (401, 404, 404, 404, 404), data={"token": "no-such-token"}),
    JsonRow("GET", "api:memberships", (401, 404, 200, 404, 200), of_team),
    JsonRow("PATCH", "api:membership", (401, 404, 200, 404, 403), of_seat, {"role": "Datos"}),
    JsonRow("DELETE", "api:membership", (401, 404, 400, 404, 400), of_seat),
    JsonRow("GET", "api:join-request-list", (401, 200, 200, 200, 200)),
    JsonRow("GET", "api:join-request-detail", (401, 404, 200, 200, 404), of_request),
    JsonRow("POST", "api:join-request-accept", (401, 404, 200, 403, 404), of_request),
    JsonRow("POST", "api:join-request-decline", (401, 404, 200, 403, 404), of_request),
    JsonRow("POST", "api:join-request-withdraw", (401, 404, 403, 200, 404), of_request),
    JsonRow("GET", "api:person-list", (401, 200, 200, 200, 200), data={"edition": "demo"}),
    JsonRow("POST", "api:person-invite", (401, 404, 404, 403, 403), of_person),
]
