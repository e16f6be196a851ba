"""Mail servers' notes about mail that did not arrive (RFC 3464), read with care: anybody can send one."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Mail

LARGEST = 1024 * 1024
LONGEST_REASON = 300
MAX_PARTS = 100


class NotABounce(ValueError):
    """What was read is no note about mail that did not arrive. ``why``: ``too_large``, ``no_status``, ``not_failed``
    (it is only late, or it did arrive) or ``no_original`` (it does not say which mail)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Bounce:
    """The Message-ID of the mail that did not arrive, and what the server says about why."""

    message_id: str
    reason: str


def read_bounce(raw: bytes) -> Bounce:
    """The note as a Bounce. Raises NotABounce."""
    if len(raw) > LARGEST:
        raise NotABounce("too_large")
    parts = list(_parts(message_from_bytes(raw, policy=policy.compat32)))
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not statuses:
        raise NotABounce("no_status")
    failed = next((fields for fields in _recipients(statuses) if _field(fields, "Action").lower() == "failed"), None)
    if failed is None:
        raise NotABounce("not_failed")
    message_id = _original_id(parts)
    if not message_id:
        raise NotABounce("no_original")
    return Bounce(message_id, _reason(failed))


def _parts(mail: Mail) -> Iterator[Mail]:
    for number, part in enumerate(mail.walk()):
        if number >= MAX_PARTS:
            return
        yield part


def _recipients(statuses: list[Mail]) -> Iterator[Mail]:
    """The groups of fields about one recipient each; the first group is about the whole mail."""
    for status in statuses:
        groups = status.get_payload()
        yield from (group for group in groups if isinstance(group, Mail)) if isinstance(groups, list) else ()


def _original_id(parts: list[Mail]) -> str:
    """From the mail that came back with the note, whole or only its headers."""
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True) or b""
            part = message_from_bytes(text, policy=policy.compat32)
        if found := _field(part, "Message-ID"):
            return found
    return ""


def _reason(fields: Mail) -> str:
    status = _field(fields, "Status")
    diagnosis = _field(fields, "Diagnostic-Code")
    kind, semicolon, text = diagnosis.partition(";")
    said = text.strip() if semicolon and kind.strip().lower() == "smtp" else diagnosis
    return (said if status in said else f"{status} {said}").strip()[:LONGEST_REASON] or "failed"


def _field(mail: Mail, name: str) -> str:
    return " ".join(str(mail.get(name, "")).replace("\x00", "").split())
