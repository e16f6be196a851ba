"""Teams: for their people, and for who runs the edition. The board is for who has registered.

What somebody may not do to a team whose page they may open ends in a sentence on that page (302).
"""

from tests.factories.editions import NOW
from tests.permissions.table import Row, World, of_edition, of_team


def of_invite(world: World) -> list[object]:
    return [world.team.invite_token]


def of_captain(world: World) -> list[object]:
    return [*of_team(world), world.team.memberships.get().pk]


def of_request(world: World) -> list[object]:
    """One of the judge, who is no stranger to it, to the member's team."""
    asking = {"team": world.team, "user": world.people["judge"], "direction": "asked", "created_at": NOW}
    return [world.edition.slug, world.team.join_requests.create(**asking).pk]


def nobody(world: World) -> list[object]:
    return [world.edition.slug, 999_999]


ROWS = [
    #   method  name                  anonymous, stranger, member, judge, organiser
    Row("GET", "teams:create", (302, 200, 302, 200, 200), of_edition),
    Row("POST", "teams:create", (302, 302, 302, 302, 302), of_edition, {"name": "Otro equipo"}),
    Row("GET", "teams:detail", (302, 404, 200, 404, 200), of_team),
    Row("POST", "teams:detail", (302, 405, 405, 405, 405), of_team),
    Row("GET", "teams:join", (302, 200, 302, 200, 200), of_invite),
    Row("POST", "teams:join", (302, 302, 302, 302, 302), of_invite),
    Row("GET", "teams:leave", (302, 405, 405, 405, 405), of_team),
    Row("POST", "teams:leave", (302, 404, 302, 404, 302), of_team),
    Row("GET", "teams:renew_invite", (302, 405, 405, 405, 405), of_team),
    Row("POST", "teams:renew_invite", (302, 404, 302, 404, 302), of_team),
    Row("GET", "teams:board", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "teams:board", (302, 405, 405, 405, 405), of_edition),
    Row("GET", "teams:edit", (302, 404, 200, 404, 200), of_team),
    Row("POST", "teams:edit", (302, 404, 302, 404, 302), of_team, {"name": "Otro nombre"}),
    Row("GET", "teams:ask", (302, 405, 405, 405, 405), of_team),
    Row("POST", "teams:ask", (302, 302, 302, 302, 302), of_team),
    Row("GET", "teams:invite", (302, 405, 405, 405, 405), nobody),
    Row("POST", "teams:invite", (302, 302, 302, 302, 302), nobody),
    Row("GET", "teams:accept", (302, 405, 405, 405, 405), of_request),
    Row("POST", "teams:accept", (302, 404, 302, 302, 404), of_request),
    Row("POST", "teams:decline", (302, 404, 302, 302, 404), of_request),
    Row("POST", "teams:withdraw", (302, 404, 302, 302, 404), of_request),
    Row("GET", "teams:hand_over", (302, 405, 405, 405, 405), of_team),
    Row("POST", "teams:hand_over", (302, 404, 404, 404, 404), of_team),
    Row("GET", "teams:remove", (302, 405, 405, 405, 405), of_captain),
    Row("POST", "teams:remove", (302, 404, 302, 404, 302), of_captain),
    Row("GET", "teams:set_role", (302, 405, 405, 405, 405), of_captain),
    Row("POST", "teams:set_role", (302, 404, 302, 404, 302), of_captain),
]
