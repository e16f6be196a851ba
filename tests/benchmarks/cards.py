"""A thousand cards parsed and judged, in processor time, against what a bare parser needs to read the same cards.

The real cards over and over, where they are; otherwise made ones of their size. Nothing is stored and nothing is asked of a Hub.
"""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from hackathon.editions.loading import shipped_rules
from hackathon.editions.rules import SectionRole
from hackathon.hub.types import RepoType
from submissions.audit.cards.reading import parse_card
from submissions.audit.evidence import Evidence
from submissions.audit.registry import all_checks
from tests.benchmarks.measuring import Line
from tests.factories.evidence import make_project, make_repo

CARDS = 1_000
SECONDS, TIMES_BARE = 5.0, 1.5
RULES = shipped_rules("somos600m-2024")


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    raws, origin = material()
    checks = [one for one in all_checks() if one.id.startswith("card.") and RepoType.DATASET in one.repo_types]
    bare = cpu_seconds_of(lambda: read_barely(raws))
    ours = cpu_seconds_of(lambda: judge(raws, [one.function for one in checks]))
    size = sum(map(len, raws)) / 1e6
    note = f"{origin}, {size:.1f} MB, {len(checks)} checks each; yaml.safe_load and markdown-it alone: {bare:.2f} s"
    return [
        Line(f"{CARDS} cards parsed and judged", "s", ours, limit=SECONDS, note=note),
        Line("the same as a multiple of bare parsing", "×", ours / bare, limit=TIMES_BARE),
    ]


def cpu_seconds_of(deed: Callable[[], object]) -> float:
    """How long a processor works on ``deed``, which waits for nothing: what else the machine does is left out."""
    began = time.process_time()
    deed()
    return time.process_time() - began


def judge(raws: Iterable[bytes], checks: Sequence[Callable[[Evidence], object]]) -> None:
    """Each card as the only one of its repo, through all the checks of cards."""
    for raw in raws:
        repo = make_repo(cards=(parse_card("README.md", raw),), files=["crea.py", "data.csv"])
        evidence = Evidence(RULES, make_project(repo), repo)
        for check in checks:
            check(evidence)


def read_barely(raws: Iterable[bytes]) -> None:
    """YAML and Markdown of each card as the usual libraries read them; a card that they cannot read costs them nothing more."""
    parser = MarkdownIt()
    for raw in raws:
        text = raw.decode("utf-8", errors="replace")
        _, _, rest = text.partition("---\n")
        front, _, body = rest.partition("\n---")
        with suppress(yaml.YAMLError):
            yaml.safe_load(front)
        parser.parse(body or text)


def material() -> tuple[list[bytes], str]:
    """A thousand cards as bytes, and in words where they come from."""
    folder = Path(os.environ.get("REAL_MATERIAL", "../shared/real")) / "cards"
    real = [path.read_bytes() for path in sorted(folder.glob("*/*.md"))]
    made = [made_card(words) for words in (20, 60, 200, 600)]
    origin = f"{len(real)} real cards over and over" if real else "made cards"
    return list(islice(cycle(real or made), CARDS)), origin


def made_card(words: int) -> bytes:
    """A card with every section that the edition asks for, of so many words each."""
    text = "Aquí se cuenta cómo se hizo, con [enlaces](https://example.org/a) y `código`. " * (words // 12 + 1)
    titles = [section.headings[0] for section in RULES.dataset.card.sections if section.role != SectionRole.TEAM]
    sections = "".join(f"## {title}\n\n{text}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" for title in titles)
    return (
        f"---\nlanguage: es\nlicense: mit\ntags:\n- a\n---\n# Recetas\n\n{sections}## Equipo\n\n- Ana Lima\n".encode()
    )
