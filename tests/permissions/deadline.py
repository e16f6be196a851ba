"""What happened around the close is for who may open the project; only who runs the edition decides otherwise."""

from collections.abc import Sequence

from tests.factories.submissions import make_verdict
from tests.permissions.table import Row, World, of_submission


def of_repo(world: World) -> Sequence[object]:
    """A repo of the project, on which there is a verdict."""
    repo = world.submission.current.entries.order_by("position")[0].repo
    make_verdict(world.submission, repo)
    return [world.edition.slug, world.submission.pk, repo.pk]


ROWS = [
    #   method  name                      anonymous, stranger, member, judge, organiser
    Row("GET", "submissions:timeline", (302, 404, 200, 200, 200), of_submission),
    Row("POST", "submissions:timeline", (302, 405, 405, 405, 405), of_submission),
    Row("GET", "submissions:overrule", (302, 404, 404, 404, 200), of_repo),
    Row("POST", "submissions:overrule", (302, 404, 404, 404, 200), of_repo),
    Row("GET", "submissions:reinstate", (302, 405, 405, 405, 405), of_repo),
    Row("POST", "submissions:reinstate", (302, 404, 404, 404, 200), of_repo),
]
