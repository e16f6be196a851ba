"""Where a corpus says that it comes from: from elsewhere, from a model, from people. Pure.

Only what a team says of its own corpus counts: its card's metadata and headings, its tags, its files. Silence is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from hackathon.editions.rules import ColumnWhen
from submissions.audit.cards.mentions import texts_of
from submissions.audit.evidence import RepoEvidence
from submissions.audit.texts import plain

_SYNTHETIC_TAGS: Final = frozenset(
    (
        "synthetic",
        "synthetic data",
        "distilabel",
        "rlaif",
        "llm generated",
        "gpt generated",
        "sintetico",
        "datos sinteticos",
    )
)
_SCRAPED_TAGS: Final = frozenset(("scraping", "web scraping", "scraped", "crawled", "crawl", "web crawl", "scrapeado"))
_SYNTHETIC_WORDS: Final = ("sintetic", "synthetic", "distilabel", "generado con", "generated with")
_SCRAPED_WORDS: Final = ("scraping", "scraped", "scrapeo", "rastreo web", "web crawl")
_SYNTHETIC_FILES: Final = frozenset(("pipeline.yaml", "pipeline.log"))
"""What the commonest library for synthetic data leaves beside the rows it wrote."""
_SCRAPED_LIBRARIES: Final = frozenset(("scrapy", "newspaper", "trafilatura"))
_SYNTHETIC_LIBRARIES: Final = frozenset(("distilabel",))


@dataclass(frozen=True, slots=True)
class Origin:
    """Whether a corpus is ``scraped`` from elsewhere or ``synthetic`` (None: it does not say), and the signs of that, as written."""

    scraped: bool | None = None
    synthetic: bool | None = None
    signs: tuple[str, ...] = ()

    def applies(self, when: ColumnWhen) -> bool | None:
        """Whether a column with that condition is asked of this corpus; None: nobody can tell."""
        if when == ColumnWhen.ALWAYS:
            return True
        return self.synthetic if when == ColumnWhen.SYNTHETIC else self.scraped


def origin(repo: RepoEvidence) -> Origin:
    """What the repo says of where its rows come from."""
    synthetic = tuple(_synthetic_signs(repo))
    scraped = tuple(_scraped_signs(repo))
    stated = _stated(
        repo
    )  # who says how it came about, and says nothing of a model or a source, says that there was none
    return Origin(
        scraped=True if scraped else (False if stated else None),
        synthetic=True if synthetic else (False if stated else None),
        signs=(*synthetic, *scraped),
    )


def _synthetic_signs(repo: RepoEvidence) -> Iterable[str]:
    yield from (tag for tag in _tags(repo) if plain(tag) in _SYNTHETIC_TAGS)
    yield from (
        value for value in (*_of(repo, "annotations_creators"), *_of(repo, "language_creators")) if "machine" in value
    )
    yield from _headings(repo, _SYNTHETIC_WORDS)
    yield from (file.path for file in repo.files if PurePosixPath(file.path).name in _SYNTHETIC_FILES)
    yield from _libraries(repo, _SYNTHETIC_LIBRARIES)


def _scraped_signs(repo: RepoEvidence) -> Iterable[str]:
    yield from (tag for tag in _tags(repo) if plain(tag) in _SCRAPED_TAGS)
    yield from (value for value in _of(repo, "language_creators") if value == "found")
    yield from (value for value in _of(repo, "source_datasets") if not value.startswith("original"))
    yield from _headings(repo, _SCRAPED_WORDS)
    yield from _libraries(repo, _SCRAPED_LIBRARIES)


def _stated(repo: RepoEvidence) -> bool:
    """The card says who wrote the texts."""
    return bool(_of(repo, "language_creators"))


def _tags(repo: RepoEvidence) -> tuple[str, ...]:
    own = (tag.partition(":")[2] if tag.startswith("library:") else tag for tag in repo.tags)
    return tuple(dict.fromkeys((*own, *_of(repo, "tags"))))


def _of(repo: RepoEvidence, key: str) -> tuple[str, ...]:
    metadata: Any = repo.card.metadata if repo.card else None
    return tuple(text.strip().lower()[:100] for text in texts_of((metadata or {}).get(key)))


def _headings(repo: RepoEvidence, words: tuple[str, ...]) -> Iterable[str]:
    sections = (section for card in repo.cards for section in card.sections if section.filled)
    return (section.heading for section in sections if any(word in section.key for word in words))


def _libraries(repo: RepoEvidence, names: frozenset[str]) -> Iterable[str]:
    return (library for script in repo.scripts for library in script.libraries if library in names)
