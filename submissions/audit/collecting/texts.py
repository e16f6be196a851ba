"""A repo's texts: its cards."""

from hackathon.hub.types import RepoInfo
from submissions.audit.cards import MAX_CARD_BYTES, is_card, parse_card
from submissions.audit.collecting.reader import Reader
from submissions.audit.evidence import CardEvidence, Part

MAX_CARDS = 4


def read_cards(reader: Reader, info: RepoInfo) -> tuple[CardEvidence, ...]:
    """README.md first, then its translations."""
    paths = sorted((f.path for f in info.files if is_card(f.path)), key=lambda path: (path != "README.md", path))
    found = []
    for path in paths[:MAX_CARDS]:
        raw = reader.ask(Part.CARD, lambda path=path: reader.file(path, MAX_CARD_BYTES + 1), None)
        if raw is not None:
            found.append(parse_card(path, raw))
    return tuple(found)
