"""What a version says, in words: for its receipt, and to hold one version against another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hackathon.editions.rules import EditionRules, SubmissionQuestion
from hackathon.editions.sdgs import SDGS
from hackathon.editions.wording import in_words
from hackathon.registration.wording import choice_labels, language_name
from submissions.comparing import Part, compare_lists, compare_texts
from submissions.models import EvidenceEntry, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a version says. ``lines`` are things of a list; ``text`` is prose. One of the two is empty."""

    key: str
    label: str
    text: str = ""
    lines: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.text and not self.lines


def said(version: SubmissionVersion, *, rules: EditionRules) -> Sequence[Said]:
    """Everything that the version says, in the order of the form. What the rules no longer ask keeps its place, by its key."""
    asked = rules.submission
    return [
        Said("title", _("Título"), text=version.title),
        Said("summary", _("Resumen"), text=version.summary),
        Said("track", _("Línea"), lines=_track(version, rules)),
        Said("impact", _("Motivación e impacto"), text=version.impact),
        *_repos(version, rules),
        Said("video", _("Vídeo"), lines=(version.video,) if version.video else ()),
        Said("code", _("Código en otro sitio"), lines=tuple(version.code)),
        Said("languages", _("Lenguas y variedades"), lines=tuple(map(language_name, version.languages))),
        Said("sdgs", _("Objetivos de Desarrollo Sostenible"), lines=tuple(map(_goal, version.sdgs))),
        *_answers(version.answers, asked.questions),
        Said("opt_ins", _("Además"), lines=tuple(choice_labels(asked.opt_ins, version.opt_ins))),
        Said("consent", _("Permiso para publicar"), lines=_yes_or_no(version.consent)),
    ]


def receipt_of(version: SubmissionVersion) -> EvidenceEntry | None:
    """The version's receipt in the edition's evidence log; None for one that was saved without."""
    log = EvidenceEntry.objects.filter(log__edition=version.submission.edition_id)
    return log.filter(key=receipt_key(version)).first()


def receipt_key(version: SubmissionVersion) -> str:
    """Under which the version's one receipt stands in the log."""
    return f"version:{version.pk}"


def _track(version: SubmissionVersion, rules: EditionRules) -> tuple[str, ...]:
    track = rules.jury.track(version.track)
    words = in_words(track.title) if track else version.track
    return (words,) if words else ()


def _repos(version: SubmissionVersion, rules: EditionRules) -> list[Said]:
    addresses: dict[str, list[str]] = {}
    for part in version.parts:
        addresses.setdefault(part.kind, []).append(part.address)
    titles = {artefact.kind.value: in_words(artefact.title) for artefact in rules.submission.artefacts}
    kinds = [*titles, *(kind for kind in addresses if kind not in titles)]
    return [Said(kind, titles.get(kind, kind), lines=tuple(addresses.get(kind, ()))) for kind in kinds]


def _answers(answers: Mapping[str, Any], questions: Sequence[SubmissionQuestion]) -> list[Said]:
    known = {question.key: question for question in questions}
    keys = [*known, *sorted(key for key in answers if key not in known)]
    return [_answer(key, answers.get(key), known.get(key)) for key in keys]


def _answer(key: str, answer: Any, question: SubmissionQuestion | None) -> Said:
    label = in_words(question.title) if question else key
    if isinstance(answer, bool):
        return Said(key, label, lines=_yes_or_no(answer))
    options = question.options if question else ()
    if isinstance(answer, list) or options:
        keys = answer if isinstance(answer, list) else [answer] if answer else []
        return Said(key, label, lines=tuple(choice_labels(options, keys)))
    return Said(key, label, text=str(answer or ""))


def _yes_or_no(answer: bool | None) -> tuple[str, ...]:
    if answer is None:
        return ()
    return (_("Sí") if answer else _("No"),)


def _goal(number: int) -> str:
    return f"{number}. {SDGS[number]}" if number in SDGS else str(number)


@dataclass(frozen=True, slots=True)
class Change:
    """How one thing differs between two versions: ``words`` of a text, or what was ``removed`` and ``added`` to a list."""

    label: str
    words: tuple[Part, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def changes(old: SubmissionVersion, new: SubmissionVersion, *, rules: EditionRules) -> Sequence[Change]:
    """What the second version says otherwise than the first, in the order of the form; empty: they say the same."""
    before = {part.key: part for part in said(old, rules=rules)}
    after = {part.key: part for part in said(new, rules=rules)}
    keys = [*after, *(key for key in before if key not in after)]
    pairs = [(before.get(key), after.get(key)) for key in keys]
    return [_change(was, now) for was, now in pairs if _tells(was) != _tells(now)]


def _tells(part: Said | None) -> tuple[str, tuple[str, ...]]:
    return (part.text, part.lines) if part else ("", ())


def _change(was: Said | None, now: Said | None) -> Change:
    label = (now or was).label
    (text, lines), (new_text, new_lines) = _tells(was), _tells(now)
    if text or new_text:
        return Change(label, words=compare_texts(text, new_text))
    removed, added = compare_lists(lines, new_lines)
    if not removed and not added:  # only their order differs
        removed, added = lines, new_lines
    return Change(label, removed=removed, added=added)
