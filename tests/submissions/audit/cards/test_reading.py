"""Cards as evidence, whatever their bytes."""

import json
import re
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.hub.types import RepoType
from submissions.audit.cards.completeness import judge_sections
from submissions.audit.cards.outline import LABEL_LEVEL
from submissions.audit.cards.reading import MAX_CARD_BYTES, is_card, parse_card
from submissions.audit.evidence import CardEvidence, FileMention, RepoLink
from submissions.audit.wire import from_wire, to_wire
from tests.factories.evidence import RULES


def card(text: str | bytes) -> CardEvidence:
    return parse_card("README.md", text.encode() if isinstance(text, str) else text)


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in card(text).problems]


def filled(text: str) -> dict[str, bool]:
    return {section.key: section.filled for section in card(text).sections if section.level < LABEL_LEVEL}


@pytest.mark.parametrize("path", ["README.md", "README_ES.md", "README-en.md", "readme.md", "README_es-MX.md"])
def test_a_readme_in_any_language_is_a_card(path):
    assert is_card(path)


@pytest.mark.parametrize("path", ["docs/README.md", "LICENSE.md", "README.txt", "README_how_to_run_it_all.md"])
def test_other_files_are_no_cards(path):
    assert not is_card(path)


def test_bom_and_windows_line_ends_are_noted_and_harm_nothing():
    seen = card(b"\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\n# Hola\r\n")
    assert seen.metadata == {"license": "mit"}
    assert [section.key for section in seen.sections] == ["hola"]
    assert [problem.code for problem in seen.problems] == ["bom", "crlf"]


def test_a_card_that_is_not_utf8_is_read_as_far_as_it_goes():
    seen = card("---\nlicense: mit\n---\n# Descripción\nAño".encode("cp1252"))
    assert (seen.metadata, seen.sections[0].key) == ({"license": "mit"}, "descripcion")
    assert [(problem.code, problem.line) for problem in seen.problems] == [("not_utf8", 4)]


def test_utf16_is_named():
    assert codes("---\nlicense: mit\n---\nHola".encode("utf-16")) == ["not_utf8"]


