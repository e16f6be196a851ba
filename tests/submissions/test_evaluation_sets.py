"""Evaluation sets: loaded as fingerprints, seen by organisers, deleted for a reason."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy
import pyarrow
import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.db import IntegrityError, transaction
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from submissions import actions, queries
from submissions.audit.corpus.normalising import fingerprint
from submissions.models import EvaluationSet
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
LIST = "organiser_admin:submissions_evaluationset_changelist"
ONE = "organiser_admin:submissions_evaluationset_change"
QUESTIONS = ["¿Cuál es la capital de Perú?", "¿Qué es el mole?", "¿QUÉ ES EL MOLE", "¿?", "", None]


@pytest.fixture
def edition() -> Any:
    return make_edition()


def load(edition: Any, name: str = "examen", questions: Any = QUESTIONS) -> EvaluationSet:
    return actions.load_evaluation_set(edition=edition, name=name, questions=[questions], by=None, at=NOW)


def run(edition: Any, *files: Path, column: str = "") -> list[str]:
    said = StringIO()
    names = [str(path) for path in files]
    call_command("load_evaluation_set", "examen", *names, edition=edition.slug, column=column, stdout=said)
    return said.getvalue().splitlines()


def test_only_fingerprints_are_kept_once_each_and_nothing_of_empty_questions(edition):
    loaded = load(edition)
    assert (loaded.items, len(bytes(loaded.fingerprints))) == (3, 16)
    (stored,) = queries.evaluation_sets(edition).values()
    assert stored.tolist() == sorted(set(fingerprint(QUESTIONS[:2]).tolist()))
    assert stored.dtype == numpy.uint64


def test_another_edition_has_its_own(edition):
    load(edition)
    other = make_edition("otra")
    assert (queries.evaluation_sets(other), queries.evaluation_digests(other)) == ({}, ())


def test_loading_again_takes_the_place_and_changes_the_digest(edition):
    load(edition)
    before = queries.evaluation_digests(edition)
    load(edition)
    assert queries.evaluation_digests(edition) == before
    load(edition, questions=["otra pregunta"])
    assert queries.evaluation_digests(edition) != before
    assert EvaluationSet.objects.get().items == 1
    assert list(TrailEntry.objects.values_list("verb", flat=True)) == ["evaluation_set.loaded"] * 3


def test_nothing_to_keep_is_refused(edition):
    with pytest.raises(actions.CannotLoad) as refused:
        load(edition, questions=["¿?", None, ""])
    assert (refused.value.why, EvaluationSet.objects.count()) == ("empty", 0)


def test_too_many_are_refused(edition, monkeypatch):
    monkeypatch.setattr("submissions.actions.evaluation_sets.MOST_ITEMS", 1)
    with pytest.raises(actions.CannotLoad) as refused:
        load(edition)
    assert refused.value.why == "too_many"


def test_the_database_keeps_one_of_a_name(edition):
    load(edition)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationSet.objects.create(
            edition=edition, name="examen", digest="x", items=1, fingerprints=b"", loaded_at=NOW
        )


def test_deleting_asks_for_a_reason_and_leaves_it_in_the_trail(edition):
    loaded, olga = load(edition), make_organiser(edition)
    with pytest.raises(actions.NoReason):
        actions.delete_evaluation_set(evaluation_set=loaded, reason="  porque ", by=olga, at=NOW)
    actions.delete_evaluation_set(evaluation_set=loaded, reason="Era el de otro año", by=olga, at=NOW)
    entry = TrailEntry.objects.get(verb="evaluation_set.deleted")
    assert (EvaluationSet.objects.count(), entry.reason, entry.target_label) == (0, "Era el de otro año", "examen")


def write(path: Path) -> Path:
    rows = [{"question": f"¿Pregunta {n}?", "otra": "x"} for n in range(3)]
    name = path.name.removesuffix(".gz")
    if name.endswith(".parquet"):
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
        return path
    text = "\n".join(json.dumps(row) for row in rows)
    if name.endswith("csv"):
        text = "question,otra\n" + "\n".join(f"{row['question']},x" for row in rows)
    elif name.endswith(".json"):
        text = json.dumps(rows)
    raw = text.encode("utf-8-sig")
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.parquet", "a.jsonl.gz"])
def test_every_format_is_read_and_the_column_found(edition, tmp_path, name):
    assert run(edition, write(tmp_path / name)) == [
        "examen: 3 preguntas guardadas como huellas",
        "Las bases no lo nombran en evaluation_sets; se compara igualmente.",
    ]
    assert len(queries.evaluation_sets(edition)["examen"]) == 3


def test_several_files_make_one_set_and_the_column_may_be_said(edition, tmp_path):
    assert run(edition, write(tmp_path / "a.csv"), write(tmp_path / "b.jsonl"), column="otra")[0].startswith(
        "examen: 6"
    )
    assert len(queries.evaluation_sets(edition)["examen"]) == 1


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.txt", b"hola", "no es CSV, TSV, JSON, JSON Lines ni Parquet"),
        ("a.csv", "pregunta\n¿Qué?".encode("latin-1"), "no está en UTF-8"),
        ("a.jsonl", b"{", "está roto o no es lo que dice su nombre"),
        ("a.jsonl", b"[" * 100_000, "está roto o no es lo que dice su nombre"),
        ("a.jsonl.gz", b"no", "está roto o no es lo que dice su nombre"),
        ("a.parquet", b"no", "está roto o no es lo que dice su nombre"),
        ("a.jsonl", b"[1]", "cada fila debe ser un objeto"),
        ("a.csv", b"Nombre,Pasos\nMole,x", "dila con --column. Tiene: Nombre, Pasos"),
        ("a.csv", b"pregunta\n", "No hay ninguna pregunta"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(edition, tmp_path, name, raw, said):
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(CommandError, match=said):
        run(edition, path)
    assert EvaluationSet.objects.count() == 0


def test_every_argument_of_the_command_is_explained():
    parser = load_command_class("submissions", "load_evaluation_set").create_parser("manage.py", "load_evaluation_set")
    own = [one for one in parser._actions if one.dest in ("name", "files", "edition", "column")]
    assert {one.dest: bool(one.help) for one in own} == dict.fromkeys(("name", "files", "edition", "column"), True)


def test_a_file_or_an_edition_that_is_not_there_is_refused(edition, tmp_path):
    with pytest.raises(CommandError, match="no existe o no se puede abrir"):
        run(edition, tmp_path / "nada.csv")
    with pytest.raises(CommandError, match="no hay ninguna edición"):
        call_command("load_evaluation_set", "x", str(tmp_path), edition="ninguna")


def test_organisers_see_the_sets_of_their_editions_and_nobody_else_does(client, edition):
    mine = load(edition)
    other = load(make_edition("otra"), name="ajeno")
    client.force_login(make_organiser(edition))
    shown = client.get(reverse(LIST)).content.decode()
    assert ("examen" in shown, "ajeno" in shown) == (True, False)
    page = client.get(reverse(ONE, args=[mine.pk])).content.decode()
    assert "3 preguntas, guardadas solo como huellas" in page
    assert client.get(reverse(ONE, args=[other.pk])).status_code == 404
    for person in (make_judge(edition), make_team(edition).captain):
        client.force_login(person)
        assert client.get(reverse(LIST), follow=True).status_code == 403


def test_an_organiser_deletes_one_for_a_reason(client, edition):
    loaded = load(edition)
    client.force_login(make_organiser(edition))
    refused = client.post(reverse(ONE, args=[loaded.pk]), {"reason": "ya"})
    assert "Explica el motivo en una frase." in refused.content.decode()
    assert EvaluationSet.objects.count() == 1
    client.post(reverse(ONE, args=[loaded.pk]), {"reason": "Era el de otro año"})
    assert EvaluationSet.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_set_as_for_three(
    client, edition, count, django_assert_num_queries
):
    for number in range(count):
        load(edition, name=f"examen {number}")
    client.force_login(make_organiser(edition))
    with django_assert_num_queries(10):
        client.get(reverse(LIST))
