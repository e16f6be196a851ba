"""A finding in plain words: what the page says, for a terminal, JSON, a print or a mail.

The sentences are those of the finding's template, block by block, so that the page and the text cannot differ.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from django.template import Context, Template
from django.template.base import NodeList
from django.template.loader import select_template
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode
from django.utils import translation
from django.utils.translation import gettext as _

from hackathon.editions.rules import EditionRules
from submissions.audit.findings import Finding, Outcome
from submissions.plaintext import plain

OTHER = "submissions/_other_finding.html"
"""Speaks findings of checks that are no more; it has no blocks."""
BLOCKS = {
    Outcome.PASS: "passed",
    Outcome.WARN: "warned",
    Outcome.FAIL: "failed",
    Outcome.UNKNOWN: "unknown",
    Outcome.NOT_APPLICABLE: "not_applicable",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finding as plain text. ``title``: what was looked at, in one line. ``details``: what was found. ``fix``: what to do about
    it; empty where there is nothing to do. Lines are parted by line breaks, list items begin with "- ".
    """

    title: str
    details: str
    fix: str


def speak(finding: Finding, *, rules: EditionRules, language: str | None = None, guide: bool = True) -> Spoken:
    """What the page says of ``finding``, in ``language`` (default: the one that is active).

    ``guide``: the address of the edition's guide ends each ``fix``, where the edition has one.
    """
    with translation.override(language) if language else nullcontext():
        says = _Blocks(finding, rules)
        to_do = finding.outcome in (Outcome.WARN, Outcome.FAIL)
        fix = says.block("fix") if to_do else ""
        if to_do and guide and rules.audit.guide:
            fix = f"{fix}\n{_('Cómo se hace, en la guía')}: {rules.audit.guide}".strip()
        found = (says.block("found") if to_do else "", says.block(BLOCKS[finding.outcome]))
        return Spoken(title=says.title(), details="\n".join(filter(None, found)), fix=fix)


def title(finding: Finding, *, rules: EditionRules) -> str:
    """What ``finding`` is about, in one line, in the language that is active."""
    return _Blocks(finding, rules).title()


class _Blocks:
    """The blocks of the template that speaks a finding."""

    def __init__(self, finding: Finding, rules: EditionRules) -> None:
        self._finding = finding
        self._template: Template = select_template([f"submissions/findings/{finding.check}.html", OTHER]).template
        self._context = Context(
            {"facts": finding.facts, "outcome": finding.outcome.value, "rules": rules, "finding": finding}
        )

    def title(self) -> str:
        """The block of that name in one line; the check's id where it has none."""
        return " ".join(self.block("title").split()) or self._finding.check

    def block(self, name: str) -> str:
        """The text of a block, as Django would fill it in the whole page; empty if there is none of that name."""
        with self._context.bind_template(self._template), self._context.render_context.push_state(self._template):
            blocks = BlockContext()
            for nodes in self._family(self._template.nodelist):
                blocks.add_blocks({one.name: one for one in nodes.get_nodes_by_type(BlockNode)})
            self._context.render_context[BLOCK_CONTEXT_KEY] = blocks
            block = blocks.get_block(name)
            return plain(block.render(self._context)) if block is not None else ""

    def _family(self, nodes: NodeList) -> Iterator[NodeList]:
        """The template's nodes, then those of what it extends, and so on."""
        yield nodes
        for parent in nodes.get_nodes_by_type(ExtendsNode)[:1]:
            yield from self._family(parent.get_parent(self._context).nodelist)
