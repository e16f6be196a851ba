"""What leaves the house: exports, archives and the dataset on the Hub are for who runs the edition; how to check one, for all."""

from collections.abc import Sequence

from judging.models import Archive
from tests.factories.editions import NOW
from tests.permissions.table import Row, World, of_edition


def of_table(world: World) -> Sequence[object]:
    return [world.edition.slug, "equipos"]


def of_unknown_table(world: World) -> Sequence[object]:
    return [world.edition.slug, "nada"]


def of_archive(world: World) -> Sequence[object]:
    ready = {"state": "done", "content": b"PK", "size": 2, "digest": "d" * 64, "finished_at": NOW, "not_before": NOW}
    made = Archive.objects.filter(edition=world.edition).first()
    return [world.edition.slug, (made or Archive.objects.create(edition=world.edition, at=NOW, **ready)).pk]


def of_project(world: World) -> Sequence[object]:
    return [world.edition.slug, world.submission.pk]


DATASET = {"repo_id": "gente/resultados", "license": "cc-by-4.0"}

ROWS = [
    #   method  name                   anonymous, stranger, member, judge, organiser
    Row("GET", "judging:exports", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export", (302, 403, 403, 403, 200), of_table),
    Row("GET", "judging:export", (302, 403, 403, 403, 404), of_unknown_table),
    Row("GET", "judging:export_file", (302, 403, 403, 403, 200), of_table, {"columns": "name"}),
    Row("GET", "judging:archive", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "judging:archive_progress", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:archive_file", (302, 403, 403, 403, 200), of_archive),
    Row("POST", "judging:make_archive", (302, 403, 403, 403, 302), of_edition),
    # Nothing is frozen yet, so an organiser is told why and keeps what was typed.
    Row("POST", "judging:push_dataset", (302, 403, 403, 403, 400), of_edition, DATASET),
    Row("GET", "api:derivation", (404, 404, 404, 404, 200), of_project),
    Row("GET", "api:exports", (401, 403, 403, 403, 200), of_edition),
    Row("GET", "api:export", (401, 403, 403, 403, 200), of_table),
    Row("GET", "api:archive_key", (200, 200, 200, 200, 200), of_edition),
]
