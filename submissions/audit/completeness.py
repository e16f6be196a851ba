"""How complete the cards of a repo are: each section that an edition asks for, as it stands in them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.audit_rules import SectionRole
from hackathon.editions.rules import CardRules, CardSection
from submissions.audit.evidence import CardEvidence, Section
from submissions.audit.headings import asked_meanings, fit, is_slip, meaning
from submissions.audit.outline import LABEL_LEVEL


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

    ``least``: the words under which it is thin.
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


@dataclass(frozen=True, slots=True)
class _Count:
    words: int = 0
    numbers: int = 0
    rows: int = 0
    links: int = 0
    media: int = 0


def judge_sections(rules: CardRules, cards: Iterable[CardEvidence], thin_words: int) -> tuple[Judged, ...]:
    """Every section that ``rules`` ask for, in their order, as it stands best in one of the cards (README.md or a translation)."""
    by_card = [(card, matches(rules, card)) for card in cards]
    judged = []
    for asked in rules.sections:
        least = asked.min_words or thin_words
        found = [_in_card(asked, card, matched[asked.key], least) for card, matched in by_card]
        judged.append(max(found, key=_quality, default=Judged(asked, SectionState.MISSING, least)))
    return tuple(judged)


def judge_role(
    rules: CardRules, cards: Iterable[CardEvidence], thin_words: int, *roles: SectionRole
) -> tuple[Judged, ...]:
    """Those of ``judge_sections`` that have one of the roles."""
    return tuple(one for one in judge_sections(rules, cards, thin_words) if one.asked.role in roles)


def matches(rules: CardRules, card: CardEvidence) -> dict[str, list[Section]]:
    """For each section asked for, by its key, the headings of the card that mean it.

    A heading goes to what it fits best: "Evaluación de sesgos" is about biases, though "Evaluación" is asked for too. One that
    differs by a slip of the pen counts where no other does. The card's title and labels have to say just what is asked for.
    """
    found: dict[str, list[Section]] = {asked.key: [] for asked in rules.sections}
    wanted = {asked.key: asked_meanings(asked.headings) for asked in rules.sections}
    title = _title(card)
    free = []
    for section in card.sections:
        whole = section is title or section.level == LABEL_LEVEL
        fits = {key: fit(meaning(section.key), asked, whole=whole) for key, asked in wanted.items()}
        best = max(fits.values(), default=0.0)
        if best == 0.0 and section is not title and section.level < LABEL_LEVEL:
            free.append(section)
        for key in [key for key, value in fits.items() if value == best > 0]:
            found[key].append(section)
    for key in [key for key, sections in found.items() if not sections]:
        found[key] = [section for section in free if is_slip(meaning(section.key), wanted[key])]
    return found


def _title(card: CardEvidence) -> Section | None:
    """The card's own title: its first heading, where that is of the first level."""
    first = card.sections[0] if card.sections else None
    return first if first is not None and first.level == 1 else None


def _in_card(asked: CardSection, card: CardEvidence, sections: Sequence[Section], least: int) -> Judged:
    """How one section stands in one card. What a card says under its own title, or before any, describes it."""
    counts = [(section, count(section, sections, card.sections)) for section in sections]
    title = _title(card)
    if asked.role == SectionRole.DESCRIPTION and title is not None and title not in sections and title.words:
        counts.append((title, _own(title)))
    elif asked.role == SectionRole.DESCRIPTION and title is None and card.opening:
        counts.append((Section("", "", 1, card.opening, filled=True, line=1), _Count(card.opening)))
    if not counts:
        return Judged(asked, SectionState.MISSING, least, card.path)
    total = _sum(one for _, one in counts)
    told = min((section for section, _ in counts), key=lambda section: _telling(section, asked, sections, card))
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
    )


def _telling(
    section: Section, asked: CardSection, matched: Sequence[Section], card: CardEvidence
) -> tuple[bool, bool, int]:
    """The lower, the better this heading tells people where the section is: something stands under it, it is no label, and it is
    called as asked."""
    inside = [one for one in matched if one is section or _within(one, section)]
    wanted = [asked_meanings((heading,)) for heading in asked.headings]
    place = next((n for n, one in enumerate(wanted) if fit(meaning(section.key), one)), len(wanted))
    return not count(section, inside, card.sections).words, section.level == LABEL_LEVEL, place


def count(section: Section, matched: Sequence[Section], all_sections: Sequence[Section]) -> _Count:
    """What a matched section says with its subsections. Where some of those carry an asked name too, the others are about
    something else, and only they count ("Considerations for Using the Data" with "Discussion of Biases" in it)."""
    if any(_within(section, other) for other in matched):
        return _Count()  # it counts with the one around it
    if section.level == LABEL_LEVEL:
        return _own(section)
    under = [one for one in all_sections if _within(one, section) and one.level < LABEL_LEVEL]
    named = [one for one in under if one in matched]
    if named:
        under = [one for one in under if one in named or any(_within(one, other) for other in named)]
    return _sum([_own(section), *map(_own, under)])


def _within(inner: Section, outer: Section) -> bool:
    return outer.level < inner.level and outer.line < inner.line <= outer.last_line


def _own(section: Section) -> _Count:
    return _Count(section.words, section.numbers, section.rows, section.links, section.media)


def _sum(counts: Iterable[_Count]) -> _Count:
    counts = list(counts)
    return _Count(
        sum(one.words for one in counts),
        sum(one.numbers for one in counts),
        sum(one.rows for one in counts),
        sum(one.links for one in counts),
        sum(one.media for one in counts),
    )


def _state(count: _Count, least: int) -> SectionState:
    if not count.words:
        return SectionState.THIN if count.links or count.media else SectionState.TEMPLATE
    return SectionState.FILLED if count.words >= least else SectionState.THIN


def _quality(judged: Judged) -> tuple[int, int]:
    return _RANK.index(judged.state), judged.words
