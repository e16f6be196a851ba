"""Audits that anybody may ask for: everybody's, by the address of each."""

from collections.abc import Sequence

from submissions.models import OpenAudit
from tests.factories.editions import NOW
from tests.permissions.table import Row, World, of_edition

ASKED = {"address": "somos-demo/recetas", "kind": "dataset"}


def of_open_audit(world: World) -> Sequence[object]:
    audit, _made = OpenAudit.objects.get_or_create(
        repo_id="somos-demo/otras", repo_type="model", edition=world.edition, asked_at=NOW, not_before=NOW
    )
    return [audit.pk]


ROWS = [
    #   method  name                       anonymous, stranger, member, judge, organiser
    Row("GET", "submissions:open_audit_form", (200, 200, 200, 200, 200)),
    Row("POST", "submissions:open_audit_form", (302, 302, 302, 302, 302), data=ASKED),
    Row("GET", "submissions:open_audit_edition", (200, 200, 200, 200, 200), of_edition),
    Row("POST", "submissions:open_audit_edition", (302, 302, 302, 302, 302), of_edition, data=ASKED),
    Row("GET", "submissions:open_audit", (200, 200, 200, 200, 200), of_open_audit),
    Row("POST", "submissions:open_audit", (405, 405, 405, 405, 405), of_open_audit),
    Row("GET", "submissions:open_audit_json", (202, 202, 202, 202, 202), of_open_audit),
]
