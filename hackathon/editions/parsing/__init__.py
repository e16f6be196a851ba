"""The rules of an edition from a plain tree (TOML or JSON) and back. Pure.

``parse_rules(dump_rules(rules)) == rules`` for all rules; ``digest`` depends on what the rules say, never on how they were written down.
"""

from hackathon.editions.parsing.trees import digest, dump_rules, parse_rules
from hackathon.editions.parsing.words import TAKEN_SLUGS
from hackathon.editions.reading import Problem, RulesError

__all__ = ["TAKEN_SLUGS", "Problem", "RulesError", "digest", "dump_rules", "parse_rules"]
