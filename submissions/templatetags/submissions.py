"""Filters for the pages of submissions: which template speaks a finding, times and addresses in stored facts."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import in_words
from hackathon.hub.addresses import web_address
from hackathon.hub.types import RepoType
from submissions.audit.findings import Outcome
from submissions.audit.reports import INFO, SeenRepo, Shown
from submissions.deadline import sentences, wording
from submissions.deadline.timeline import Kind, Point, Tone
from submissions.deadline.verdict import Verdict
from submissions.models import Repo, RepoVerdict

register = template.Library()

MARKS: dict[str, Promise] = {
    Tone.IN_TIME: gettext_lazy("commit a tiempo"),
    Tone.LATE: gettext_lazy("commit después del cierre"),
    Tone.DOUBT: gettext_lazy("fecha anterior, visto después"),
    Tone.HELPER: gettext_lazy("commit de un bot o de la organización"),
    Kind.LOOK: gettext_lazy("lo miramos"),
    Kind.PUSH: gettext_lazy("Hugging Face nos avisó"),
    Kind.AWAY: gettext_lazy("lo miramos y no estaba"),
}
LENGTHS: tuple[tuple[timedelta, Callable[[int], str]], ...] = (
    (timedelta(days=365), lambda n: ngettext("%(n)s año", "%(n)s años", n) % {"n": n}),
    (timedelta(days=1), lambda n: ngettext("%(n)s día", "%(n)s días", n) % {"n": n}),
    (timedelta(hours=1), lambda n: ngettext("%(n)s hora", "%(n)s horas", n) % {"n": n}),
    (timedelta(minutes=1), lambda n: ngettext("%(n)s minuto", "%(n)s minutos", n) % {"n": n}),
)

OUTCOMES: dict[str, tuple[Promise, str]] = {
    Outcome.FAIL.value: (gettext_lazy("Por corregir"), "danger"),
    Outcome.WARN.value: (gettext_lazy("Conviene mirarlo"), "warning"),
    INFO: (gettext_lazy("Para saber"), "info"),
    Outcome.UNKNOWN.value: (gettext_lazy("No se sabe"), "secondary"),
    Outcome.PASS.value: (gettext_lazy("Correcto"), "success"),
    Outcome.NOT_APPLICABLE.value: (gettext_lazy("No se aplica"), "secondary"),
}


@register.filter
def finding_templates(finding: Shown) -> list[str]:
    """The templates that can speak a finding, the fittest first."""
    return [f"submissions/findings/{finding.check_id}.html", "submissions/_other_finding.html"]


@register.filter
def outcome_name(outcome: str) -> Promise:
    """What an outcome is called on a page."""
    return OUTCOMES[outcome][0]


@register.filter
def outcome_tone(outcome: str) -> str:
    """The colour of an outcome's badge."""
    return OUTCOMES[outcome][1]


@register.filter
def verdict(state: str | None) -> str:
    """A repo's state at the deadline in words."""
    return wording.in_words(state)


@register.filter
def verdict_tone(state: str | None) -> str:
    """The tone of its badge."""
    return wording.tone(state)


@register.filter
def verdict_sentence(verdict: RepoVerdict) -> str:
    """What became of the repo after the close; where an organiser decided otherwise, that they did."""
    if verdict.is_overruled:
        return sentences.overruled(verdict.overruled_state)
    return sentences.verdict(verdict.state, verdict.facts)


@register.filter
def what_changed(facts: Mapping[str, Any]) -> str:
    """The sorts of files that differ, in a sentence."""
    return sentences.changed(facts)


@register.filter
def in_deadline_words(key: str) -> Promise | str:
    """A sort of file, a change of one, or who wrote a commit, in a word."""
    return {**sentences.SORTS, **sentences.CHANGES, **sentences.WHOSE}.get(key, key)


@register.filter
def distance(hours: int) -> str:
    """How far from the close a tick of a timeline is: "−7 d", "+1 h"."""
    sign, size = ("−" if hours < 0 else "+"), abs(hours)
    if size % 24 == 0 and size > 24:
        return _("%(sign)s%(n)s d") % {"sign": sign, "n": size // 24}
    return _("%(sign)s%(n)s h") % {"sign": sign, "n": size}


@register.filter
def after_close(away: timedelta) -> str:
    """How long after the close, or before it, in the words that people use."""
    words = _("%(length)s antes del cierre") if away < timedelta(0) else _("%(length)s después del cierre")
    return words % {"length": _length(abs(away))}


def _length(length: timedelta) -> str:
    """In the largest unit that fits; a commit may be dated in any year."""
    for size, words in LENGTHS:
        if length >= size:
            return words(length // size)
    return _("menos de un minuto")


@register.filter
def mark_word(shape: str) -> Promise:
    """What a mark on a timeline is."""
    return MARKS[shape]


@register.filter
def point_word(point: Point) -> Promise:
    """What a point of a timeline is."""
    return MARKS[point.tone if point.kind == Kind.COMMIT else point.kind]


@register.filter
def told_sentence(told: Verdict) -> str:
    """What became of a repo on which no verdict is kept yet."""
    return sentences.verdict(told.state, told.facts())


@register.filter
def evidence_level(level: str) -> str:
    """How strong the evidence is, as a sentence."""
    return wording.evidence(level)


@register.filter
def kind_title(kind: str, rules: EditionRules) -> str:
    """What the edition calls an artefact of that kind; the kind itself where the rules no longer ask for it."""
    titles = {artefact.kind.value: artefact.title for artefact in rules.submission.artefacts}
    return in_words(titles[kind]) if kind in titles else kind


@register.filter
def moment(text: str | None) -> datetime | None:
    """A time that stored facts keep as ISO text."""
    return datetime.fromisoformat(text) if text else None


@register.filter
def short_sha(sha: str) -> str:
    """As much of a revision's name as people need to tell it from others."""
    return sha[:8]


@register.filter
def revision_url(repo: Repo | SeenRepo, sha: str) -> str:
    """The page on the Hub of a repo's files at a revision."""
    return f"{_page(repo)}/tree/{sha}"


@register.filter
def commit_url(repo: Repo, sha: str) -> str:
    """The page on the Hub of one commit."""
    return f"{_page(repo)}/commit/{sha}"


def _page(repo: Repo | SeenRepo) -> str:
    return web_address(repo_id=repo.repo_id, repo_type=RepoType(repo.repo_type), endpoint=settings.HF_ENDPOINT)
