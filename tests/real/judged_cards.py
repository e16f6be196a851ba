"""How the real cards were judged by a person who read them, and ``python -m tests.real.judged_cards``: how they are judged now.

The letters stand for the sections of a corpus's card, in the order of ``KEYS``: F filled, t thin, T left as the template has it,
``.`` missing.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from submissions.audit.cards.completeness import SectionState, judge_sections
from submissions.audit.cards.reading import parse_card
from submissions.audit.evidence import CardEvidence
from tests.factories.evidence import RULES

KEYS = ("description", "motivation", "structure", "creation", "bias", "team")
LETTERS = {
    SectionState.FILLED: "F",
    SectionState.THIN: "t",
    SectionState.TEMPLATE: "T",
    SectionState.MISSING: ".",
}

READ_BY_EYE = {
    "americas_nli": "FTFFTT",
    "asset": "FFFFFF",
    "blbooks": "FFFFFT",
    "BOM__eli5__331cf8d7": "FFFFFF",
    "common_voice": "FTFTTT",  # its social impact is the paragraph on sensitive information once more
    "crlf__atomic__2f311325": "FFFFFF",
    "crlf__conceptnet5__20f3d092": "FFFFFF",
    "crlf__lama__41562799": "FFFFtF",
    "csv": "......",
    "hebrew_sentiment": "FTFFTF",
    "large_spanish_corpus": "FTFTTT",
    "masakhaner": "FFFFTT",
    "muchocine": "FTFFTF",
    "norway__norwegian_ner__0b51d7f8": "tTTTTT",
    "norway__wikimedia_translations__04974bae": "tTTTTT",
    "noyaml__1bn_words_arabic__46608453": "FTTTTT",
    "noyaml__adversarial_qa__c96b2d7e": "FFFFFF",
    "noyaml__amazon_polarity__ac7589ae": "FFFFTT",
    "noyaml__audiofolder__7ab03192": "......",
    "paws-x": "FFFFTT",
    "reclor": "......",
    "sample_datasetcard_simple": "t.....",
    "sample_invalid_card_data": "F.....",
    "sample_no_metadata": "F.....",
    "sample_simple_model_index": "......",
    "sample_windows_line_breaks": "......",
    "squad_es": "FTFTTT",
    "swahili": "FttFTT",
    "thai_toxicity_tweet": "FFFFFF",
    "type-N__cbt__50d42a88": "FTFFTT",
    "type-N__ropes__3c05163a": "FFFFTT",
    "type-s__mutual_friends__523e017d": "FTTTTT",
    "unclos__ade_corpus_v2__bd0daf21": "FTFTTT",
    "unclos__aslg_pc12__66d4eb5b": "FTFTTT",
    "utf8__crass__ec32a9d1": "FFFFFF",
    "utf8__kilt_tasks__867d7f4f": "FTFTTT",
    "utf8__newsqa__da98ea48": "FTFTTT",
    "wongnai_reviews": "F.FF.F",
    "yamler__arabic_speech_corpus__5fb787c0": "FTFTTF",
    "yamler__billsum__b3d38221": "FTFTTT",
    "yamler__cord-19__d8ae2a75": "FtFtTT",
    "yamler__cryptonite__1dffd731": "FtFtTF",
    "yamler__disaster_response_messages__60bd9279": "FTTTTT",
    "yamler__dyk__70285f19": "FTFTTT",
    "yamler__ett__176ccef2": "TTTTTT",
    "yamler__fquad__1b6ca14b": "FFFFFt",
    "yamler__opus_rf__137fd522": "FTTTTT",
    "yamler__qa4mre__9cf8ea37": "FTFTTT",
    "yamler__sv-ident__2034b3de": "FFFFTF",
    "yamler__torgo__654bbbfb": "FTTTTT",
    "yamler__wiki_auto__093cd4cb": "FFFFTF",
}

PLACES = {
    ("BOM__eli5__331cf8d7", "bias"): (148, "Social Biases Discussion and Analysis"),
    ("BOM__eli5__331cf8d7", "creation"): (112, "Dataset Creation"),
    ("common_voice", "motivation"): (282, "Social Impact of Dataset"),
    ("common_voice", "bias"): (286, "Discussion of Biases"),
    ("unclos__aslg_pc12__66d4eb5b", "description"): (29, "Dataset Description"),
    ("wongnai_reviews", "creation"): (53, "Source Data"),
    ("sample_no_metadata", "description"): (1, "MyCoolModel"),
    ("norway__wikimedia_translations__04974bae", "description"): (334, "Dataset Description"),
    ("yamler__torgo__654bbbfb", "description"): (66, "Dataset Description"),
    ("crlf__atomic__2f311325", "team"): (173, "Dataset Curators"),
}


def read(path: Path) -> CardEvidence:
    """A card as it would lie in a repo."""
    return parse_card("README.md", path.read_bytes())


def letters(card: CardEvidence) -> str:
    """How the sections of a corpus's card are judged, as in ``READ_BY_EYE``."""
    judged = judge_sections(RULES.dataset.card, [card], RULES.audit.thin_words)
    return "".join(LETTERS[one.state] for one in judged)


def table(folder: Path, wanted: str = "") -> Iterator[str]:
    """A line for each card whose name has ``wanted`` in it: every section with its state, words and line, and the YAML's problems."""
    for path in sorted(folder.glob("*/*.md")):
        if wanted not in path.name:
            continue
        card = read(path)
        judged = judge_sections(RULES.dataset.card, [card], RULES.audit.thin_words)
        cells = [f"{LETTERS[one.state]} {one.words:>5} @{one.line:<4}" for one in judged]
        problems = [f"{one.code}{f'/{one.kind}' if one.kind else ''}@{one.line or ''}" for one in card.problems]
        mark = "read" if path.stem in READ_BY_EYE else ""
        yield f"{path.stem[:40]:<40} {mark:<4} {' '.join(cells)} {' '.join(problems)}"


if __name__ == "__main__":
    material = Path(os.environ.get("REAL_MATERIAL", "../shared/real"))
    print(f"{'':<45} {' '.join(f'{key:<13}' for key in KEYS)}")
    print("\n".join(table(material / "cards", *sys.argv[1:2])))
