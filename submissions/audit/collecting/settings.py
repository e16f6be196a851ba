"""JSON files in which a model keeps its settings, read in part and believed in nothing."""

import json
from collections.abc import Mapping
from typing import Any, Final

from submissions.audit.collecting.reader import Reader
from submissions.audit.decoding import decode

CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer_config.json"
ADAPTER: Final = "adapter_config.json"
TEMPLATE: Final = "chat_template.jinja"
MAX_BYTES: Final = 300_000
MAX_TOKENIZER_BYTES: Final = 2_000_000


def settings_file(reader: Reader, path: str, *, max_bytes: int = MAX_BYTES) -> Mapping[str, Any]:
    """The object in a JSON file; empty where it is something else, broken, or larger than any such file needs to be."""
    try:
        content = json.loads(decode(reader.file(path, max_bytes))[0])
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def a_mapping(value: object) -> Mapping[str, Any]:
    """``value`` where it is one, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def a_text(value: object, *, longest: int = 200) -> str | None:
    """``value`` where it is a text that says something, not longer than may be kept."""
    return value.strip()[:longest] if isinstance(value, str) and value.strip() else None
