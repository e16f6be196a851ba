"""The texts of a repo that were read already, for whoever looks for something else in them: none is asked for twice."""

import re

from submissions.audit.cards.frontmatter import split_front_matter
from submissions.audit.cards.reading import is_card
from submissions.audit.collecting.reader import Reader
from submissions.audit.decoding import decode

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
DATA = (".json", ".jsonl", ".csv", ".tsv", ".txt", ".yaml", ".yml")


def card_bodies(reader: Reader) -> dict[str, str]:
    """What the cards say, without their YAML and what nobody sees of them, by path."""
    return {
        path: COMMENT.sub(" ", split_front_matter(decode(raw)[0]).body)
        for path, raw in reader.kept.items()
        if is_card(path)
    }


def script_texts(reader: Reader) -> dict[str, str]:
    """The scripts and notebooks as they are, by path."""
    return {
        path: decode(raw)[0]
        for path, raw in reader.kept.items()
        if not is_card(path) and not path.lower().endswith(DATA)
    }
