"""Cards as evidence, whatever their bytes."""

import re
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.hub.types import RepoType
from submissions.audit.cards import MAX_CARD_BYTES, is_card, parse_card
from submissions.audit.evidence import CardEvidence, RepoLink


def card(text: str | bytes) -> CardEvidence:
    return parse_card("README.md", text.encode() if isinstance(text, str) else text)


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in card(text).problems]


def filled(text: str) -> dict[str, bool]:
    return {section.key: section.filled for section in card(text).sections}


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


@pytest.mark.parametrize("line", ["- a", "# a", "a", "[a]: b", ">>>>>>", "|a|b|", "- - - a"])
def test_many_lines_take_no_long_time(line):
    started = time.monotonic()
    seen = card("---\nlicense: mit\n---\n" + f"{line}\n" * 200_000)
    assert seen.problem("too_large") is not None
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("mess", [" ", "[", "`a/", "<!--", "*", "a:", "TODO ", "[x]("])
def test_a_very_long_line_takes_no_long_time(mess):
    started = time.monotonic()
    card("# a\n" + mess * (390_000 // len(mess)))
    assert time.monotonic() - started < 20


def test_an_unclosed_comment_hides_the_rest_as_it_does_on_the_page():
    assert filled("## Datos\nalgo\n<!-- y\n## Sesgos\nmuchos") == {"datos": True}


@pytest.mark.parametrize("name", ["modelcard_template.md", "datasetcard_template.md"])
def test_the_hubs_own_template_is_an_unfilled_card(name):
    """Only sections with code or instructions of the template's own may look filled."""
    package = Path(find_spec("huggingface_hub").origin).parent
    template = (package / "templates" / name).read_text()
    text = "".join(line for line in template.splitlines(keepends=True) if not line.startswith("{{ card_data"))
    text = re.sub(r"\{\{.*?default\(\s*\"(.*?)\".*?\}\}", r"\1", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)
    assert [key for key, done in filled(text).items() if done] == []


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
    assert len(card("\n".join(f"`a/b{n}`" for n in range(5_000))).links) == 200


@given(st.binary(max_size=2_000))
def test_no_bytes_break_it(raw):
    card(raw)
    card(b"---\n" + raw + b"\n---\n# a\n" + raw)
