"""Receipts: what a team delivered and when, entered in the edition's evidence log and sent to everybody in the team."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.editions.wording import AOE
from hackathon.mail.actions import LANGUAGE
from hackathon.mail.links import absolute
from submissions.actions import evidence
from submissions.deadline import chain
from submissions.deadline.record import EntryKind, iso
from submissions.models import Entry, EvidenceEntry, SubmissionVersion
from submissions.queries.contents import signed_content
from submissions.queries.said import receipt_key
from teams import notices


def issue(*, version: SubmissionVersion, at: datetime, because: str = "") -> EvidenceEntry:
    """The version's receipt, and a letter with the same facts to each member. Comes last in a transaction.

    ``because``: what the letter begins with where it was not the team that saved the version.
    """
    entries = sorted(version.entries.all(), key=lambda entry: entry.position)
    content = chain.digest(signed_content(version))
    receipt = evidence.append(
        edition=version.submission.edition,
        kind=EntryKind.RECEIPT,
        body=_body(version, entries, content),
        at=at,
        key=receipt_key(version),
        version=version,
    )
    with override(LANGUAGE):
        subject = _("Recibo de la entrega: %(title)s, versión %(number)s") % _names(version)
        body = _text(version, entries, content, receipt, because)
    key = f"submissions.receipt.{version.pk}"
    notices.to_members(version.submission.team, subject=subject, body=body, key=key, at=at)
    return receipt


def _body(version: SubmissionVersion, entries: list[Entry], content: str) -> dict[str, object]:
    return {
        "submission": version.submission_id,
        "version": version.number,
        "content": content,
        "late": version.late,
        "repos": [
            {
                "hub_id": entry.repo.hub_id,
                "repo_type": entry.repo.repo_type,
                "repo_id": entry.repo.repo_id,
                "sha": entry.sha or None,
                "seen_at": iso(entry.sha_seen_at) if entry.sha_seen_at else None,
            }
            for entry in entries
        ],
        "outside": _outside(version),
    }


def _text(version: SubmissionVersion, entries: list[Entry], content: str, receipt: EvidenceEntry, because: str) -> str:
    """The letter. Times to the second, for those are what people argue about."""
    submission = version.submission
    page = reverse("submissions:receipt", args=[submission.edition.slug, submission.pk, version.number])
    late = _("Llegó después del cierre: se acepta, y queda marcada como entrega fuera de plazo.")
    paragraphs = [
        because
        or _("Hemos recibido la versión %(number)s del proyecto «%(title)s» del equipo %(team)s.") % _names(version),
        "\n".join([f"{_moment(version.at, ZoneInfo(AOE))} AoE", f"{_moment(version.at, UTC)} UTC"]),
        late if version.late else "",
        "\n".join(
            [_("Repositorios, como los vimos:"), *map(_repo_line, entries), *map(_outside_line, _outside(version))]
        ),
        "\n".join([_("Huella del contenido (SHA-256):"), content]),
        "\n".join([_("Huella del recibo en el registro de pruebas (SHA-256):"), receipt.hash]),
        "\n".join([_("El recibo, con lo que entregasteis y cómo comprobarlo:"), absolute(page)]),
    ]
    return "\n\n".join(filter(None, paragraphs))


def _repo_line(entry: Entry) -> str:
    if not entry.sha or entry.sha_seen_at is None:
        return _("- %(repo)s: Hugging Face no contestó a tiempo; lo miraremos en cuanto conteste") % {
            "repo": entry.repo.repo_id
        }
    seen = {"repo": entry.repo.repo_id, "sha": entry.sha, "at": f"{_moment(entry.sha_seen_at, UTC)} UTC"}
    return _("- %(repo)s: %(sha)s (visto el %(at)s)") % seen


def _outside_line(address: str) -> str:
    return _("- %(address)s: fuera de Hugging Face, no se puede comprobar") % {"address": address}


def _outside(version: SubmissionVersion) -> list[str]:
    return [part.address for part in sorted(version.outside_entries.all(), key=lambda part: part.position)]


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _names(version: SubmissionVersion) -> dict[str, object]:
    return {"title": version.title, "number": version.number, "team": version.submission.team.name}
