"""A model: its settings and weights, what it stands on, and what its texts tell of how it was made."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from hackathon.hub.types import RepoInfo
from submissions.audit.cards import mentions
from submissions.audit.collecting.bases import read_bases
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.settings import (
    ADAPTER,
    CONFIG,
    MAX_TOKENIZER_BYTES,
    TEMPLATE,
    TOKENIZER,
    a_mapping,
    a_text,
    settings_file,
)
from submissions.audit.collecting.told import card_bodies, script_texts
from submissions.audit.evidence import Part, RepoEvidence
from submissions.audit.models import modelling, safetensors
from submissions.audit.models.modelling import ModelEvidence
from submissions.audit.models.training import Setting
from submissions.audit.models.weightfiles import INDEX, MAX_INDEX_BYTES, weight_files
from submissions.audit.problems import Problem

Paths = Mapping[str, int | None]

MAX_SHARDS: Final = 3
"""Of so many files the headers are read; the rest is reckoned from their sizes."""


def read_model(reader: Reader, seen: RepoEvidence, info: RepoInfo) -> RepoEvidence:
    """``seen`` with all that. Asks the Hub only for what it did not tell with the repo itself."""
    paths = {file.path: file.size for file in info.files}  # all of them: evidence keeps only so many
    config = info.config if info.config is not None else _own_config(reader, paths)
    adapter = _adapter(reader, paths, config)
    base = a_text(adapter.get("base_model_name_or_path"))
    metadata = seen.card.metadata if seen.card else None
    named = mentions.base_models(metadata, tags=seen.tags, adapter_base=base)
    settings, scores, emissions = modelling.told_in_texts(metadata, card_bodies(reader), script_texts(reader))
    model = ModelEvidence(
        architectures=_architectures(config),
        library=a_text(info.library),
        quantisation=modelling.quantisation(config or {}),
        remote_code=modelling.remote_code(config, tags=seen.tags, paths=paths),
        chat_template=_chat_template(reader, paths, info),
        adapter_base=base,
        adapter=bool(adapter) or ADAPTER in paths,
        formats=modelling.formats(paths),
        settings=(*settings, *_of_adapter(adapter)),
        scores=scores,
        emissions=emissions,
        bases=read_bases(reader, seen, named),
    )
    model = _weighed(reader, paths, info, model)
    sizes = [one.parameters for one in model.bases if one.parameters and not one.adapter]
    return replace(seen, model=model, adapter_base=base, base_parameters=sizes[0] if sizes else None)


def _own_config(reader: Reader, paths: Paths) -> Mapping[str, Any] | None:
    """A model's config where the Hub did not tell it; None where there is none."""
    if CONFIG not in paths:
        return None
    return reader.ask(Part.ADAPTER, lambda: settings_file(reader, CONFIG), None)


def _adapter(reader: Reader, paths: Paths, config: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """An adapter's settings: as the Hub tells them, else as its file does."""
    told = a_mapping((config or {}).get("peft"))
    if told or ADAPTER not in paths:
        return told
    return reader.ask(Part.ADAPTER, lambda: settings_file(reader, ADAPTER), {})


def _of_adapter(adapter: Mapping[str, Any]) -> tuple[Setting, ...]:
    """The hyperparameters that an adapter's own file names."""
    named = {"r": "lora_r", "lora_alpha": "lora_alpha"}
    values = [(key, adapter.get(name)) for name, key in named.items()]
    return tuple(Setting(key, str(value)[:40], ADAPTER) for key, value in values if type(value) in (int, float))


def _architectures(config: Mapping[str, Any] | None) -> tuple[str, ...]:
    told = (config or {}).get("architectures")
    return tuple(str(name)[:100] for name in told[:5]) if isinstance(told, list) else ()


def _chat_template(reader: Reader, paths: Paths, info: RepoInfo) -> bool | None:
    """Whether the tokenizer has a template: in a file of its own, as the Hub tells, or in the tokenizer's settings."""
    if info.chat_template or TEMPLATE in paths:
        return True
    if info.chat_template is not None or TOKENIZER not in paths:
        return info.chat_template
    return reader.ask(Part.ADAPTER, lambda: _in_tokenizer(reader), None)


def _in_tokenizer(reader: Reader) -> bool | None:
    settings = settings_file(reader, TOKENIZER, max_bytes=MAX_TOKENIZER_BYTES)
    return bool(settings.get("chat_template")) if settings else None


def _weighed(reader: Reader, paths: Paths, info: RepoInfo, model: ModelEvidence) -> ModelEvidence:
    """With the number of its weights: as the Hub counted them, else as the headers of its files tell."""
    if info.parameters is not None:
        return replace(model, weights=modelling.unpacked(info.dtypes, model.quantisation) or info.parameters)
    if "safetensors" not in model.formats or model.adapter:
        return model
    return reader.ask(Part.WEIGHTS, lambda: _by_headers(reader, paths, model), model)


def _by_headers(reader: Reader, paths: Paths, model: ModelEvidence) -> ModelEvidence:
    """Counted in the first files' headers; where there are more files, these are as dense as those."""
    files = weight_files(paths, lambda: reader.file(INDEX, MAX_INDEX_BYTES))
    read = {path: _count(reader, path, paths[path]) for path in files[:MAX_SHARDS]}
    problems = tuple(Problem(f"weights_{one.problem}", path[:300]) for path, one in read.items() if one.problem)
    if problems or not read:
        return replace(model, problems=problems)
    dtypes: dict[str, int] = {}
    for one in read.values():
        for dtype, number in one.dtypes.items():
            dtypes[dtype] = dtypes.get(dtype, 0) + number
    weights = modelling.unpacked(dtypes, model.quantisation)
    known, whole = (sum(paths[path] or 0 for path in some) for some in (read, files))
    if weights and known and whole > known:
        return replace(model, weights=round(weights * whole / known), estimated=True)
    return replace(model, weights=weights)


def _count(reader: Reader, path: str, size: int | None) -> safetensors.Counted:
    with reader.hub.open_file(reader.repo_id, reader.repo_type, path, revision=reader.revision, size=size) as opened:
        return safetensors.count(opened, size if size is not None else safetensors.MAX_HEADER_BYTES)
