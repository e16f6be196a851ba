"""Whether two headings mean the same."""

import pytest

from submissions.audit.cards.headings import SAME, asked_meanings, fit, is_slip, meaning
from submissions.audit.texts import heading_key


def how_well(heading: str, *asked: str, **options: bool) -> float:
    return fit(meaning(heading_key(heading)), asked_meanings(asked), **options)


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("SESGOS", "Sesgos"),
        ("sesgo", "Sesgos"),
        ("3.2) ⚖️ Sesgos", "Sesgos"),
        ("Riesgos, limitaciones y sesgos", "Sesgos, riesgos y limitaciones"),
        ("Sesgos - Riesgos - Limitación", "Sesgos, riesgos y limitaciones"),
        ("Limitations, Risks & Biases", "Bias, Risks, and Limitations"),
        ("Creación del conjunto de datos", "Creación del corpus"),
        ("Creación de la base de datos", "Creación del dataset"),
        ("Construcción de los datos", "Creación del corpus"),
        ("Descripcion del corpus", "Descripción del corpus"),
        ("Citation [optional]", "Citation"),
        ("Fine-tuning", "Finetuning"),
        ("Hyper-parameters", "Hyperparameters"),
        ("Fuentes de datos", "Origen de los datos"),
        ("Nuestra motivación", "Motivación"),
    ],
)
def test_headings_that_mean_the_same_fit_wholly(heading, asked):
    assert how_well(heading, asked) == SAME


@pytest.mark.parametrize(
    ("heading", "asked", "how"),
    [
        ("Evaluación de sesgos", "Evaluación", 1 / 2),
        ("Análisis de los sesgos de género", "Sesgos", 1 / 3),
        ("Motivación, originalidad, impacto social, ideas futuras", "Motivación", 0),
        ("Sesgado", "Sesgos", 0),
        ("Estructura", "Estructura del corpus", 0),
        ("Dataset Sources", "Source Data", 0),
        ("Tamaño del corpus", "Por qué este corpus", 0),
        ("Size of the dataset", "Dataset", 0),
    ],
)
def test_a_heading_that_says_more_fits_less_and_one_that_says_less_not_at_all(heading, asked, how):
    assert how_well(heading, asked) == how


def test_the_best_of_those_asked_for_counts():
    assert how_well("Evaluación de sesgos", "Sesgos", "Evaluación y mitigación", "Evaluación de los sesgos") == SAME


def test_a_title_has_to_say_just_the_same():
    assert how_well("Dataset Card for Recetas", "Dataset Card", whole=True) == 0
    assert how_well("Dataset Card", "Dataset Card", whole=True) == SAME


@pytest.mark.parametrize(
    ("heading", "slip"),
    [("Motivacon", True), ("Dataset Creationn", True), ("Hiperparametos", True), ("Mitigación", False), ("Uso", False)],
)
def test_a_slip_is_a_letter_or_two(heading, slip):
    asked = asked_meanings(("Motivación", "Dataset Creation", "Hiperparámetros", "Usos del corpus"))
    assert is_slip(meaning(heading_key(heading)), asked) is slip
