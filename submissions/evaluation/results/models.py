"""Which model a result file is about. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from json import loads
from pathlib import PurePosixPath
from typing import Any, Final

from hackathon.hub.addresses import is_repo_id
from submissions.evaluation.results.values import mapping, text

LONGEST_NAME: Final = 255
_SHA = re.compile(r"[0-9a-f]{40}")
_CACHED = re.compile(r"models--([^/]+?)--([^/]+)(?:/snapshots/([0-9a-f]{40}))?(?:/|$)")
_SAYS_NOTHING = re.compile(
    r".{1,3}|checkpoint-\d+|final|latest|best|last|merged|models?|outputs?|huggingface|weights", re.IGNORECASE
)
_ELSEWHERE = ("openai", "anthropic", "gpt3", "goose", "textsynth", "watsonx")
"""Back ends of companies, whose ``name/name`` is no repo of the Hub."""
_FOLDERS = frozenset(
    {"outputs", "output", "models", "model", "checkpoints", "results", "runs", "data", "weights", "tmp", "home"}
)
"""First words of a path on somebody's own disk, which no organisation is called."""
_NAMES = ("pretrained", "model", "model_name", "engine")


@dataclass(frozen=True, slots=True)
class Model:
    """``name`` is a repo_id where ``is_repo``; ``base`` is what an adapter lies on."""

    name: str
    is_repo: bool
    revision: str = ""
    base: str = ""


def model_of(tree: Mapping[str, Any]) -> Model:
    """The model, and the newest that is known of its revision.

    >>> model_of({"config": {"model": "hf", "model_args": "pretrained=gente/base,peft=gente/lora", "peft_sha": "a" * 40}})
    Model(name='gente/lora', is_repo=True, revision='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', base='gente/base')
    >>> model_of({"config": {"model": "hf", "model_args": {"pretrained": "/data/outputs/llama-es/checkpoint-500"}}})
    Model(name='llama-es checkpoint-500', is_repo=False, revision='', base='')
    """
    config = mapping(tree.get("config"))
    args = model_args(config.get("model_args"))
    main = next(filter(None, (_text(args.get(key)) for key in _NAMES)), "")
    main = main or _text(tree.get("model_name")) or _text(tree.get("model"))
    adapter = _text(args.get("peft") or args.get("delta"))
    named = _named(adapter or main, backend=_text(config.get("model")))
    return Model(
        named.name,
        named.is_repo,
        revision=_revision(config, args, named, "peft_sha" if adapter else "model_sha"),
        base=_named(main, backend="").name if adapter else "",
    )


def model_args(given: object) -> dict[str, Any]:
    """The arguments that the model was loaded with, from a mapping or from ``key=value,key=value``.

    >>> model_args("pretrained=gente/recetas,dtype=bfloat16, parallelize")
    {'pretrained': 'gente/recetas', 'dtype': 'bfloat16'}
    """
    if isinstance(given, dict):
        return given
    written = given.strip() if isinstance(given, str) else ""
    if written.startswith("{"):
        try:
            return dict(mapping(loads(written)))
        except (ValueError, RecursionError):
            return {}
    pairs = (pair.partition("=") for pair in written.split(","))
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _text(value: object) -> str:
    return text(value, most=4 * LONGEST_NAME)


def _named(given: str, *, backend: str) -> Model:
    """A repo of the Hub, also one in its cache; else the end of a path, or the name as it is."""
    path = given.replace("\\", "/").rstrip("/")
    cached = _CACHED.search(path)
    if cached and is_repo_id(f"{cached[1]}/{cached[2]}"):
        return Model(f"{cached[1]}/{cached[2]}", is_repo=True, revision=cached[3] or "")
    if is_repo_id(given) and not _is_folder(given):
        return Model(given, is_repo=not backend.lower().startswith(_ELSEWHERE))
    return Model(_readable(path)[:LONGEST_NAME], is_repo=False)


def _is_folder(given: str) -> bool:
    first, _slash, last = given.partition("/")
    return first.lower() in _FOLDERS or bool(re.fullmatch(r"checkpoint-\d+", last))


def _readable(path: str) -> str:
    """The last folder of a path, with the nearest above it that says something where it says nothing alone."""
    parts = [part for part in PurePosixPath(path).parts if part.strip("/.~")]
    last = parts.pop() if parts else ""
    if not _SAYS_NOTHING.fullmatch(last):
        return last
    above = next((part for part in reversed(parts) if not _SAYS_NOTHING.fullmatch(part)), "")
    return f"{above} {last}".strip()


def _revision(config: Mapping[str, Any], args: Mapping[str, Any], named: Model, key: str) -> str:
    """The commit that was loaded, else what was asked for. A local folder has none: the harness says ``main`` of it."""
    loaded = _text(config.get(key))
    if not named.is_repo:
        return ""
    if named.revision or _SHA.fullmatch(loaded):
        return named.revision or loaded
    return (_text(args.get("revision")) or _text(config.get("model_revision")))[:64]
