"""What a model stands on, asked for a few steps down: each step costs a request, so only those that matter are taken."""

from collections.abc import Sequence
from typing import Final

from hackathon.hub.errors import HubForbidden, HubMissing
from hackathon.hub.types import RepoInfo, RepoType
from submissions.audit.cards import mentions
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.settings import ADAPTER, a_mapping, a_text
from submissions.audit.evidence import Part, RepoEvidence
from submissions.audit.models.modelling import BaseSeen

MAX_STEPS: Final = 3
MAX_NAMED: Final = 2
"""A merged model names many; two tell enough."""


def read_bases(reader: Reader, seen: RepoEvidence, names: Sequence[str]) -> tuple[BaseSeen, ...]:
    """The models under this one, the nearest first: those that it names, and theirs where that matters. A circle ends."""
    known = set(seen.names)
    waiting = list(names[:MAX_NAMED])
    found: list[BaseSeen] = []
    while waiting and len(found) < MAX_STEPS:
        name = waiting.pop(0)
        if name.lower() in known:
            continue
        known.add(name.lower())
        base = reader.ask(Part.BASES, lambda name=name: _look(reader, name), BaseSeen(name[:200]))
        found.append(base)
        if _matters(base, seen):
            waiting += base.bases[:1]
    return tuple(found)


def _look(reader: Reader, name: str) -> BaseSeen:
    """A private one is told like one that is not there: whoever reads the report may not know of it."""
    try:
        info = reader.hub.repo_info(name, RepoType.MODEL)
        return BaseSeen(name[:200], found=False) if info.private else base_seen(name, info)
    except HubMissing:
        return BaseSeen(name[:200], found=False)
    except HubForbidden:
        return BaseSeen(name[:200], found=True)


def base_seen(name: str, info: RepoInfo) -> BaseSeen:
    """What the Hub's answer about a model tells of it as a base of another."""
    adapter = any(file.path == ADAPTER for file in info.files) or bool(a_mapping(a_mapping(info.config).get("peft")))
    stands_on = a_text(a_mapping(a_mapping(info.config).get("peft")).get("base_model_name_or_path"))
    return BaseSeen(
        name[:200],
        found=True,
        parameters=info.parameters,
        license=_license(info),
        bases=tuple(
            base[:200] for base in mentions.base_models(info.card_data, tags=info.tags, adapter_base=stands_on)[:5]
        ),
        adapter=adapter,
    )


def _license(info: RepoInfo) -> str | None:
    """As the card names it, else as the Hub's tag does. ``other`` has a name of its own."""
    card = a_mapping(info.card_data)
    told = card.get("license")
    first = told[0] if isinstance(told, list) and told else told
    tagged = next((tag.removeprefix("license:") for tag in info.tags if tag.startswith("license:")), None)
    found = a_text(first) or a_text(tagged)
    return a_text(card.get("license_name")) or found if found == "other" else found


def _matters(base: BaseSeen, seen: RepoEvidence) -> bool:
    """Whether what lies under ``base`` says something new: it is the team's own, an adapter, or does not say how large it is or
    under which licence."""
    owner = (seen.hub_repo_id or seen.repo_id).split("/")[0].lower()
    return (
        base.repo_id.split("/")[0].lower() == owner or base.adapter or base.parameters is None or base.license is None
    )