@pytest.mark.parametrize("raw", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_card_is_empty(raw):
    seen = card(raw)
    assert (seen.problem("empty") is not None, seen.metadata, seen.words) == (True, None, 0)


def test_a_huge_card_is_read_up_to_a_bound():
    seen = card(b"---\nlicense: mit\n---\n" + b"palabra " * 300_000)
    assert seen.size > MAX_CARD_BYTES
    assert "too_large" in [problem.code for problem in seen.problems]
    assert seen.metadata == {"license": "mit"}


def test_a_card_cut_in_the_middle_of_a_letter_is_still_utf8():
    assert codes(b"---\na: b\n---\na\xc3") == []


def test_headings_lose_case_accents_emoji_numbers_and_markup():
    text = "# 📚 **Descripción** del [corpus](#x)\n\n## 2.1) Evaluación &  SESGOS\n\nUsos\n----\n"
    assert [section.key for section in card(text).sections] == ["descripcion del corpus", "evaluacion sesgos", "usos"]


def test_a_heading_of_emoji_alone_does_not_break_it():
    assert [section.heading for section in card("# 🚀🚀\n## 3.\n").sections] == ["🚀🚀", "3."]


def test_a_hash_in_a_code_block_is_no_heading():
    assert [section.key for section in card("# Uso\n```python\n# comentario\n```\n").sections] == ["uso"]


def test_comments_and_placeholders_fill_no_section():
    text = """
# Tarjeta
## Sesgos
<!-- Habla aquí
de los sesgos -->
## Usos
[More Information Needed]
## Autores
- **Developed by:** [More Information Needed]
- **Funded by [optional]:** [More Information Needed]
## Cita
**BibTeX:**

[Needs More Information]
## Origen
- **País:** Perú
"""
    assert filled(text) == {
        "tarjeta": True,
        "sesgos": False,
        "usos": False,
        "autores": False,
        "cita": False,
        "bibtex": False,
        "origen": True,
    }


def test_a_section_is_filled_by_its_subsections():
    assert filled("## Datos\n### Origen\nLa BNE.\n## Uso\n### Directo\n## Otro\nx") == {
        "datos": True,
        "origen": True,
        "uso": False,
        "directo": False,
        "otro": True,
    }


def test_the_spanish_word_todo_is_no_placeholder():
    assert filled("## Uso\nTodo\n## Origen\nTODO\n## Otro\nTBD.") == {"uso": True, "origen": False, "otro": False}


@pytest.mark.parametrize(
    "line", ["- a", "# a", "a", "[a]: b", ">>>>>>", "|a|b|", "- - - a", "**a**\n", "a\n-", "**a b:** c", "x.py"]
)
def test_many_lines_take_no_long_time(line):
    raw = ("---\nlicense: mit\n---\n" + f"{line}\n" * 200_000).encode()
    assert seconds_of(lambda: card(raw)) < 5


@pytest.mark.parametrize(
    "mess",
    [
        " ",
        "[",
        "`a/",
        "<!--",
        "*",
        "a:",
        "TODO ",
        "[x](",
        "![x](",
        "<a ",
        "<h2",
        "](#",
        "{{",
        "ODS 4, ",
        "1,",
        "a/",
        "https://a/",
        "&#",
        "a.py",
    ],
)
def test_a_very_long_line_takes_no_long_time(mess):
    raw = ("# a\n" + mess * (390_000 // len(mess))).encode()
    assert seconds_of(lambda: card(raw)) < 5


def seconds_of(deed) -> float:
    started = time.monotonic()
    deed()
    return time.monotonic() - started


def test_an_unclosed_comment_hides_the_rest_as_it_does_on_the_page():
    assert filled("## Datos\nalgo\n<!-- y\n## Sesgos\nmuchos") == {"datos": True}


def hubs_template(name: str) -> str:
    """The Hub's template of a card, with its defaults filled in as its client does."""
    package = Path(find_spec("huggingface_hub").origin).parent
    template = (package / "templates" / name).read_text()
    text = "".join(line for line in template.splitlines(keepends=True) if not line.startswith("{{ card_data"))
    text = re.sub(r"\{\{.*?default\(\s*\"(.*?)\".*?\}\}", r"\1", text, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)


TEMPLATES = pytest.mark.parametrize("name", ["modelcard_template.md", "datasetcard_template.md"])


@TEMPLATES
def test_the_hubs_own_template_is_an_unfilled_card(name):
    assert [key for key, done in filled(hubs_template(name)).items() if done] == []


@TEMPLATES
def test_its_advice_fills_nothing_either_where_somebody_took_the_comment_marks_away(name):
    text = hubs_template(name).replace("<!--", "").replace("-->", "")
    assert [key for key, done in filled(text).items() if done] == []


@TEMPLATES
def test_nor_does_a_licence_and_a_language_filled_in_by_a_form(name):
    text = hubs_template(name).replace("License:** [More Information Needed]", "License:** apache-2.0")
    text = text.replace("Language(s) (NLP):** [More Information Needed]", "Language(s) (NLP):** es")
    assert [key for key, done in filled(text).items() if done] == []


def test_sections_know_where_they_stand_and_what_is_in_them():
    text = "---\nlicense: mit\n---\nHola.\n# Uno\nDos [palabras](https://a.org) ![x](y.png)\n## Dos\n| a |\n|---|\n| 1 |\n\n# Tres\n"
    seen = card(text)
    assert [(one.key, one.line, one.last_line) for one in seen.sections] == [
        ("uno", 5, 11),
        ("dos", 7, 11),
        ("tres", 12, 13),
    ]
    one, two, _ = seen.sections
    assert (one.words, one.links, one.media, two.words, two.rows, two.numbers) == (2, 1, 1, 2, 1, 1)
    assert (seen.opening, seen.words, seen.key_lines) == (1, 5, {"license": 2})


def test_a_label_is_a_section_within_its_section():
    seen = card("## Detalles\n- **Autoras:** Ana y Luz\n- **Licencia:** MIT\n")
    assert [(one.key, one.level, one.words, one.line) for one in seen.sections] == [
        ("detalles", 2, 4, 1),
        ("autoras", LABEL_LEVEL, 3, 2),
        ("licencia", LABEL_LEVEL, 1, 3),
    ]


def test_goals_are_read_from_the_text():
    seen = card("---\nlicense: mit\n---\nContribuye al ODS 4.")
    assert (seen.goals, seen.speaks_of_goals, card("Hola").speaks_of_goals) == ((4,), True, False)


def test_scripts_that_a_card_names_are_found_with_their_lines():
    text = """
[Entrena](scripts/train.py) y <a href="./eval.ipynb">evalúa</a>
Después, `python limpia.py --todo` y notebooks/Análisis.ipynb.
https://huggingface.co/datasets/a/b/blob/main/src/x.py#L3
https://github.com/a/b/blob/main/y.py, https://colab.research.google.com/drive/1x2y
[docs](https://x.org/a.html) [otro](datos.csv) e@mail.py
"""
    assert card(text).files == (
        FileMention("scripts/train.py", 2, linked=True),
        FileMention("eval.ipynb", 2, linked=True),
        FileMention("limpia.py", 3),
        FileMention("notebooks/Análisis.ipynb", 3),
        FileMention("src/x.py", 4, linked=True, repo_id="a/b"),
        FileMention("https://github.com/a/b/blob/main/y.py", 5, linked=True, elsewhere=True),
        FileMention("https://colab.research.google.com/drive/1x2y", 5, linked=True, elsewhere=True),
    )


def test_links_with_spaces_in_them_are_read_as_the_files_are_called():
    assert [one.path for one in card("[x](mi%20cuaderno.ipynb)").files] == ["mi cuaderno.ipynb"]


@pytest.mark.parametrize("text", ["sitio.plano", "Node.json", "a.pyc", "https://nlp.org.ar", "v1.0.r2"])
def test_what_only_looks_like_a_script_is_none(text):
    assert card(text).files == ()


def test_links_in_yaml_may_be_texts_lists_ids_and_addresses():
    text = (
        "---\nbase_model: google/gemma-2b\ndatasets:\n- https://huggingface.co/datasets/a/b\n- c/d\nmodels: x/y\n---\nz"
    )
    assert card(text).links == (
        RepoLink("a/b", RepoType.DATASET, "yaml"),
        RepoLink("c/d", RepoType.DATASET, "yaml"),
        RepoLink("x/y", RepoType.MODEL, "yaml"),
        RepoLink("google/gemma-2b", RepoType.MODEL, "yaml"),
    )


def test_links_in_text_are_addresses_and_quoted_ids():
    text = (
        "Ver https://huggingface.co/datasets/somosnlp/recetas/tree/main, [demo](https://hf.co/spaces/a/Demo_1)."
        ' `load_dataset("c/d")` https://huggingface.co/docs/hub y/o https://huggingface.co/e/f.'
    )
    assert card(text).links == (
        RepoLink("somosnlp/recetas", RepoType.DATASET, "text"),
        RepoLink("a/Demo_1", RepoType.SPACE, "text"),
        RepoLink("e/f", RepoType.MODEL, "text"),
        RepoLink("c/d", None, "text"),
    )


def test_links_are_bounded():
    seen = card("\n".join(f"`a/b{n}` [x](y{n}.py)" for n in range(5_000)))
    assert (len(seen.links), len(seen.files)) == (200, 100)


MARKUP = "--- §## Sesgos§**Sesgos**§<h2>§</h2>§<!--§-->§```§|a|§[x](§](§)§![§{{§}}§a: b§license: mit§&x §*x §ODS 4, §x.py §https://§🚀§é§-"
BREAKS = ["\n", "\n", "\n\n", " ", "\t", "\r\n", "\x00", "\u202e", "\ufeff"]
PIECES = st.sampled_from([*MARKUP.split("§"), *BREAKS])


@given(st.binary(max_size=2_000), st.lists(PIECES, max_size=40).map("".join))
def test_no_bytes_break_it_and_what_it_gives_can_be_stored(raw, text):
    for one in (raw, b"---\n" + raw + b"\n---\n# a\n" + raw, text.encode("utf-8", "replace"), text.encode("utf-16")):
        seen = card(one)
        stored = json.loads(json.dumps(to_wire(seen), allow_nan=False))
        assert from_wire(CardEvidence, stored) == seen
        judge_sections(RULES.dataset.card, [seen], 15)
