"""Whether the fields of a card's YAML hold what the Hub takes there. Pure.

The Hub's own lists, as its documentation of dataset and model cards gives them; what is not on them is called odd, never wrong.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hackathon.hub.types import RepoType
from submissions.audit.cards.hubwords import (
    LANGUAGE_NAMES,
    LANGUAGES,
    SIZE_CATEGORIES,
    SPECIAL_LANGUAGES,
    TASK_ALIASES,
    TASKS,
)
from submissions.audit.cards.mentions import texts_of
from submissions.audit.texts import plain, similar, squeezed

OLD_KEYS = {"languages": "language", "licenses": "license"}
KEYS_OF_THEIR_OWN = frozenset(
    ("language_bcp47", "language_creators", "language_details", "license_details", "license_link", "license_name")
)
"""Keys that begin like others and are no slips of those."""

_CODE = re.compile(r"[a-z]{2,3}")
_REGION = re.compile(r"^([A-Za-z]{2,3})[-_](?:[A-Za-z]{2}|[0-9]{3}|[A-Za-z]{4})$")
_MAX_VALUE = 80


@dataclass(frozen=True, slots=True)
class OddField:
    """A field whose value the Hub does not take as it stands.

    ``why``: old_key (it has another name now), not_text, not_list, not_mappings, bad_item (a blank in a list), language, variety
    (a code with a country, which has a field of its own), size or task. ``instead``: what was probably meant; empty: not known.
    """

    key: str
    why: str
    value: str = ""
    instead: str = ""


def odd_fields(metadata: Mapping[str, Any], repo_type: RepoType) -> tuple[OddField, ...]:
    """What is odd about the fields of a card of that type of repo, in the order of the YAML.

    >>> [(one.key, one.why, one.value, one.instead) for one in odd_fields({"language": ["Spanish"]}, RepoType.MODEL)]
    [('language', 'language', 'Spanish', 'es')]
    """
    rules = _RULES[repo_type]
    found: list[OddField] = []
    for key, value in metadata.items():
        if key in OLD_KEYS:
            found.append(OddField(key, "old_key", instead=OLD_KEYS[key]))
        elif key in rules and value is not None:
            found += rules[key](key, value)
    return tuple(found)


def odd_language(code: str) -> OddField | None:
    """What is odd about one language of a card; None if the Hub knows it."""
    if code in LANGUAGES or code in SPECIAL_LANGUAGES or (len(code) == 3 and _CODE.fullmatch(code)):
        return None
    variety = _REGION.match(code)
    if variety and variety[1].lower() in LANGUAGES:
        return OddField("language", "variety", code[:_MAX_VALUE], variety[1].lower())
    named = LANGUAGE_NAMES.get(plain(code).split(" ")[0] if code.strip() else "")
    return OddField("language", "language", code[:_MAX_VALUE], named or _lowered(code))


def _lowered(code: str) -> str:
    return code.lower() if code.lower() in LANGUAGES else ""


def _languages(key: str, value: Any) -> Iterable[OddField]:
    if isinstance(value, Mapping):
        return [OddField(key, "not_text")]
    return [*_blanks(key, value), *(odd for code in texts_of(value) if (odd := odd_language(code)) is not None)]


def _text(key: str, value: Any) -> Iterable[OddField]:
    return [] if isinstance(value, str | int | float) and not isinstance(value, bool) else [OddField(key, "not_text")]


def _texts(key: str, value: Any) -> Iterable[OddField]:
    """A text, or a list of them."""
    if isinstance(value, Mapping | bool):
        return [OddField(key, "not_text")]
    return _blanks(key, value)


def _list(key: str, value: Any) -> Iterable[OddField]:
    return _blanks(key, value) if isinstance(value, list) else [OddField(key, "not_list", _shown(value))]


def _mappings(key: str, value: Any) -> Iterable[OddField]:
    items = value if isinstance(value, list) else [value]
    return [] if all(isinstance(item, Mapping) for item in items) else [OddField(key, "not_mappings")]


def _blanks(key: str, value: Any) -> Iterable[OddField]:
    """Items of a list that are no texts."""
    if not isinstance(value, list):
        return []
    strange = [item for item in value if isinstance(item, bool | Mapping | list) or not texts_of(item)]
    return [OddField(key, "bad_item", _shown(strange[0]))] if strange else []


def _sizes(key: str, value: Any) -> Iterable[OddField]:
    if isinstance(value, Mapping):
        return [OddField(key, "not_text")]
    known = {_size_key(size): size for size in SIZE_CATEGORIES}
    wrong = [text for text in texts_of(value) if text not in SIZE_CATEGORIES]
    return [OddField(key, "size", text[:_MAX_VALUE], known.get(_size_key(text), "")) for text in wrong]


def _size_key(text: str) -> str:
    return text.replace(" ", "").replace("_", "").upper()


def _tasks(key: str, value: Any) -> Iterable[OddField]:
    if isinstance(value, Mapping):
        return [OddField(key, "not_text")]
    wrong = [text for text in texts_of(value) if text not in TASKS]
    return [OddField(key, "task", text[:_MAX_VALUE], _task(text)) for text in wrong]


def _task(text: str) -> str:
    return TASK_ALIASES.get(squeezed(text)) or similar(text, TASKS) or ""


def _shown(value: Any) -> str:
    return "" if value is None or isinstance(value, Mapping | list) else str(value)[:_MAX_VALUE]


_Rule = Callable[[str, Any], Iterable[OddField]]
_BOTH: dict[str, _Rule] = {"language": _languages, "license": _texts, "tags": _list}
_RULES: dict[RepoType, dict[str, _Rule]] = {
    RepoType.DATASET: _BOTH
    | {
        "pretty_name": _text,
        "size_categories": _sizes,
        "task_categories": _tasks,
        "configs": _mappings,
        "dataset_info": _mappings,
        "source_datasets": _texts,
    },
    RepoType.MODEL: _BOTH
    | {"pipeline_tag": _tasks, "library_name": _text, "datasets": _texts, "base_model": _texts, "metrics": _texts},
    RepoType.SPACE: {
        "title": _text,
        "sdk": _text,
        "license": _texts,
        "models": _texts,
        "datasets": _texts,
        "tags": _list,
    },
}
