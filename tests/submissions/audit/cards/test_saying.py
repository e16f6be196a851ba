"""What the lines of a card say."""

import pytest

from submissions.audit.cards.saying import Said, said, said_in


def words(line: str) -> int:
    return said(line).words


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Hay más hombres que mujeres.", 5),
        ("l'Eulàlia d'aquí", 2),
        ("**Muy** `bien` _hecho_", 3),
        ("Ver [el cuaderno](https://x.org/a/b/c.ipynb) aquí", 4),
        ("Todo el corpus", 3),
        ("| col | 12 | 3,5 % |", 4),
        ("- **País:** Perú", 2),
        ("Información opcional para el jurado", 4),
        ("More information needed for further recommendations.", 3),
        ("Preguntas: ¿por qué lo hicimos?, ¿para quién?", 7),
        ("学习", 1),
    ],
)
def test_words_that_somebody_wrote_are_counted(line, count):
    assert words(line) == count


@pytest.mark.parametrize(
    "line",
    [
        "",
        "---",
        "|---|:-:|",
        "[More Information Needed]",
        "[More Information Needed](https://github.com/huggingface/datasets/blob/master/CONTRIBUTING.md#how-to)",
        "[Needs More Information]",
        "(more information needed)",
        "[Más información necesaria]",
        "Información pendiente",
        "Por completar",
        "TODO",
        "- TBD.",
        "{{ dataset_summary }}",
        "[Insert the description of your dataset]",
        "[Añade aquí la descripción]",
        "N/A",
        "- n/a.",
        "None",
        "Ninguno",
        "No aplica.",
        "En construcción",
        "Próximamente…",
        "- **Repository:** None",
        "- **Repository:**",
        "**BibTeX:**",
        "- **License:** apache-2.0",
        "- **Licencia:** CC BY-SA 4.0",
        "- **Language(s) (NLP):** es",
        "Idioma: español",
        "¿Quiénes son las personas que anotaron?",
        "Who are the annotators?",
        "<!-- comentario",
        "https://huggingface.co/datasets/somosnlp/recetas",
        "- [Sesgos](#sesgos)",
        '<a href="#sesgos">Sesgos</a>',
        "![gráfico de sesgos](sesgos.png)",
        '<img src="x.png" alt="Muchas palabras que nadie lee">',
        "[![Open In Colab](https://colab.research.google.com/b.svg)](https://colab.research.google.com/a)",
        "🚀🚀🚀",
    ],
)
def test_what_nobody_wrote_counts_for_nothing(line):
    assert words(line.removeprefix("<!-- comentario")) == 0


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("https://a.org y www.b.org", (2, 0)),
        ("[a](https://a.org) [b](./c.md)", (2, 0)),
        ("![x](a.png) <img src=b.png>", (0, 2)),
        ("[índice](#indice)", (0, 0)),
        ("Carbon emissions can be estimated using the [calculator](https://a.org) of [b](https://b.org).", (0, 0)),
    ],
)
def test_links_and_pictures_are_counted_apart(line, seen):
    assert (said(line).links, said(line).media) == seen


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("F1 de 0,87 y 91.5 %", 2),
        ("learning_rate: 2e-4", 1),
        ("gpt2, CO2 y v1.2", 0),
        ("1. primero", 0),
        ("| 12 | 3.5 | -4 |", 3),
        ("2 048 pasos", 2),
    ],
)
def test_numbers_are_those_that_stand_alone(line, count):
    assert said(line).numbers == count


def test_rows_of_tables_are_counted_without_their_headers():
    lines = ["| a | b |", "|---|---|", "| 1 | 2 |", "| 3 | 4 |"]
    assert said_in(lines, [False] * 4).rows == 2


def test_code_says_its_words_whatever_they_are():
    lines = ["", '{"pregunta": "¿Qué es?", "idioma": "es"}', "# License: mit", ""]
    assert said_in(lines, [True] * 4) == Said(words=7)


def test_a_line_is_looked_at_up_to_a_bound():
    assert words("".join(f"{number:04} " for number in range(9_000))) == 4_000


def test_filler_text_is_nothing_that_somebody_wrote():
    assert (
        words("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.")
        == 0
    )
    assert words("Quitamos las páginas con lorem ipsum que había en la web") == 9


def test_the_same_few_words_over_and_over_count_once():
    assert words("texto " * 40) == 1
    assert words("nuestro corpus es muy bueno " * 6) == 5
    assert words("nuestro corpus es muy bueno " * 5) == 25  # who repeats themselves has still written it
