"""Moments and texts as templates write them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hackathon.editions.rules import Text
from hackathon.pages.templatetags.pages import day_in_zone, in_zone, last_minute, localized

CLOSES = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)


def test_a_deadline_is_shown_as_the_last_minute_of_the_day_anywhere_on_earth() -> None:
    with translation.override("es"):
        assert in_zone(last_minute(CLOSES)) == "29 mar 2024, 23:59 AoE"
    with translation.override("en"):
        assert in_zone(last_minute(CLOSES)) == "29 Mar 2024, 23:59 AoE"


def test_another_zone_is_named() -> None:
    with translation.override("es"):
        assert in_zone(CLOSES, "Europe/Madrid") == "30 mar 2024, 13:00 CET"


def test_a_day_without_an_hour_is_the_day_in_the_zone_of_the_edition() -> None:
    with translation.override("es"):
        assert day_in_zone(datetime(2024, 4, 3, 12, 0, tzinfo=UTC), "Etc/GMT+12") == "3 de abril de 2024"
    with translation.override("en"):
        assert day_in_zone(datetime(2024, 4, 3, 12, 0, tzinfo=UTC), "Etc/GMT+12") == "3 April 2024"


@pytest.mark.parametrize("partial", ["_moment", "_countdown", "_badge", "_phase"])
def test_what_stands_inside_a_sentence_brings_no_space_before_the_full_stop(partial: str) -> None:
    context = {"at": CLOSES, "until": CLOSES, "now": CLOSES, "tone": "info", "text": "Sí", "phase": "building"}
    said = render_to_string(f"pages/{partial}.html", context)
    assert (said, said[0], said[-1]) == (said.strip(), "<", ">")


def test_a_countdown_says_the_same_with_and_without_script() -> None:
    with translation.override("es"):
        said = render_to_string("pages/_countdown.html", {"until": CLOSES, "now": CLOSES - timedelta(days=2)})
    assert (">Cierra en 2\xa0días<" in said, 'data-text="Cierra en #"' in said) == (True, True)


def test_a_text_is_shown_in_the_language_of_the_reader_and_else_in_its_own() -> None:
    text = Text((("es", "Corpus"), ("en", "Dataset")))
    with translation.override("en"):
        assert localized(text) == "Dataset"
    with translation.override("es"):
        assert localized(text) == "Corpus"
    assert localized(None) == ""
