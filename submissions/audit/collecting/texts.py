"""A repo's texts: its cards, its scripts and notebooks, and what lies open in them.

What is found there is masked before anything is kept: no secret is stored, not even as part of a card's YAML.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import RepoInfo
from submissions.audit.cards.reading import MAX_CARD_BYTES, is_card, parse_card
from submissions.audit.collecting.reader import Reader
from submissions.audit.evidence import CardEvidence, Part, RepoEvidence
from submissions.audit.exposed.exposure import Exposure
from submissions.audit.exposed.searching import search, without_secrets
from submissions.audit.scripts.choosing import script_files
from submissions.audit.scripts.notebooks import Piece, PieceKind
from submissions.audit.scripts.reading import NOTEBOOK, ScriptEvidence, read_script

MAX_CARDS = 4
MAX_SCRIPTS: Final = 5
"""Scripts that are read of each of a team's repos: one is one request. The likeliest to matter comes first."""
MAX_SCRIPTS_ALONE: Final = 20
"""The same where somebody looks at one repo alone."""
MAX_FREE_SCRIPTS: Final = 50
"""The same where reading costs no request, because the repo lies in a folder."""
MAX_SCRIPT_BYTES: Final = 1_000_000
MAX_NOTEBOOK_BYTES: Final = 12_000_000
MAX_SCRIPTS_LISTED: Final = 50
MAX_EXPOSURES: Final = 100


def read_cards(reader: Reader, info: RepoInfo) -> tuple[CardEvidence, ...]:
    """README.md first, then its translations."""
    paths = sorted((f.path for f in info.files if is_card(f.path)), key=lambda path: (path != "README.md", path))
    found = []
    for path in paths[:MAX_CARDS]:
        raw = reader.ask(Part.CARD, lambda path=path: reader.file(path, MAX_CARD_BYTES + 1), None)
        if raw is not None:
            found.append(parse_card(path, without_secrets(raw, path)))
    return tuple(found)


def read_scripts(reader: Reader, seen: RepoEvidence, rules: EditionRules, *, most: int = MAX_SCRIPTS) -> RepoEvidence:
    """``seen`` with the scripts that were read, ``most`` of them, those that were not, and what lies open in them."""
    chosen = script_files(seen, rules)
    allowed = MAX_FREE_SCRIPTS if getattr(reader.hub, "reads_for_free", False) else most
    scripts, exposures, searched = [], [], []
    for file in chosen[:allowed]:
        limit = MAX_NOTEBOOK_BYTES if file.path.lower().endswith(NOTEBOOK) else MAX_SCRIPT_BYTES
        raw = reader.ask(Part.SCRIPTS, lambda path=file.path, limit=limit: reader.file(path, limit), None)
        if raw is None:
            continue
        script, pieces = read_script(file.path, raw, cut=len(raw) >= limit)
        scripts.append(replace(script, size=file.size or script.size))
        exposures += search(file.path, pieces)
        searched.append(file.path)
    read = {script.path for script in scripts}
    left = [ScriptEvidence(file.path, file.size or 0, read=False) for file in chosen if file.path not in read]
    return replace(
        seen,
        scripts=(*scripts, *left)[:MAX_SCRIPTS_LISTED],
        exposures=_together(seen.exposures, exposures),
        searched=(*seen.searched, *searched),
    )


def search_rest(reader: Reader, seen: RepoEvidence) -> RepoEvidence:
    """``seen`` with what lies open in its cards and in the code that was read for other reasons. Asks for nothing."""
    exposures: list[Exposure] = []
    read: dict[str, ScriptEvidence] = {}
    for path, raw in reader.kept.items():
        if path in seen.searched or not (is_card(path) or path.lower().endswith(_TEXTS)):
            continue
        read[path], pieces = read_script(path, raw)
        exposures += search(path, _as_prose(pieces) if is_card(path) else pieces)
    return replace(
        seen,
        scripts=tuple(read.get(script.path, script) for script in seen.scripts),
        exposures=_together(exposures, seen.exposures),
        searched=(*read, *seen.searched),
    )


_TEXTS: Final = (".py", ".ipynb", ".sh", ".r", ".jl", ".js", ".ts", ".html", ".txt", ".md")


def _as_prose(pieces: Iterable[Piece]) -> Iterator[Piece]:
    return (replace(piece, kind=PieceKind.PROSE) for piece in pieces)


def _together(first: Iterable[Exposure], second: Sequence[Exposure]) -> tuple[Exposure, ...]:
    return tuple(dict.fromkeys((*first, *second)))[:MAX_EXPOSURES]
