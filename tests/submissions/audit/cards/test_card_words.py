"""What is said of a card: of each way to break its YAML in words of its own, and never as HTML that somebody wrote into it."""

import html
import re

import pytest
from django.template.loader import render_to_string

from submissions.audit.cards.reading import parse_card
from submissions.audit.evidence import RepoEvidence
from submissions.audit.findings import Finding
from submissions.audit.registry import run_checks
from tests.factories.evidence import RULES, find, make_project, make_repo

ATTACK = "<script>alert(1)</script>"


def spoken(finding: Finding) -> str:
    facts = {"facts": finding.facts, "outcome": finding.outcome, "rules": RULES}
    return " ".join(render_to_string(f"submissions/findings/{finding.check}.html", facts).split())


def words(check: str, repo: RepoEvidence) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", spoken(find(check, repo))))


@pytest.mark.parametrize(
    ("yaml", "said", "advice"),
    [
        ("language: es\n\tlicense: mit", "línea 3: empieza con un tabulador", "Cambia los tabuladores por espacios"),
        ("language:\n-es\n-ca\na: b", "línea 3: falta un espacio detrás del guion", "Escribe «- es»"),
        ("pretty_name: Mi: corpus", "línea 2: el valor lleva dos puntos", "Pon el valor entre comillas"),
        ("tags:\n- x\n  a: mit", "línea 4: no encaja con las de encima", "Alinea las claves"),
        ("a: 'b", "línea 2: hay unas comillas que no se cierran", "Cierra las comillas"),
        ("a: [b\nc: d", "línea 3: hay un corchete", "Cierra lo que está abierto"),
        ("a: @b", "línea 2: un valor empieza por un símbolo", "Pon ese valor entre comillas"),
        ("a: b\nc d\ne: f", "línea 3: faltan los dos puntos", "o borra la línea"),
        ("TODO: Add YAML tags here: x", "línea 2: ahí está todavía el texto", "Bórralo"),
        ("{}\na: b", "línea 3: el YAML ya había acabado", "Deja un solo bloque"),
        ("a: b\x07", "línea 2: hay un carácter invisible", "Borra la línea"),
        ('a: "\\q"', "línea 2: no se entiende", "Revisa los espacios"),
        ("[]", "no está hecho de claves y valores", "«clave: valor»"),
        ("", "está vacío", "Rellénalo"),
        ("a: " + "[" * 60, "demasiado largo o enrevesado", "Deja solo las claves"),
        ("language: no", "En la línea 2, muchos programas no leen no como un idioma", 'Ponlo entre comillas: "no"'),
        ("a: b\na: c", "La clave a está dos veces (línea 3)", "Deja solo una"),
    ],
)
def test_each_slip_in_the_yaml_has_words_and_advice_of_its_own(yaml, said, advice):
    text = words("card.yaml", make_repo(readme=f"---\n{yaml}\n---\nHola\n"))
    assert (said in text, advice in text) == (True, True), text


@pytest.mark.parametrize(
    ("readme", "said", "advice"),
    [
        ("Hola\n", "no empieza con un bloque de YAML", "Añade al principio"),
        ("license: mit\n---\nHola\n", "Falta la línea «---» que abre", "Ponla como primera línea"),
        (
            "\nlicense: mit\n\nHola\n",
            "empiezan en la línea 2, pero sin las líneas «---»",
            "delante de la primera clave",
        ),
        ("Hola\n---\nlicense: mit\n---\n", "empieza en la línea 2", "Quita lo que tiene delante"),
        ("---\nlicense: mit\n\nHola\n", "se abre con «---» en la línea 1", "Pon otra línea «---»"),
        ("---\na: b\n---\n---\nc: d\n---\nHola\n", "un segundo bloque de YAML en la línea 4", "Une los dos"),
    ],
)
def test_so_has_each_way_to_place_it_wrongly(readme, said, advice):
    text = words("card.yaml", make_repo(readme=readme))
    assert (said in text, advice in text) == (True, True), text


def test_odd_fields_are_told_with_line_reason_and_what_was_meant():
    text = words(
        "card.metadata", make_repo(readme="---\nlicense: mit\nlanguage: es_MX\nsize_categories: 1k<n<10k\n---\nx")
    )
    assert (
        "language: es_MX (línea 3) – en language va solo el idioma, es; la variedad se pone en language_bcp47." in text
    )
    assert "size_categories: 1k<n<10k (línea 4) – no es uno de los tamaños" in text
    assert "¿será 1K<n<10K?" in text


def test_sections_are_told_with_their_heading_file_line_and_words():
    text = words("card.sections", make_repo(readme="# X\n\n## 2. Sesgos\nPocos.\n## Estructura\n![a](b.png)\n"))
    assert "Evaluación y mitigación de sesgos («2. Sesgos», README.md, línea 3; 1 palabra)" in text
    assert "Estructura del corpus («Estructura», README.md, línea 5; solo enlaces o imágenes)" in text
    assert (
        "Faltan estas secciones: Descripción del corpus (por ejemplo, con el título «Descripción del corpus»)" in text
    )


def test_goals_are_told_by_number_and_name():
    assert "4. Educación de calidad" in words("card.sdgs", make_repo(readme="ODS 4"))


def test_what_somebody_wrote_into_a_card_is_never_html():
    readme = (
        f"---\nlanguages: '{ATTACK}'\n{ATTACK}: x\nsize_categories: '{ATTACK}'\ntags: '{ATTACK}'\n---\n# {ATTACK}\n## Sesgos {ATTACK}\n"
        f"x\n**Equipo {ATTACK}**\n\n[x](a{ATTACK}.py) ODS\n## &lt;script&gt;alert(1)&lt;/script&gt; Estructura\n"
    )
    path = f"README_{ATTACK}.md"
    repo = make_repo(
        cards=(parse_card("README.md", readme.encode()), parse_card(path, readme.encode())), files=[f"{ATTACK}.py"]
    )
    pages = [spoken(one) for one in run_checks(RULES, make_project(repo)) if one.check.startswith("card.")]
    assert [page for page in pages if "<script" in page or "alert(1)</script" in page] == []
    assert [page for page in pages if "&lt;script" in page] != []
