"""Filters for the pages of submissions: which template speaks a finding, times and addresses in stored facts."""

from datetime import datetime

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import in_words
from hackathon.hub.addresses import web_address
from hackathon.hub.types import RepoType
from submissions.audit.findings import Outcome
from submissions.deadline import sentences, wording
from submissions.models import AuditFinding, Repo, RepoVerdict

register = template.Library()

OUTCOMES: dict[str, tuple[Promise, str]] = {
    Outcome.FAIL.value: (_("Por corregir"), "danger"),
    Outcome.WARN.value: (_("Conviene mirarlo"), "warning"),
    Outcome.UNKNOWN.value: (_("No se sabe"), "secondary"),
    Outcome.PASS.value: (_("Correcto"), "success"),
    Outcome.NOT_APPLICABLE.value: (_("No se aplica"), "secondary"),
}


@register.filter
def finding_templates(finding: AuditFinding) -> list[str]:
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
    if verdict.overruled_state:
        return sentences.overruled(verdict.overruled_state)
    return sentences.verdict(verdict.state, verdict.facts)


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
def revision_url(repo: Repo, sha: str) -> str:
    """The page on the Hub of a repo's files at a revision."""
    return f"{_page(repo)}/tree/{sha}"


@register.filter
def commit_url(repo: Repo, sha: str) -> str:
    """The page on the Hub of one commit."""
    return f"{_page(repo)}/commit/{sha}"


def _page(repo: Repo) -> str:
    return web_address(repo_id=repo.repo_id, repo_type=RepoType(repo.repo_type), endpoint=settings.HF_ENDPOINT)
