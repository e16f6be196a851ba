"""The rules of an edition from a plain tree (TOML or JSON) and back. Pure.

``parse_rules(dump_rules(rules)) == rules`` for all rules; ``digest`` depends on what the rules say, never on how they were written down.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from hackathon.editions import moments
from hackathon.editions.parsing.edition import edition_rules
from hackathon.editions.reading import INVALID, Place, RulesError
from hackathon.editions.rules import Benefit, EditionRules, Text


def parse_rules(tree: object) -> EditionRules:
    """The rules that a plain tree describes. Raises ``RulesError``, with everything that is wrong, if it is not a right one."""
    place = Place()
    rules = edition_rules(_zone_of(tree))(tree, place)
    if place.problems:
        raise RulesError(place.problems)
    return rules


def dump_rules(rules: EditionRules) -> dict[str, Any]:
    """A tree of JSON values from which ``parse_rules`` makes equal rules. What says no more than the default is left out."""
    return _plain(rules)


def digest(rules: EditionRules) -> str:
    """The SHA-256 of what the rules say, in hexadecimal: equal for equal rules, whatever the order of keys in the file."""
    canonical = json.dumps(dump_rules(rules), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return dict(value.translations)
    if isinstance(value, Benefit) and value == Benefit(value.title):  # as rules were written before benefits were kept
        return _plain(value.title)
    if is_dataclass(value):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(part) for field, part in named if not _goes_without_saying(field, part)}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _goes_without_saying(field: Field, value: object) -> bool:
    if field.default_factory is not MISSING:
        return bool(value == field.default_factory())
    return value is None or (field.default is not MISSING and value == field.default)


def _zone_of(tree: object) -> ZoneInfo:
    """The tree's time zone, or UTC while we look for other problems in a tree whose zone is wrong."""
    name = moments.time_zone(tree.get("timezone"), Place()) if isinstance(tree, Mapping) else INVALID
    return ZoneInfo("UTC" if name is INVALID else name)
