"""Lists of attendees: for who runs the edition."""

from tests.hackathon.imports.files import BRUNO, csv_file, make_job
from tests.permissions.table import Row, World, of_edition


def of_list(world: World) -> list[object]:
    job = make_job(world.edition, csv_file(BRUNO), confirmed=False, by=world.people["organiser"])
    return [world.edition.slug, job.pk]


ROWS = [
    #   method  name                 anonymous, stranger, member, judge, organiser
    Row("GET", "imports:lists", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "imports:lists", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "imports:detail", (302, 403, 403, 403, 200), of_list),
    Row("POST", "imports:detail", (302, 403, 403, 403, 200), of_list),
    Row("GET", "imports:progress", (302, 403, 403, 403, 200), of_list),
    Row("GET", "imports:discard", (302, 405, 405, 405, 405), of_list),
    Row("POST", "imports:discard", (302, 403, 403, 403, 302), of_list),
    Row("GET", "imports:retry", (302, 405, 405, 405, 405), of_list),
    Row("POST", "imports:retry", (302, 403, 403, 403, 302), of_list),
    Row("GET", "imports:report", (302, 403, 403, 403, 200), of_list),
]
