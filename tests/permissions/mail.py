"""A person's own mail: whoever has the link of a message may say that its address wants no more of them."""

from hackathon.mail import links
from tests.factories.mail import make_message
from tests.permissions.table import Row, World


def of_message(world: World) -> list[object]:
    return [links.unsubscribe_url(make_message()).rstrip("/").rsplit("/", 1)[1]]


ROWS = [
    #   method  name               anonymous, stranger, member, judge, organiser
    Row("GET", "mail:unsubscribe", (200, 200, 200, 200, 200), of_message),
    Row("POST", "mail:unsubscribe", (302, 302, 302, 302, 302), of_message),
    Row("GET", "mail:unsubscribe", (404, 404, 404, 404, 404), lambda world: ["1:no-such-signature"]),
    Row("POST", "mail:unsubscribe", (404, 404, 404, 404, 404), lambda world: ["1:no-such-signature"]),
    Row("GET", "mail:preference", (302, 405, 405, 405, 405)),
    Row("POST", "mail:preference", (302, 302, 302, 302, 302), data={"wanted": "no"}),
]
