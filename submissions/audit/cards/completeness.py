"""How complete the cards of a repo are: each section that an edition asks for, as it stands in them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules import CardRules, CardSection, SectionRole
from submissions.audit.cards.matching import headings_for, place_among, title_of
from submissions.audit.cards.outline import LABEL_LEVEL
from submissions.audit.evidence import CardEvidence, Section


class SectionState(StrEnum):
    """How a section that is asked for stands in a card. TEMPLATE: its heading is there, and under it nothing that somebody wrote.

    THIN: fewer words than the edition asks for, or only links and pictures.
    """

    FILLED = "filled"
    THIN = "thin"
    TEMPLATE = "template"
    MISSING = "missing"


_RANK = (SectionState.MISSING, SectionState.TEMPLATE, SectionState.THIN, SectionState.FILLED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A section asked for, and how and where it stands. ``words``, ``numbers``, ``rows`` (of tables), ``links`` and ``media``
    count everything under its headings; ``heading``, ``path`` and ``line`` are those of the one that says most.

    ``least``: the words under which it is thin. ``repeats``: the line of the heading under which all that it says stands already.
    """

    asked: CardSection
    state: SectionState
    least: int
    path: str = ""
    line: int = 0
    heading: str = ""
    words: int = 0
    numbers: int = 0
    rows: int = 0
    links: int = 0
    media: int = 0
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class _Count:
    words: int = 0
    numbers: int = 0
    rows: int = 0
    links: int = 0
    media: int = 0


def judge_sections(rules: CardRules, cards: Iterable[CardEvidence], thin_words: int) -> tuple[Judged, ...]:
    """Every section that ``rules`` ask for, in their order, as it stands best in one of the cards (README.md or a translation)."""
    return _judged(rules, rules.sections, cards, thin_words)


def judge_role(
    rules: CardRules, cards: Iterable[CardEvidence], thin_words: int, *roles: SectionRole
) -> tuple[Judged, ...]:
    """Those of ``judge_sections`` that have one of the roles."""
    return _judged(rules, rules.of_role(*roles), cards, thin_words)


def _judged(
    rules: CardRules, wanted: Iterable[CardSection], cards: Iterable[CardEvidence], thin_words: int
) -> tuple[Judged, ...]:
    by_card = [(card, headings_for(rules, card)) for card in cards]
    judged = []
    for asked in wanted:
        least = asked.min_words or thin_words
        found = [_in_card(asked, card, matched, least) for card, matched in by_card]
        judged.append(max(found, key=_quality, default=Judged(asked, SectionState.MISSING, least)))
    return tuple(judged)


def _in_card(asked: CardSection, card: CardEvidence, matched: Mapping[str, Sequence[Section]], least: int) -> Judged:
    """How one section stands in one card. What a card says under its own title, or before any, describes it."""
    sections, free = matched[asked.key], _free(asked, card, matched)
    counts = [(section, count(section, sections, free)) for section in sections]
    title = title_of(card)
    if asked.role == SectionRole.DESCRIPTION and title is not None and title not in sections and title.words:
        counts.append((title, _own(title)))
    elif asked.role == SectionRole.DESCRIPTION and title is None and card.opening:
        counts.append((Section("", "", 1, card.opening, filled=True, line=1), _Count(card.opening)))
    if not counts:
        return Judged(asked, SectionState.MISSING, least, card.path)
    total = _sum(one for _, one in counts)
    told = min((section for section, _ in counts), key=lambda section: _telling(section, asked, sections, free))
    state = _state(total, least)
    return Judged(
        asked,
        state,
        least,
        card.path,
        told.line,
        told.heading,
        total.words,
        total.numbers,
        total.rows,
        total.links,
        total.media,
        next((section.repeats for section, _ in counts if section.repeats and not total.words), 0),
    )


def _telling(
    section: Section, asked: CardSection, matched: Sequence[Section], free: Sequence[Section]
) -> tuple[bool, bool, int]:
    """The lower, the better this heading tells people where the section is: something stands under it, it is no label, and it is
    called as asked."""
    inside = [one for one in matched if one is section or _within(one, section)]
    words = count(section, inside, free).words
    return not words, section.level == LABEL_LEVEL, place_among(section.key, asked.headings)


def _free(asked: CardSection, card: CardEvidence, matched: Mapping[str, Sequence[Section]]) -> list[Section]:
    """The sections that may speak for the one asked for: what stands under a heading about another one inside it does not."""
    own = matched[asked.key]
    others = [
        one
        for key, found in matched.items()
        for one in found
        if key != asked.key and one not in own and any(_within(one, section) for section in own)
    ]
    return [one for one in card.sections if not any(one == other or _within(one, other) for other in others)]


def count(section: Section, matched: Sequence[Section], free: Sequence[Section]) -> _Count:
    """What a matched section says with its subsections. Where some of those carry an asked name too, the others are about
    something else, and only they count ("Considerations for Using the Data" with "Discussion of Biases" in it)."""
    if any(_within(section, other) for other in matched):
        return _Count()  # it counts with the one around it
    if section.level == LABEL_LEVEL:
        return _own(section)
    named = [one for one in matched if one.level < LABEL_LEVEL and _within(one, section)]
    outer = [one for one in named if not any(_within(one, other) for other in named)]
    under = [
        one
        for top in outer or [section]
        for one in free
        if top.line < one.line <= top.last_line and one.level < LABEL_LEVEL
    ]
    return _sum([section, *outer, *under])


def _within(inner: Section, outer: Section) -> bool:
    return outer.level < inner.level and outer.line < inner.line <= outer.last_line


def _own(section: Section) -> _Count:
    return _Count(section.words, section.numbers, section.rows, section.links, section.media)


def _sum(counts: Iterable[Section | _Count]) -> _Count:
    words = numbers = rows = links = media = 0
    for one in counts:
        words += one.words
        numbers += one.numbers
        rows += one.rows
        links += one.links
        media += one.media
    return _Count(words, numbers, rows, links, media)


def _state(count: _Count, least: int) -> SectionState:
    if not count.words:
        return SectionState.THIN if count.links or count.media else SectionState.TEMPLATE
    return SectionState.FILLED if count.words >= least else SectionState.THIN


def _quality(judged: Judged) -> tuple[int, int]:
    return _RANK.index(judged.state), judged.words
