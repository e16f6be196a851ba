"""Teams: for their people, and to look at for who runs the edition."""

from tests.permissions.table import Row, World, of_edition, of_team


def of_invite(world: World) -> list[object]:
    return [world.team.invite_token]


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
]
