"""Hyperparameters, as people and scripts write them."""

import time

import pytest

from submissions.audit.models.training import ESSENTIAL, essential, named, settings_in

TRAINER = """The following hyperparameters were used during training:
- learning_rate: 2e-05
- train_batch_size: 8
- seed: 42
- gradient_accumulation_steps: 4
- optimizer: Adam with betas=(0.9,0.999)
- num_epochs: 3
"""
TABLE = """
| Hiperparámetro | Valor |
|---|---|
| Tasa de aprendizaje | 2e-4 |
| Épocas | 3 |
| Tamaño de lote | 8 |
| Rango (r) | 16 |
"""
WIDE = """
| learning rate | epochs | batch size |
|:---:|---|---:|
| 0.0002 | 3 | 8 |
"""
SCRIPT = """
args = SFTConfig(num_train_epochs=3, per_device_train_batch_size=8, learning_rate=2e-4, seed=7)
lora = LoraConfig(r=16, lora_alpha=32)
parser.add_argument("--weight_decay", type=float, default=0.01)
"""

TRAINED = {"learning_rate": "2e-4", "epochs": "3", "batch_size": "8"}


def found(text: str) -> dict[str, str]:
    return {key: one.value for key, one in named(settings_in(text, "README.md")).items()}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Entrenamos tres épocas.", {"epochs": "tres"}),
        ("Fueron 3 epochs con batch size de 8.", {"epochs": "3", "batch_size": "8"}),
        ("Learning rate: 2 × 10⁻⁴", {"learning_rate": "2 x 10-4"}),
        ("un ritmo de aprendizaje de 0,0002", {"learning_rate": "0,0002"}),
        ("lotes de 16 ejemplos", {"batch_size": "16"}),
        ("`lr=1e-5`", {"learning_rate": "1e-5"}),
        ("max_steps=500", {"epochs": "500"}),
        ("LoRA rank 8 y alpha 16", {"lora_r": "8", "lora_alpha": "16"}),
        ("Optimizador: paged_adamw_8bit", {"optimiser": "paged_adamw_8bit"}),
        (TRAINER, dict(TRAINED, gradient_accumulation="4", optimiser="adam", learning_rate="2e-05", seed="42")),
        (TABLE, dict(TRAINED, lora_r="16")),
        (WIDE, dict(TRAINED, learning_rate="0.0002")),
        (SCRIPT, dict(TRAINED, seed="7", lora_r="16", lora_alpha="32", weight_decay="0.01")),
    ],
)
def test_hyperparameters_are_found_with_their_values(text, values):
    assert found(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Usamos una buena tasa de aprendizaje y varias épocas.",
        "Recetas de la época colonial (1810).",
        "## Hiperparámetros\n\n[More Information Needed]",
        "El lote se revisó a mano.",
        "Es más rápido que el anterior, 3 veces.",
    ],
)
def test_words_without_a_number_are_no_hyperparameters(text):
    assert found(text) == {}


def test_an_adapter_needs_its_rank_too():
    assert essential(adapter=False) == ESSENTIAL
    assert essential(adapter=True) == (*ESSENTIAL, "lora_r")


@pytest.mark.parametrize(
    "text",
    ["learning rate " * 20_000, "| epochs " * 30_000, "9" * 200_000, "lr" + " " * 200_000 + "1", "1,111" * 60_000],
)
def test_no_text_keeps_the_reader_for_long(text):
    started = time.monotonic()
    settings_in(text, "README.md")
    assert time.monotonic() - started < 2
