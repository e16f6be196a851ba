"""Boards to take away: tables for other programs, and pictures."""

import csv
import io
import json
import struct
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet
import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import Edition
from tests.factories.boards import make_run, publish
from tests.factories.evaluations import make_evaluated_edition

pytestmark = pytest.mark.django_db

ALL = {"uno_es": 0.6, "dos_es": 0.5, "tres_gl": 0.4}


@pytest.fixture
def edition() -> Edition:
    edition = make_evaluated_edition()
    publish(edition)
    make_run(edition, "org/a", ALL, parameters=270_000_000, license="mit", languages=["es", "gl"], model_type="base")
    make_run(edition, "=cmd|calc", {"uno_es": (0.25, None)}, baseline=True, base_model="@org")
    return edition


def got(edition: Edition, name: str, **query: Any) -> Any:
    answer = Client().get(reverse(f"submissions:leaderboard_{name}", args=[edition.slug, "muestra"]), query)
    assert answer.status_code == 200
    return answer


FIRST = {
    "rank": 1,
    "rank_best": 1,
    "rank_worst": 1,
    "model": "org/a",
    "revision": "a" * 40,
    "parameters": 270_000_000,
    "license": "mit",
    "type": "base",
    "base_model": "",
    "languages": "es,gl",
    "baseline": False,
    "partial": False,
    "missing": "",
    "mean": 0.5,
    "mean_stderr": pytest.approx(0.01 / 3**0.5),
    "uno_es": 0.6,
    "uno_es_stderr": 0.01,
    "dos_es": 0.5,
    "dos_es_stderr": 0.01,
    "tres_gl": 0.4,
    "tres_gl_stderr": 0.01,
}
SECOND = dict.fromkeys(FIRST) | {
    "model": "=cmd|calc",
    "revision": "a" * 40,
    "license": "",
    "type": "",
    "base_model": "@org",
    "languages": "",
    "baseline": True,
    "partial": True,
    "missing": "dos_es,tres_gl",
    "uno_es": 0.25,
}


def test_the_json_has_every_model_with_every_task(edition):
    answer = got(edition, "json")
    assert json.loads(answer.content) == {
        "suite": "muestra",
        "version": 1,
        "normalised": False,
        "models": [FIRST, SECOND],
    }
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{edition.slug}-muestra.json"'


def test_the_parquet_has_a_type_for_each_column_empty_ones_too(edition):
    edition.evaluation_runs.filter(license="mit").delete()
    table = pyarrow.parquet.read_table(io.BytesIO(got(edition, "parquet").content))
    assert table.to_pylist() == [SECOND]
    types = {name: str(table.schema.field(name).type) for name in ("rank", "mean", "parameters", "baseline", "tres_gl")}
    assert types == {"rank": "int64", "mean": "double", "parameters": "int64", "baseline": "bool", "tres_gl": "double"}


def test_the_csv_is_no_formula_and_has_numbers_as_they_are(edition):
    text = b"".join(got(edition, "csv").streaming_content).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["model"], first["mean"], first["uno_es"], first["parameters"]) == ("org/a", "0.5", "0.6", "270000000")
    assert (second["model"], second["base_model"], second["mean"], second["partial"]) == (
        "'=cmd|calc",
        "'@org",
        "",
        "true",
    )


def test_files_have_what_is_chosen_on_the_page(edition):
    answer = got(edition, "json", licencia="mit", lengua="gl")
    models = json.loads(answer.content)["models"]
    assert [(one["model"], one["mean"], one["tres_gl"], "uno_es" in one) for one in models] == [
        ("org/a", 0.4, 0.4, False)
    ]
    assert answer.headers["Content-Disposition"].endswith('-muestra-gl.json"')


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_asks_the_same_of_the_database_however_many_models_it_has(django_assert_num_queries, count):
    edition = make_evaluated_edition()
    publish(edition)
    for number in range(count):
        make_run(edition, f"org/m{number}", ALL)
    with django_assert_num_queries(4):
        got(edition, "json")


def test_the_picture_shows_the_first_models(edition):
    answer = got(edition, "svg")
    texts = [text.text for text in ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Muestra: los primeros modelos"
    assert "versión 1 de la batería" in texts[1]
    assert "1. org/a" in texts
    assert "0,500 ± 0,006" in texts
    assert answer.headers["Content-Disposition"].endswith('-muestra-primeros.svg"')


def test_the_picture_sets_pinned_models_side_by_side(edition):
    keys = list(edition.evaluation_runs.values_list("pk", flat=True))
    answer = got(edition, "svg", fijar=keys)
    texts = [text.text for text in ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Muestra: modelos comparados"
    assert {"org/a", "=cmd|calc", "uno_es", "dos_es", "tres_gl"} < set(texts)
    assert answer.headers["Content-Disposition"].endswith('-muestra-comparacion.svg"')


def test_the_png_is_the_picture(edition):
    answer = got(edition, "png")
    assert answer.headers["Content-Type"] == "image/png"
    assert got(edition, "png").content == answer.content  # kept for a while, as whatever the cache can keep
    assert struct.unpack(">I", answer.content[16:20]) == (1920,)


def test_a_board_without_ranked_models_has_no_picture(edition):
    edition.evaluation_runs.filter(license="mit").delete()
    assert Client().get(reverse("submissions:leaderboard_svg", args=[edition.slug, "muestra"])).status_code == 404
