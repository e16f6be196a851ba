"""What a team reads about its corpus, in full sentences."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hackathon.editions.rules import Text
from submissions import speaking
from submissions.audit.corpus.evidence import Limit, ReachedLimit, Repeated, Repetition, Where
from submissions.audit.findings import failed
from submissions.audit.problems import Problem
from tests.factories.corpora import corpus_of_csv, counted, of_columns
from tests.factories.evidence import RULES, find, make_repo


def say(check: str, repo, block: str = "details", rules=RULES) -> str:
    return getattr(speaking.speak(find(f"dataset.{check}", repo, rules=rules), rules=rules), block)


def corpus(*columns, **changes):
    return make_repo(corpus=of_columns(*columns, **changes))


def test_recipes_that_are_no_instructions_yet_get_the_next_step():
    said = say("required_columns", make_repo(csv="Nombre,Ingredientes,Pasos\nMole,chile,Muele\n"), "fix")
    assert said.splitlines()[0] == (
        "Tienes datos con los que trabajar, pero todavía no son instrucciones. Sus columnas: `Nombre`, `Ingredientes`, `Pasos`. "
        "El paso que falta: escribe una o varias plantillas que conviertan cada fila en una `pregunta` y su `respuesta`."
    )


def test_a_chat_is_told_how_to_become_questions_and_answers():
    said = say("required_columns", make_repo(csv="messages\nx\n"), "fix")
    assert "Tu corpus guarda conversaciones enteras en `messages`." in said
    assert "con el texto del primero en `pregunta` y el de la segunda en `respuesta`" in said


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Text", "Todo está en una sola columna, `Text`. Sepárala"),
        ("inputs.1-instruction,outputs.response", "los nombres anidados: `outputs.response`, `inputs.1-instruction`"),
        ("question,answer", "¿Es `question` lo que aquí se llama `pregunta`? Cámbiale el nombre."),
    ],
)
def test_other_shapes_are_told_their_way(header, said):
    assert said.split(":")[0] in say("required_columns", make_repo(csv=f"{header}\nx\n"), "fix")


def test_values_are_said_with_counts_and_what_to_write():
    finding = corpus(counted("idioma", {"es-MX": 120, "es": 3}))
    assert say("allowed_values", finding).splitlines() == [
        "Hay valores que esta edición no admite:",
        "- `idioma`:",
        "120 filas lo escriben de otra manera; basta con sustituir:",
        "  - `es-MX` (120 filas) → `es_mx`",
        "3 filas con valores que no se esperaban:",
        "  - `es` (3 filas): falta decir de qué país",
    ]
    assert 'df["idioma"].replace({"es-MX": "es_mx"})' in say("allowed_values", finding, "fix")


def test_the_example_with_pandas_is_about_a_column_for_which_a_value_is_proposed():
    finding = corpus(counted("idioma", {"es": 3}), counted("registro", {"Medio": 2}))
    assert say("allowed_values", finding, "fix").endswith(
        'df["registro"] = df["registro"].replace({"Medio": "medio"})`'
    )


def test_where_no_value_is_proposed_none_is_made_up():
    fix = say("allowed_values", corpus(counted("idioma", {"es": 3})), "fix")
    assert fix == "Cambia en el corpus cada valor por uno de los que se piden y vuelve a subirlo."


def test_shares_are_said_in_numbers_too():
    said = say("balance", corpus(counted("idioma", {"es_mx": 30, "es_pe": 10}), counted("pais_origen", {"MX": 40})))
    assert "Un solo valor pasa del 80 % en: `pais_origen`." in said
    assert "- es_mx 75,0 % (30)" in said
    assert "- México 100,0 % (40)" in said


def test_the_drawing_has_dots_for_decimals_in_every_language():
    facts = find("dataset.balance", corpus(counted("idioma", {"es_mx": 2, "es_pe": 1}))).facts
    for language in ("es", "en"):
        with translation.override(language):
            assert 'width="66.7"' in render_to_string("submissions/_balance.html", {"columns": facts["columns"]})


def test_countries_are_named_in_the_readers_language():
    with translation.override("en"):
        assert "- Spain 100.0% (3)" in say("balance", corpus(counted("pais_origen", {"ES": 3})))


def test_a_sample_says_how_much_was_looked_at_and_why():
    limit = ReachedLimit(Limit.ROWS, 2, 9, "data.csv")
    said = say("sampled", make_repo(corpus=corpus_of_csv("pregunta\na\nb\n", rows=9, reached=(limit,))))
    assert said.splitlines()[0] == (
        "Hemos mirado 2 filas de 9. Todo lo que el informe dice de los datos es sobre esas filas."
    )


def test_repetitions_say_where():
    repeated = Repetition(
        ("pregunta",), 100, 7, examples=(Repeated("¿Qué es?", 8, (Where("a.csv", 3), Where("b.csv", 1))),)
    )
    assert say("repeated", corpus(counted("pregunta", {"x": 1}), repetitions=(repeated,))).splitlines() == [
        "Hay filas que dicen lo mismo que otra anterior:",
        "- `pregunta`: 7 de 100 filas (7,0 %)",
        "  - «¿Qué es?» (8 veces)",
        "    - `a.csv`, fila 3",
        "    - `b.csv`, fila 1",
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("lfs_pointer", "es solo el puntero de Git LFS"),
        ("packing_broken", "no se puede descomprimir entero"),
        ("row_too_long", "una comilla sin cerrar"),
        ("rows_not_read", "puede que el archivo se subiera a medias"),
        ("algo_nuevo", "algo no cuadra"),
    ],
)
def test_each_fault_of_a_file_has_its_words(code, said):
    faulty = corpus_of_csv("a\n1\n", problems=(Problem(code, "data.csv", 12),))
    line = say("readable", make_repo(corpus=faulty)).splitlines()[-1]
    assert (line.startswith("- `data.csv`, línea 12: "), said in line) == (True, True)


def test_a_column_for_some_corpora_says_what_it_is_for():
    missing = [
        {"column": "modelo", "when": "synthetic", "description": dict(Text((("es", "El modelo"),)).translations)}
    ]
    finding = replace(failed(missing=missing, signs=["distilabel"]), check="dataset.provenance")
    said = speaking.speak(finding, rules=RULES).details
    assert said.splitlines()[1:] == ["- `modelo`: El modelo (lo ha escrito un modelo)", "Lo decimos por: `distilabel`."]
