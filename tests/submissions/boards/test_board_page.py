"""The page of a board: who sees it, who stands where, and what can be chosen."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import Edition
from hackathon.editions.rules import TaskRules
from submissions.models import EvaluationJob
from tests.factories.boards import make_run, publish
from tests.factories.editions import make_edition
from tests.factories.evaluations import make_evaluated_edition, make_suite, with_rules
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.submissions import add_version, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

ALL = {"uno_es": 0.6, "dos_es": 0.5, "tres_gl": 0.4}


def level(value: float) -> dict[str, float]:
    return dict.fromkeys(ALL, value)


@pytest.fixture
def edition() -> Edition:
    return make_evaluated_edition()


@pytest.fixture
def public(edition: Edition) -> Edition:
    publish(edition)
    return edition


def address(edition: Edition, name: str = "leaderboard", *more: object) -> str:
    return reverse(f"submissions:{name}", args=[edition.slug, "muestra", *more])


def page(edition: Edition, **query: Any) -> str:
    answer = Client().get(address(edition), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def bare(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


ROW = re.compile(
    r"<tr[^>]*>\s*<td class=\"board-place\">(.*?)</td>\s*<th scope=\"row\"><a[^>]*>(.*?)</a>(.*?)</th>(.*?)</tr>",
    re.DOTALL,
)


def rows(text: str) -> list[tuple[str, str, str, list[str]]]:
    """Each row: its place with what its error allows, the model, what is noted beside it, and its cells."""
    found = []
    for place, name, notes, cells in ROW.findall(text):
        told = [bare(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        found.append((bare(place), bare(name).replace("/ ", "/"), bare(notes), told))
    return found


def models(text: str) -> list[str]:
    return [name for _place, name, _notes, _cells in rows(text)]


# --- who sees it -----------------------------------------------------------------------------------------------------
def test_a_board_is_there_for_its_organisers_only_until_it_is_published(edition):
    readers = {
        "nobody": Client(),
        "somebody": signed_in(make_person("Bruno")),
        "member": signed_in(make_team(edition, make_person("Alicia")).captain),
        "judge": signed_in(make_judge(edition)),
        "organiser": signed_in(make_organiser(edition)),
        "organiser of another": signed_in(make_organiser(make_edition("otra"), "Otilia")),
        "superuser": signed_in(make_person("Sara", is_superuser=True)),
    }

    before = {name: reader.get(address(edition)).status_code for name, reader in readers.items()}
    publish(edition)
    after = {name: reader.get(address(edition)).status_code for name, reader in readers.items()}

    assert {name for name, status in before.items() if status == 200} == {"organiser", "superuser"}
    assert set(before.values()) == {200, 404}
    assert set(after.values()) == {200}


def test_organisers_read_that_it_is_not_public_yet_and_where_to_publish_it(edition):
    olga = signed_in(make_organiser(edition))
    note = "todavía no es pública"
    panel = reverse("submissions:evaluation_panel", args=[edition.slug])

    before = olga.get(address(edition)).content.decode()
    publish(edition)
    after = olga.get(address(edition)).content.decode()

    assert (note in before, panel in before) == (True, True)
    assert (note in after, "Publicada el" in after) == (False, True)


def test_a_new_version_of_the_suite_is_not_public_because_an_old_one_was(public):
    make_run(public, "org/a", ALL)
    with_rules(public, suites=(make_suite(version=2),))

    assert Client().get(address(public)).status_code == 404
    assert rows(signed_in(make_organiser(public)).get(address(public)).content.decode()) == []


@pytest.mark.parametrize("name", ["no-hay", "muestra-2"])
def test_a_suite_that_is_not_there_has_no_board(public, name):
    assert Client().get(f"/{public.slug}/clasificacion/{name}/").status_code == 404


def test_the_index_lists_the_boards_that_the_reader_may_see():
    edition = make_evaluated_edition(make_suite("uno"), make_suite("dos"))
    listed = reverse("submissions:leaderboards", args=[edition.slug])
    assert Client().get(listed).status_code == 404

    publish(edition)
    public = Client().get(listed).content.decode()
    all_of_them = signed_in(make_organiser(edition)).get(listed).content.decode()

    links = [
        f"/{edition.slug}/clasificacion/{key}/" in text for text in (public, all_of_them) for key in ("uno", "dos")
    ]
    assert links == [True, False, True, True]
    assert all_of_them.count("solo para la organización") == 1


def test_the_page_of_the_edition_leads_to_its_boards_once_there_is_a_public_one(edition):
    link = reverse("submissions:leaderboards", args=[edition.slug])
    told = [
        link in reader.get(f"/{edition.slug}/").content.decode()
        for reader in (Client(), signed_in(make_organiser(edition)))
    ]
    publish(edition)
    assert [*told, link in Client().get(f"/{edition.slug}/").content.decode()] == [False, True, True]


# --- who stands where ------------------------------------------------------------------------------------------------
def test_models_stand_by_their_means_and_share_places_within_their_errors(public):
    make_run(public, "org/b", level(0.51), parameters=7_240_000_000, model_type="adapter")
    make_run(public, "org/a", ALL)
    make_run(public, "org/c", level(0.3))

    assert rows(page(public)) == [
        ("1 1–2", "org/b", "Fijar org/b", ["0,510 ± 0,006", "7,2 mil M adaptador", *["0,510 ± 0,010"] * 3]),
        ("1 1–2", "org/a", "Fijar org/a", ["0,500 ± 0,006", "", "0,600 ± 0,010", "0,500 ± 0,010", "0,400 ± 0,010"]),
        ("3", "org/c", "Fijar org/c", ["0,300 ± 0,006", "", *["0,300 ± 0,010"] * 3]),
    ]


def test_each_language_has_its_own_means_and_places(public):
    make_run(public, "org/a", {"uno_es": 0.6, "dos_es": 0.6, "tres_gl": 0.1})
    make_run(public, "org/b", {"uno_es": 0.3, "dos_es": 0.3, "tres_gl": 0.9})

    assert [row[:2] for row in rows(page(public))] == [("1", "org/b"), ("2", "org/a")]
    assert [row[:2] for row in rows(page(public, lengua="es"))] == [("1", "org/a"), ("2", "org/b")]
    assert rows(page(public, lengua="gl"))[0][3] == ["0,900 ± 0,010", "", "0,900 ± 0,010"]
    assert models(page(public, lengua="xx")) == ["org/b", "org/a"]


def test_partial_runs_stand_below_the_line_with_what_they_lack(public):
    make_run(public, "org/whole", level(0.2))
    make_run(public, "org/part", {"uno_es": 0.9})
    make_run(
        public,
        "org/now",
        {"uno_es": 0.9, "dos_es": 0.9},
        job={"state": EvaluationJob.State.QUEUED, "finished_at": None},
    )
    text = page(public)

    assert [(place, name, notes) for place, name, notes, _cells in rows(text)] == [
        ("1", "org/whole", "Fijar org/whole"),
        ("– sin puesto", "org/now", "en curso Falta: tres_gl Fijar org/now"),
        ("– sin puesto", "org/part", "Falta: dos_es, tres_gl Fijar org/part"),
    ]
    assert rows(text)[2][3] == ["–", "", "0,900 ± 0,010", "–", "–"]
    assert text.index("org/</span>whole") < text.index("Sin puesto: les faltan tareas") < text.index("org/</span>now")


def test_a_partial_run_has_no_place_in_a_language_that_it_finished_either(public):
    make_run(public, "org/part", {"uno_es": 0.9, "dos_es": 0.9})
    assert [row[0] for row in rows(page(public, lengua="es"))] == ["– sin puesto"]


def test_of_many_missing_tasks_the_number_is_told():
    edition = make_evaluated_edition(make_suite(tasks=[f"t{number}_es" for number in range(5)]))
    publish(edition)
    make_run(edition, "org/a", {"t0_es": 0.5})
    assert rows(page(edition))[0][2] == "Faltan 4 tareas Fijar org/a"


def test_a_run_without_a_mean_of_all_tasks_has_no_place_whatever_it_says_of_itself(public):
    make_run(public, "org/a", ALL, means={"es": [0.55, 0.01, 0.01]}, partial=False)
    assert [row[0] for language in ("", "es") for row in rows(page(public, lengua=language))] == ["– sin puesto"] * 2


def test_an_error_that_is_missing_is_not_written_as_none(public):
    make_run(public, "org/a", {**ALL, "dos_es": (0.5, None)})
    assert rows(page(public))[0][3] == ["0,500", "", "0,600 ± 0,010", "0,500", "0,400 ± 0,010"]


def test_perplexity_ranks_the_lowest_first_and_says_so():
    suite = make_suite(tasks=())
    suite = replace(suite, tasks=(TaskRules("wiki_es", "word_perplexity", "es", lower_is_better=True),))
    edition = make_evaluated_edition(suite)
    publish(edition)
    make_run(edition, "org/a", {"wiki_es": (12.0, 0.1)})
    make_run(edition, "org/b", {"wiki_es": (9.0, 0.1)})
    text = page(edition)
    assert [row[:2] for row in rows(text)] == [("1", "org/b"), ("2", "org/a")]
    assert rows(text)[0][3] == ["9,000 ± 0,100", "", "9,000 ± 0,100"]
    assert "word_perplexity · peso 1 · menos es mejor" in text


# --- whose models ----------------------------------------------------------------------------------------------------
def test_a_projects_model_stands_there_with_its_title_until_it_is_withdrawn_or_exchanged(public):
    team = make_team(public, make_person("Alicia"))
    project = make_submission(team, title="Recetas <b>")
    make_run(public, "", ALL, submission=project)
    assert "Recetas &lt;b&gt;" in Client().get(address(public)).content.decode()

    other = make_submission(make_team(public, make_person("Bruno"), name="Otro"))
    add_version(project, repos=[(entry.kind, entry.repo) for entry in other.current.entries.all()])
    assert rows(page(public)) == []

    make_run(public, "", level(0.3), submission=other)
    assert len(rows(page(public))) == 1
    other.withdrawn_at, other.withdrawn_by = other.created_at, other.team.captain
    other.save()
    assert rows(page(public)) == []


def test_a_model_stands_there_once_with_its_last_whole_run_of_a_revision_that_counts(public):
    old = make_run(public, "org/a", level(0.2), revision="1" * 40)
    for value, revision, extra in ((0.5, "2", {}), (0.9, "3", {"superseded": True})):
        run = make_run(public, "org/x", level(value), revision=revision * 40, **extra)
        type(run).objects.filter(pk=run.pk).update(repo=old.repo, name="org/a")
    part = make_run(public, "org/y", {"uno_es": 0.1}, revision="4" * 40)
    type(part).objects.filter(pk=part.pk).update(repo=old.repo, name="org/a")

    assert [(row[0], row[1], row[3][0]) for row in rows(page(public))] == [("1", "org/a", "0,500 ± 0,006")]


def test_baselines_and_imported_files_are_marked(public):
    make_run(public, "org/base", ALL, baseline=True)
    run = make_run(public, "org/file", level(0.3))
    type(run).objects.filter(pk=run.pk).update(source="import", file_sha256="x", job=None, repo=None)

    assert [row[2] for row in rows(page(public))] == ["referencia Fijar org/base", "importado Fijar org/file"]


# --- what can be chosen ----------------------------------------------------------------------------------------------
@pytest.fixture
def three(public: Edition) -> Edition:
    small = {"parameters": 2_500_000_000}
    based = {"model_type": "chat", "base_model": "Google/Gemma-2B"}
    make_run(public, "google/gemma-2b", level(0.5), baseline=True, license="gemma", languages=["en"], **small)
    make_run(public, "org/Recetas", ALL, license="mit", languages=["es", "gl"], **small, **based)
    make_run(
        public,
        "org/cuentos",
        level(0.3),
        parameters=9_500_000_000,
        license="mit",
        languages=["es"],
        model_type="adapter",
        base_model="org/otra",
    )
    return public


CHOICES = [
    ({}, ["google/gemma-2b", "org/Recetas", "org/cuentos"]),
    ({"q": "RECETAS"}, ["org/Recetas"]),
    ({"q": "gemma"}, ["google/gemma-2b", "org/Recetas"]),
    ({"q": "org cuentos"}, ["org/cuentos"]),
    ({"tamano": "1"}, ["google/gemma-2b", "org/Recetas"]),
    ({"tamano": "3"}, ["org/cuentos"]),
    ({"tamano": "?"}, []),
    ({"licencia": "mit"}, ["org/Recetas", "org/cuentos"]),
    ({"tipo": "adapter"}, ["org/cuentos"]),
    ({"habla": "gl"}, ["org/Recetas"]),
    ({"base": "org/otra"}, ["org/cuentos"]),
    ({"licencia": "mit", "tipo": "chat"}, ["org/Recetas"]),
    ({"licencia": "nadie"}, ["google/gemma-2b", "org/Recetas", "org/cuentos"]),
    ({"orden": "-puesto"}, ["org/cuentos", "google/gemma-2b", "org/Recetas"]),
    ({"orden": "modelo"}, ["google/gemma-2b", "org/cuentos", "org/Recetas"]),
    ({"orden": "tamano"}, ["org/cuentos", "google/gemma-2b", "org/Recetas"]),
    ({"orden": "uno_es"}, ["org/Recetas", "google/gemma-2b", "org/cuentos"]),
    ({"orden": "-tres_gl"}, ["org/cuentos", "org/Recetas", "google/gemma-2b"]),
    ({"orden": "no_hay"}, ["google/gemma-2b", "org/Recetas", "org/cuentos"]),
    ({"pagina": "99"}, ["google/gemma-2b", "org/Recetas", "org/cuentos"]),
    ({"pagina": "x"}, ["google/gemma-2b", "org/Recetas", "org/cuentos"]),
]


def test_readers_find_models_by_what_they_are_and_order_them_by_any_column(three):
    assert [models(page(three, **query)) for query, _ in CHOICES] == [expected for _, expected in CHOICES]


def test_a_filter_changes_nobodys_place(three):
    assert [row[:2] for row in rows(page(three, tipo="adapter"))] == [("3", "org/cuentos")]


def test_what_is_not_understood_is_said_and_kept(three):
    text = page(three, licencia="nadie", q="x" * 101)
    assert text.count("invalid-feedback") == 2
    assert f'value="{"x" * 101}"' in text


def test_strange_values_break_nothing(three):
    names = ("lengua", "tipo", "licencia", "frente", "fijar", "orden", "pagina", "base")
    for value in ("🦜", "\u202eoro", "'; --", "%", "\ufffd", "9" * 400):
        assert models(page(three, **dict.fromkeys(names, value))) == ["google/gemma-2b", "org/Recetas", "org/cuentos"]
        assert Client().get(address(three), {"q": value}).status_code == 200


def test_what_does_not_fit_says_how_to_see_more_and_nothing_at_all_that_it_will_come(three, edition):
    assert "Ningún modelo encaja con todo eso" in page(three, q="zzz")
    three.evaluation_runs.all().delete()
    assert "Todavía no hay ningún modelo evaluado" in page(three)


def test_a_page_has_fifty_models_and_keeps_what_was_chosen(public):
    for number in range(52):
        make_run(public, f"org/m{number:02}", level(0.9 - number / 100), license="mit")
    first, second = page(public, licencia="mit", orden="media"), page(public, licencia="mit", orden="media", pagina="2")
    assert (len(rows(first)), models(second)) == (50, ["org/m50", "org/m51"])
    assert "?licencia=mit&orden=media&pagina=2" in first


def test_a_changed_filter_puts_an_address_without_what_is_empty_into_the_bar(three):
    sent = {"q": "", "tipo": "chat", "fijar": "7", "orden": "media", "base": "", "pagina": ""}
    answer = Client().get(address(three), sent, headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == f"{address(three)}?tipo=chat&fijar=7&orden=media"
    assert "HX-Push-Url" not in Client().get(address(three), sent).headers


def test_headers_say_how_the_table_is_ordered_and_turn_it_round(three):
    heads = re.findall(r'<th scope="col"([^>]*)><a href="([^"]*)"', page(three, orden="uno_es"))
    assert [("descending" in attributes, address) for attributes, address in heads] == [
        (False, "?orden=puesto"),
        (False, "?orden=modelo"),
        (False, "?orden=media"),
        (False, "?orden=tamano"),
        (True, "?orden=-uno_es"),
        (False, "?orden=dos_es"),
        (False, "?orden=tres_gl"),
    ]
    assert 'aria-sort="ascending"><a href="?orden=-puesto"' in page(three)


# --- differences and comparisons -------------------------------------------------------------------------------------
def test_scores_stand_beside_those_of_the_models_own_base(three):
    found = {name: cells for _place, name, _notes, cells in rows(page(three, frente="base"))}
    assert found["org/Recetas"] == [
        "0,500 ± 0,006 +0,000",
        "2,5 mil M de conversación",
        "0,600 ± 0,010 ▲ mejor +0,100",
        "0,500 ± 0,010 +0,000",
        "0,400 ± 0,010 ▼ peor −0,100",
    ]
    assert found["google/gemma-2b"][2:] == ["0,500 ± 0,010"] * 3
    assert found["org/cuentos"][2:] == ["0,300 ± 0,010"] * 3


def test_scores_stand_beside_those_of_one_baseline(three):
    base = three.evaluation_runs.get(baseline=True)
    found = {name: cells for _place, name, _notes, cells in rows(page(three, frente=base.pk))}
    assert found["org/cuentos"][0] == "0,300 ± 0,006 ▼ peor −0,200"
    assert found["google/gemma-2b"][0] == "0,500 ± 0,006"


def test_pinned_models_are_compared_in_a_picture_and_in_words(three):
    keys = list(three.evaluation_runs.order_by("pk").values_list("pk", flat=True))
    text = page(three, fijar=keys)
    told = bare(text[text.index('id="comparacion"') : text.index('class="board-scroll"')])
    assert "Frente a google/gemma-2b" in told
    assert "org/Recetas : +0,000 ± 0,008 en la media, sin diferencia demostrable. Se distinguen en" in told
    assert "org/cuentos : −0,200 ± 0,008 en la media, peor. Se distinguen en dos_es, tres_gl, uno_es." in told
    assert 'class="board-series-3"' in text
    assert f"grafico.svg?fijar={keys[0]}&fijar={keys[1]}&fijar={keys[2]}" in text


def test_one_pin_waits_for_another_and_can_be_taken_out(three):
    key = three.evaluation_runs.get(baseline=True).pk
    text = page(three, fijar=key, orden="media")
    assert "Fija otro para compararlos" in text
    assert 'href="?orden=media"' in text[text.index("Fijados") : text.index("board-scroll")]
    assert "Soltar" in rows(text)[0][2]


def test_a_sixth_pin_takes_the_place_of_the_first(public):
    keys = [make_run(public, f"org/m{number}", level(0.9 - number / 10)).pk for number in range(6)]
    text = page(public, fijar=keys[:5])
    links = re.findall(r'class="board-pin-link" href="([^"]*)"', text)
    assert links[0] == "?" + "&".join(f"fijar={key}" for key in keys[1:5])
    assert links[5] == "?" + "&".join(f"fijar={key}" for key in keys[1:])


def test_pins_that_are_not_on_the_board_are_forgotten(three):
    assert "Fijados" not in page(three, fijar=["999999", "x"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_of_the_database_however_many_models_it_has(public, django_assert_num_queries, count):
    keys = [make_run(public, f"org/m{number}", ALL, base_model="org/m0").pk for number in range(count)]
    client = Client()
    with django_assert_num_queries(4):  # the edition, its boards, who stands there, what they got
        client.get(address(public), {"frente": "base", "fijar": keys})
    with django_assert_num_queries(5):  # and the scores of the task by which they are ordered
        client.get(address(public), {"orden": "uno_es"})
