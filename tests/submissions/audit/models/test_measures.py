"""Numbers of an evaluation, in the YAML, in tables and in sentences."""

import time

import pytest

from submissions.audit.models.measures import MAX_SCORES, Score, scores_in_text, scores_in_yaml


def index(*metrics):
    return {"model-index": [{"name": "m", "results": [{"task": {}, "metrics": list(metrics)}]}]}


@pytest.mark.parametrize(
    ("metadata", "values"),
    [
        (index({"type": "f1", "value": 0.81}), [("f1", "0.81")]),
        (index({"type": "f1", "name": "F1", "value": "81,5 %"}), [("F1", "81,5")]),
        (index({"type": "f1", "value": None}, {"type": "wer", "value": "TBD"}, {"type": "x", "value": True}), []),
        (index({"type": "f1"}), []),
        (index({"type": "f1", "value": 10**5000}), []),
        ({"model-index": "nada"}, []),
        ({"model-index": [None, {"results": {"metrics": {"type": "f1", "value": 1}}}]}, [("f1", "1")]),
        ({}, []),
        (None, []),
    ],
)
def test_results_of_the_yaml(metadata, values):
    assert [(one.metric, one.value.strip()) for one in scores_in_yaml(metadata)] == values


TABLE = "| Modelo | Exactitud | BLEU |\n|---|---|---|\n| base | 0,41 | 12 |\n| nuestro | **0,62** | 31 |\n"
ROWS = "| Métrica | Valor |\n|---|---|\n| F1 | 0.81 |\n| Perplexity | 9.3 |\n"


def found(text: str, *, about_evaluation: bool = False) -> list[tuple[str, str]]:
    return [(one.metric, one.value) for one in scores_in_text(text, about_evaluation=about_evaluation)]


def test_results_of_tables():
    assert found(TABLE) == [("exactitud", "0,41"), ("bleu", "12"), ("exactitud", "0,62"), ("bleu", "31")]
    assert found(ROWS) == [("f1", "0.81"), ("perplexity", "9.3")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Alcanza una exactitud del 87 % en el test.", [("exactitud", "87")]),
        ("F1: 0.81; ROUGE-L = 0.44", [("f1", "0.81"), ("rouge-l", "0.44")]),
        ("Obtuvo 47 de 60 respuestas útiles.", []),
        ("La precisión es importante. En 2024 lo veremos.", []),
        ("Evaluación: [More Information Needed]", []),
    ],
)
def test_results_of_sentences(text, values):
    assert found(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Treinta preguntas: 24 respuestas útiles y 1 equivocada.", [("", "24 respuestas")]),
        ("dieron por buenas 47 de las 60", [("", "47 de las 60")]),
        ("Acertó 12/20", [("", "12/20")]),
        ("Un 75% de acierto", [("", "75%")]),
        ("La evaluaremos el 3 de abril de 2024.", []),
        ("Pendiente.", []),
    ],
)
def test_in_a_section_about_evaluation_shares_and_counts_are_results(text, values):
    assert found(text, about_evaluation=True) == values


def test_the_loss_of_the_training_is_told_apart():
    losses = "| Training Loss | Epoch | Validation Loss |\n|---|---|---|\n| 1.2 | 1.0 | 1.1 |\n"
    assert {one.is_loss for one in scores_in_text(losses, about_evaluation=True)} == {True}
    assert not Score("bleu", "31", "table").is_loss


@pytest.mark.parametrize(
    "text", ["accuracy " * 30_000, "| f1 " * 40_000 + "\n|--|\n" + "| 1 " * 40_000, "1 de " * 50_000, "9" * 200_000]
)
def test_no_text_keeps_the_reader_for_long(text):
    started = time.monotonic()
    assert len(scores_in_text(text, about_evaluation=True)) <= MAX_SCORES
    assert time.monotonic() - started < 2
