"""Every text of the site has its English; nothing is left over."""

import re
from pathlib import Path

import allauth
import django
import pytest
import unfold
from babel.messages.pofile import read_po
from django.conf import settings

from hackathon.pages import catalogue

ROOT = Path(settings.BASE_DIR)
SPANISH = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_messages_are_found_in_templates_with_their_context_and_plural(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}{% translate "Hola" %}{% translate "Cierre" context "plazo" %}'
        "{% blocktranslate count n=n %}{{ n }} día{% plural %}{{ n }} días{% endblocktranslate %}",
        encoding="utf-8",
    )

    assert list(catalogue.messages_of(template, root=tmp_path)) == [
        ("Hola", None),
        ("Cierre", "plazo"),
        (("%(n)s día", "%(n)s días"), None),
    ]


def test_messages_are_found_in_the_arguments_of_a_template_tag(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text('{% include "badge.html" with text=_("Hecho") %}{{ _("Fin") }}', encoding="utf-8")

    assert list(catalogue.messages_of(template, root=tmp_path)) == [("Hecho", None), ("Fin", None)]


def test_a_message_over_several_lines_is_the_one_that_the_page_asks_for(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        "{% load i18n %}{% blocktranslate trimmed with name=name %}\n  El 100 % de\n  {{ name }}\n"
        "{% endblocktranslate %}",
        encoding="utf-8",
    )

    assert list(catalogue.messages_of(template, root=tmp_path)) == [("El 100 %% de %(name)s", None)]


def test_messages_are_found_in_python(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('a = _("Uno")\nb = ngettext("%d voto", "%d votos", 2)\nc = pgettext("mes", "Marzo")\n')

    assert list(catalogue.messages_of(module, root=tmp_path)) == [
        ("Uno", None),
        (("%d voto", "%d votos"), None),
        ("Marzo", "mes"),
    ]


def test_every_message_of_the_site_is_in_the_english_catalogue() -> None:
    wanted = {(message.id, message.context) for message in catalogue.template_catalogue(ROOT) if message.id}
    present = {(message.id, message.context) for message in catalogue.read_catalogue(ENGLISH, language="en")}

    assert sorted(str(message) for message in wanted - present) == []


def test_no_message_of_the_english_catalogue_lacks_its_translation() -> None:
    assert catalogue.untranslated(catalogue.read_catalogue(ENGLISH, language="en")) == []


@pytest.mark.parametrize("path", [SPANISH, ENGLISH], ids=["es", "en"])
def test_a_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    placeholder = re.compile(r"%(?:\(\w+\))?[sd]|%%|</?\w+>")
    wrong = [
        message.id
        for message in catalogue.read_catalogue(path, language=path.parts[-3])
        if message.id
        for said, meant in zip(spoken(message.string), spoken(message.id) * 2, strict=False)
        if sorted(placeholder.findall(said)) != sorted(placeholder.findall(meant))
    ]
    assert wrong == []


def test_the_spanish_catalogue_only_rephrases_what_the_libraries_still_say() -> None:
    folders = [Path(django.__file__).parent / "conf", Path(django.__file__).parent / "contrib" / "auth"]
    said = set()
    for folder in [*folders, Path(allauth.__file__).parent]:
        with (folder / "locale" / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
            said |= {message.id for message in read_po(file, ignore_obsolete=True)}
    panel = Path(unfold.__file__).parent
    for path in panel.rglob("*.html"):
        said |= {message for message, _context in catalogue.messages_of(path, root=panel)}
    rephrased = {message.id for message in catalogue.read_catalogue(SPANISH, language="es") if message.id}

    assert (rephrased - said, len(rephrased) > 0) == (set(), True)


def spoken(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)
