"""Who may open what of what organisers send: announcements are everybody's to read."""

from collections.abc import Sequence

from hackathon.outreach.models import Announcement
from tests.factories.editions import NOW
from tests.permissions.table import Row, World, of_edition


def of_announcement(world: World) -> Sequence[object]:
    announcement, _made = Announcement.objects.get_or_create(
        edition=world.edition,
        title="Charla",
        defaults={"body": "A las 18:00.", "published_at": NOW, "published_by": world.people["organiser"]},
    )
    return [world.edition.slug, announcement.pk]


ROWS: list[Row] = [
    #   method  name                       anonymous, stranger, member, judge, organiser
    Row("GET", "outreach:announcements", (200, 200, 200, 200, 200), of_edition),
    Row("POST", "outreach:announcements", (405, 405, 405, 405, 405), of_edition),
    Row("GET", "outreach:announcement", (200, 200, 200, 200, 200), of_announcement),
]
