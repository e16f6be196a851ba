"""How complete a repo's cards are."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import CardRules, CardSection, SectionRole, Text
from submissions.audit.cards.completeness import Judged, SectionState, judge_role, judge_sections
from submissions.audit.cards.reading import parse_card
from submissions.audit.evidence import CardEvidence
from tests.factories.evidence import RULES

TEN = "uno dos tres cuatro cinco seis siete ocho nueve diez"
FILLED, THIN, TEMPLATE, MISSING = SectionState.FILLED, SectionState.THIN, SectionState.TEMPLATE, SectionState.MISSING


def section(key: str, *headings: str, **more: object) -> CardSection:
    return CardSection(key, Text((("es", key),)), headings, **more)


ASKED = CardRules(
    (),
    (
        section("about", "Descripción", "Dataset Description", role=SectionRole.DESCRIPTION),
        section("how", "Dataset Creation", "Source Data", "Evaluación"),
        section("bias", "Sesgos", "Discussion of Biases", "Considerations for Using the Data", "Evaluación de sesgos"),
        section("who", "Equipo", min_words=2),
    ),
)


def card(text: str, path: str = "README.md") -> CardEvidence:
    return parse_card(path, text.encode())


def judged(*texts: str) -> dict[str, Judged]:
    paths = ("README.md", "README_ES.md")
    cards = [card(text, path) for text, path in zip(texts, paths, strict=False)]
    return {one.asked.key: one for one in judge_sections(ASKED, cards, 10)}


def bias(*texts: str) -> Judged:
    return judged(*texts)["bias"]


def test_a_label_has_no_slips_for_any_word_before_a_colon_may_look_like_one():
    assert judged(f"**Equipoo:** {TEN}")["who"].state == MISSING
    assert judged(f"## Equipoo\n{TEN}")["who"].state == FILLED
    assert judged(f"**Equipo:** {TEN}")["who"].state == FILLED


@pytest.mark.parametrize(
    ("text", "state", "words"),
    [
        (f"## Sesgos\n{TEN}", FILLED, 10),
        ("## Sesgos\n" + TEN.removesuffix(" diez"), THIN, 9),
        ("## Sesgos\nuno", THIN, 1),
        ("## Sesgos\n[cuaderno](https://x.org)", THIN, 1),
        ("## Sesgos\nhttps://x.org/sesgos", THIN, 0),
        ("## Sesgos\n![Gráfico de los sesgos](a.png)", THIN, 0),
        ("## Sesgos", TEMPLATE, 0),
        ("## Sesgos\n<!-- " + TEN + " -->", TEMPLATE, 0),
        ("## Sesgos\n[More Information Needed]", TEMPLATE, 0),
        ("## Sesgos\nN/A", TEMPLATE, 0),
        ("## Sesgos\nTODO", TEMPLATE, 0),
        ("## Sesgos\n¿Qué sesgos tiene el corpus?", TEMPLATE, 0),
        ("## Sesgos\n- [Equipo](#equipo)\n- [Datos](#datos)", TEMPLATE, 0),
        ("## Otra\n" + TEN, MISSING, 0),
        ("", MISSING, 0),
        ("- [Sesgos](#sesgos)\n- [Otra](#otra)", MISSING, 0),
        (f"```\n## Sesgos\n{TEN}\n```", MISSING, 0),
        (f"Hablamos de sesgos: {TEN}", MISSING, 0),
        (f"**Sesgos**\n\n{TEN}", FILLED, 10),
        (f"<h2>Sesgos</h2>\n\n{TEN}", FILLED, 10),
        (f"- **Sesgos:** {TEN}", FILLED, 10),
        (f"Sesgos: {TEN}", FILLED, 10),
        (f"# Sesgos\n{TEN}", FILLED, 10),
        (f"## Segsos y más\n{TEN}", MISSING, 0),
        (f"## Discusion of Biasses\n{TEN}", FILLED, 10),
    ],
)
def test_a_section_is_filled_thin_left_as_in_the_template_or_missing(text, state, words):
    one = bias(text)
    assert (one.state, one.words) == (state, words)


def test_it_says_where_the_section_stands_and_what_is_in_it():
    one = bias(
        f"---\nlicense: mit\n---\n# Recetas\n\n## 2. Sesgos\n{TEN}\n| a | 1 |\n|---|---|\n| b | 2 |\nhttps://x.org"
    )
    assert (one.path, one.line, one.heading) == ("README.md", 6, "2. Sesgos")
    assert (one.words, one.rows, one.numbers, one.links, one.media, one.least) == (14, 1, 2, 1, 0, 10)


def test_subsections_count_with_their_section():
    assert bias(f"## Sesgos\n### De género\n{TEN}\n## Otra\n{TEN}").words == 10


def test_where_a_part_carries_the_asked_name_its_neighbours_are_about_something_else():
    text = f"## Considerations for Using the Data\n### Social Impact\n{TEN}\n### Discussion of Biases\n[More Information Needed]"
    one = bias(text)
    assert (one.state, one.heading, one.line) == (TEMPLATE, "Discussion of Biases", 4)
    one = bias(text.replace("[More Information Needed]", f"{TEN} y\n#### De género\n{TEN[4:]}"))
    assert (one.state, one.words, one.heading) == (FILLED, 20, "Discussion of Biases")


def test_what_is_about_another_section_fills_none_around_it():
    found = judged(f"## Descripción\n### Sesgos\n{TEN}\n#### De género\n{TEN} y\n### Equipo\nAna Lima")
    assert [(key, found[key].state, found[key].words) for key in ("about", "bias", "who")] == [
        ("about", TEMPLATE, 0),
        ("bias", FILLED, 21),
        ("who", FILLED, 2),
    ]
    beside = judged(f"## Descripción\n{TEN}\n### Sesgos\nuno\n### Otra\notra cosa")
    assert [(beside[key].state, beside[key].words) for key in ("about", "bias")] == [(FILLED, 12), (THIN, 1)]


def test_a_heading_that_means_two_sections_fills_both_with_all_that_stands_under_it():
    text = f"## Dataset Creation\n### Curation Rationale\n{TEN}\n#### De género\n{TEN} y"
    found = {one.asked.key: one.words for one in judge_sections(RULES.dataset.card, [card(text)], 10)}
    assert (found["creation"], found["motivation"]) == (21, 21)


def test_two_headings_about_the_same_add_up_and_none_counts_twice():
    one = judged(f"## Dataset Creation\n### Source Data\n{TEN}\n## Evaluación\n{TEN[:-4]} once")["how"]
    assert (one.state, one.words) == (FILLED, 20)


def test_a_label_within_its_own_section_counts_once():
    assert bias(f"## Sesgos\n- **Sesgos:** {TEN}").words == 11


def test_a_heading_speaks_for_what_it_fits_best():
    found = judged(f"## Evaluación de los sesgos\n{TEN}")
    assert (found["how"].state, found["bias"].state) == (MISSING, FILLED)


def test_what_stands_under_the_cards_title_describes_it():
    for text in (f"# Recetas\n{TEN}\n## Sesgos\n", f"{TEN}\n## Sesgos\n"):
        one = judged(text)["about"]
        assert (one.state, one.words, one.line) == (FILLED, 10, 1)
    assert judged("# Recetas\nMuy ricas.\n")["about"].state == THIN
    assert judged("# Recetas\n## Sesgos\nx\n")["about"].state == MISSING


def test_a_cards_title_fills_no_section_with_what_lies_under_it():
    assert bias(f"# Sesgos y recetas\n{TEN}\n").state == MISSING


def test_the_best_of_several_cards_counts():
    one = bias("## Sesgos\nTODO", f"## Sesgos\n{TEN}")
    assert (one.state, one.path) == (FILLED, "README_ES.md")
    one = bias(f"## Sesgos\n{TEN}", "## Sesgos\nTODO")
    assert (one.state, one.path) == (FILLED, "README.md")


def test_a_section_may_ask_for_fewer_words():
    assert judged("## Equipo\nAna Lima")["who"].state == FILLED
    assert judged("## Equipo\nAna")["who"].state == THIN


def test_without_cards_everything_is_missing():
    assert [one.state for one in judge_sections(ASKED, [], 10)] == [MISSING] * 4


def test_sections_are_found_by_their_role():
    found = judge_role(ASKED, [card("# Recetas\nMuy ricas.")], 2, SectionRole.DESCRIPTION)
    assert [(one.asked.key, one.state) for one in found] == [("about", FILLED)]


SPANISH = {
    "description": "Resumen del conjunto de datos",
    "motivation": "¿Por qué este corpus?",
    "structure": "Columnas del dataset",
    "creation": "Cómo se hizo",
    "bias": "⚖️ Análisis de sesgos",
    "team": "👩‍💻 Integrantes del equipo",
}
ENGLISH = {
    "description": "Dataset Summary",
    "motivation": "Impact and Motivation",
    "structure": "Data Fields",
    "creation": "Data Collection & Processing",
    "bias": "Biases, Limitations and Risks",
    "team": "Authors",
}
MODEL = {
    "description": "Descripción general del modelo",
    "motivation": "Impacto social del proyecto",
    "training": "Detalles de entrenamiento",
    "evaluation": "Resultados de evaluación",
    "bias": "Limitaciones y sesgos",
    "environment": "🌱 Impacto medio-ambiental",
    "team": "Autoras y autores",
}


@pytest.mark.parametrize(
    ("rules", "headings"),
    [(RULES.dataset.card, SPANISH), (RULES.dataset.card, ENGLISH), (RULES.model.card, MODEL)],
)
def test_the_shipped_edition_finds_headings_by_what_they_mean(rules, headings):
    text = "# Mi título\n" + "".join(f"## {n}. {heading}\n{TEN}\n" for n, heading in enumerate(headings.values(), 1))
    found = {one.asked.key: one.heading for one in judge_sections(rules, [card(text)], 5)}
    assert found == {key: f"{n}. {heading}" for n, (key, heading) in enumerate(headings.items(), 1)}


def test_evidence_of_old_without_lines_is_still_judged():
    old = card(f"# Recetas\n## Sesgos\n{TEN}")
    old = replace(old, sections=tuple(replace(one, line=0, last_line=0) for one in old.sections))
    assert {one.asked.key: one.state for one in judge_sections(ASKED, [old], 10)}["bias"] == FILLED


def test_a_section_that_says_again_what_another_says_counts_once():
    found = judged(f"# Hola\n\n## Evaluación\n\n{TEN}\n\n## Sesgos\n\n**{TEN.upper()}**…\n\n## Equipo\n\n{TEN} once\n")
    assert {key: (one.state, one.words, one.repeats) for key, one in found.items() if key != "about"} == {
        "how": (FILLED, 10, 0),
        "bias": (TEMPLATE, 0, 3),
        "who": (FILLED, 11, 0),
    }


@pytest.mark.parametrize(("words", "state"), [(4, THIN), (5, TEMPLATE)])
def test_a_few_words_may_be_the_same_in_two_sections(words, state):
    few = " ".join(TEN.split()[:words])
    found = judged(f"# Hola\n\n## Evaluación\n\n{few}\n\n## Sesgos\n\n{few}\n")
    assert (found["how"].state, found["bias"].state) == (THIN, state)


def test_a_repeated_section_that_says_more_below_is_as_long_as_that():
    found = judged(f"# Hola\n\n## Evaluación\n\n{TEN}\n\n## Sesgos\n\n{TEN}\n\n### Más\n\nOtras tres palabras\n")
    assert (found["bias"].state, found["bias"].words, found["bias"].repeats) == (THIN, 3, 0)
