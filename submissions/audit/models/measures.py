"""Numbers with which a model was evaluated: in the YAML (``model-index``), in tables, or in sentences. Pure.

A heading is no evaluation, and neither is the loss of the training: it is told apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from submissions.audit.models.figures import NUMBER, folded, number, numbered, said, table_rows

MAX_SCORES: Final = 40
LOSS: Final = "loss"


@dataclass(frozen=True, slots=True)
class Score:
    """A number with which a model was evaluated. ``metric`` as it is written (empty: a number without a name).

    ``source`` is yaml, table or text.
    """

    metric: str
    value: str
    source: str

    @property
    def is_loss(self) -> bool:
        """It tells how the training went, not how good the model is."""
        return bool(re.search(r"\b(?:eval_|train_|validation |training )?loss\b|perdida", folded(self.metric)))


METRICS: Final = (
    r"accuracy|exactitud|exhaustividad|f1(?:[ -]score)?|f-score|bleu|chrf\w*|rouge(?:[ -]?(?:\d|l|lsum))?"
    r"|perplexity|perplejidad|ppl|bertscore|bleurt|comet|meteor|exact match|exact_match|win[ -]?rate|mmlu\w*|hellaswag"
    r"|arc[ _-](?:easy|challenge|c|e)|gsm8k|truthfulqa|winogrande|belebele|xstorycloze|mt-?bench|humaneval|wer|cer|mse|mae|rmse"
    r"|auc|mcc|spearman|pearson|acc(?:_norm)?"
)
"""Words that mean a result wherever they stand."""
LOOSE: Final = (
    r"precision|recall|elo|arc|ter|kappa|similitud|similarity|coherencia|fluidez|puntuacion|score|nota(?: media)?|aciert\w+"
    r"|correct\w+|valid loss|eval_loss|training loss|loss|perdida"
)
"""Words that mean one only where a text is about an evaluation."""
_STRICT = re.compile(rf"(?<![\w-])({METRICS})(?![\w-])")
_METRIC = re.compile(rf"(?<![\w-])({METRICS}|{LOOSE})(?![\w-])")
_AFTER = rf"(?![\w-])[^\d\n]{{0,40}}?({NUMBER})(?!\w)\s?%?"
_STRICT_SENTENCE = re.compile(rf"(?<![\w-])({METRICS}){_AFTER}")
_SENTENCE = re.compile(rf"(?<![\w-])({METRICS}|{LOOSE}){_AFTER}")
_SHARE = re.compile(
    rf"({NUMBER})\s?%|({NUMBER}) (?:de|of|out of|sobre|/) (?:las |los |the )?({NUMBER})|({NUMBER}) ?/ ?({NUMBER})"
)
_COUNT = re.compile(
    rf"({NUMBER}) (?:respuestas?|preguntas?|ejemplos?|explicaciones|textos?|veces|puntos?|answers?|questions?|examples?|prompts?|points?)"
)
_FIRST = re.compile(NUMBER)
_NO_RESULT = re.compile(r"epochs?\b|epocas?\b|steps?\b|pasos?\b|seed\b|semilla\b|learning rate|lr\b|id\b|n\b|#")
"""Columns that count or name something, beside those with results."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def scores_in_yaml(metadata: Mapping[str, Any] | None) -> tuple[Score, ...]:
    """The results of a card's ``model-index`` that have a number.

    >>> scores_in_yaml({"model-index": [{"results": [{"metrics": [{"type": "f1", "value": 0.81}, {"type": "wer", "value": None}]}]}]})
    (Score(metric='f1', value='0.81', source='yaml'),)
    """
    found = []
    for metric in _metrics((metadata or {}).get("model-index")):
        name, value = metric.get("name") or metric.get("type") or "", metric.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            continue
        written = said(value, longest=40).rstrip("% ")
        if number(written) is not None:
            found.append(Score(said(name, longest=80), written, "yaml"))
    return tuple(found[:MAX_SCORES])


def scores_in_text(text: str, *, about_evaluation: bool) -> tuple[Score, ...]:
    """The numbers of a text: those beside a metric's name; where it is ``about_evaluation``, shares and counts as well.

    >>> [(one.metric, one.value) for one in scores_in_text("Dieron por buenas 47 de 60.", about_evaluation=True)]
    [('', '47 de 60')]
    """
    plain = folded(text)
    found = [*_in_tables(plain, anything=about_evaluation), *_in_sentences(plain, anything=about_evaluation)]
    if about_evaluation:
        values = {score.value for score in found}
        found += [score for score in _unnamed(plain) if _FIRST.match(score.value)[0] not in values]
    return each_once(found)


def each_once(scores: Iterable[Score]) -> tuple[Score, ...]:
    """The scores without those that say the same again elsewhere, at most ``MAX_SCORES``."""
    found: dict[tuple[str, str], Score] = {}
    for score in scores:
        found.setdefault((score.metric.casefold(), score.value), score)
    return tuple(found.values())[:MAX_SCORES]


def _metrics(index: object) -> Iterator[Mapping[str, Any]]:
    for model in _items(index):
        for result in _items(model.get("results")):
            yield from _items(result.get("metrics"))


def _items(value: object) -> Iterable[Mapping[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values[:100] if isinstance(item, Mapping)]


def _in_tables(plain: str, *, anything: bool) -> Iterator[Score]:
    """A row with a number, where a column or the row is called like a metric (or the section is about nothing else)."""
    for header, cells in table_rows(plain):
        for title, cell in list(zip(header, cells, strict=False)):
            value = re.match(rf"\*{{0,2}}({NUMBER})\s?%?", cell)
            if value is None or cell is cells[0] or _NO_RESULT.match(title):
                continue
            metric = _METRIC if anything else _STRICT
            name = next((text for text in (title, cells[0]) if metric.search(text)), title if anything else None)
            if name is not None:
                yield Score(name[:80], value[1], "table")


def _in_sentences(plain: str, *, anything: bool) -> Iterator[Score]:
    for match in (_SENTENCE if anything else _STRICT_SENTENCE).finditer(numbered(plain)):
        if not _YEAR.fullmatch(match[2]):
            yield Score(match[1], match[2], "text")


def _unnamed(plain: str) -> Iterator[Score]:
    for pattern in (_SHARE, _COUNT):
        for match in pattern.finditer(plain):
            yield Score("", match[0].strip()[:40], "text")
