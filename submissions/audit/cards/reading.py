"""A card's bytes as evidence, whatever the bytes. Pure."""

from dataclasses import replace

from submissions.audit.cards.frontmatter import split_front_matter
from submissions.audit.cards.goals import goals_in, speaks_of_goals
from submissions.audit.cards.hidden import without_hidden
from submissions.audit.cards.mentions import files_in_text, links_in_text, links_in_yaml
from submissions.audit.cards.sections import bounded, read_sections
from submissions.audit.decoding import decode
from submissions.audit.evidence import CardEvidence, Problem

MAX_CARD_BYTES = 1_000_000


def is_card(path: str) -> bool:
    """True for README.md and for its translations beside it: README_ES.md, README-en.md, readme.es.md.

    >>> [is_card(path) for path in ("README.md", "README_ES.md", "docs/README.md", "LICENSE.md")]
    [True, True, False, False]
    """
    name = path.lower()
    return (
        "/" not in path and name.startswith("readme") and name.endswith(".md") and len(name) <= len("readme_es-mx.md")
    )


def parse_card(path: str, raw: bytes) -> CardEvidence:
    """What a card says. Never raises.

    Problem codes beyond those of the front matter: empty, not_utf8, bom, crlf, too_large. ``bom`` and ``crlf`` are harmless.
    """
    text, problems = decode(raw[:MAX_CARD_BYTES])
    if len(raw) > MAX_CARD_BYTES:
        problems += (Problem("too_large"),)
    if not text.strip():
        return CardEvidence(path, len(raw), problems=_at(path, (*problems, Problem("empty"))))
    front = split_front_matter(text)
    whole = bounded(front.body)
    body = without_hidden(whole)
    speaks = speaks_of_goals(body)
    sections, opening, words = read_sections(body, first_line=front.body_line)
    if len(whole) < len(front.body):
        problems += (Problem("too_large"),)
    return CardEvidence(
        path=path,
        size=len(raw),
        words=words,
        metadata=front.metadata,
        sections=sections,
        links=links_in_yaml(front.metadata) + links_in_text(body),
        problems=_at(path, problems + front.problems),
        key_lines=front.key_lines,
        opening=opening,
        files=files_in_text(body, first_line=front.body_line),
        goals=goals_in(body) if speaks else (),
        speaks_of_goals=speaks,
    )


def _at(path: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(replace(problem, path=path) for problem in problems)
