"""A model: what it stands on, and how large that is."""

import json
from dataclasses import replace

from hackathon.hub.types import RepoType
from submissions.audit import mentions
from submissions.audit.cards import decode
from submissions.audit.collecting.reader import Reader
from submissions.audit.evidence import Part, RepoEvidence

ADAPTER_CONFIG = "adapter_config.json"
MAX_CONFIG_BYTES = 300_000


def read_model(reader: Reader, seen: RepoEvidence) -> RepoEvidence:
    """``seen`` with what an adapter stands on, and how large that is where the model itself does not say."""
    if ADAPTER_CONFIG in reader.paths:
        seen = replace(seen, adapter_base=reader.ask(Part.ADAPTER, lambda: _adapter_base(reader), None))
    metadata = seen.card.metadata if seen.card else None
    bases = mentions.base_models(metadata, tags=seen.tags, adapter_base=seen.adapter_base)
    if bases and (ADAPTER_CONFIG in reader.paths or seen.parameters is None):
        info = reader.ask(Part.ADAPTER, lambda: reader.hub.repo_info(bases[0], RepoType.MODEL), None)
        seen = replace(seen, base_parameters=info.parameters if info else None)
    return seen


def _adapter_base(reader: Reader) -> str | None:
    try:
        config = json.loads(decode(reader.file(ADAPTER_CONFIG, MAX_CONFIG_BYTES))[0])
    except (ValueError, RecursionError):
        return None
    base = config.get("base_model_name_or_path") if isinstance(config, dict) else None
    return base[:200] if isinstance(base, str) and base.strip() else None
