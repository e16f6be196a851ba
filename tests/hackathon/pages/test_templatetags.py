"""Moments and texts as templates write them."""

from datetime import UTC, datetime

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


def test_a_text_is_shown_in_the_language_of_the_reader_and_else_in_its_own() -> None:
    text = Text((("es", "Corpus"), ("en", "Dataset")))
    with translation.override("en"):
        assert localized(text) == "Dataset"
    with translation.override("es"):
        assert localized(text) == "Corpus"
    assert localized(None) == ""
