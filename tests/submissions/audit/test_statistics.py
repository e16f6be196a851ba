"""A repo in numbers: for JSON and the page, without any text of its rows."""

import json
from dataclasses import replace

import pytest

from hackathon.hub.types import RepoType
from submissions.audit.corpus.evidence import (
    ColumnProfile,
    CorpusEvidence,
    CorpusFile,
    LanguageSeen,
    Lengths,
    Limit,
    Overlap,
    ReachedLimit,
    Repeated,
    Repetition,
    ValueCount,
    Where,
)
from submissions.audit.demos import SpaceEvidence
from submissions.audit.evidence import FileEvidence
from submissions.audit.models.modelling import ModelEvidence
from submissions.audit.statistics import FEW_VALUES, statistics
from tests.factories.evidence import make_repo

SECRET = "Texto de una fila"
PLACE = Where("data/train.parquet", 7, SECRET)


def corpus(**changes: object) -> CorpusEvidence:
    values = tuple(ValueCount(value, count, PLACE) for value, count in (("es_MX", 3), ("es_AR", 1)))
    given = {
        "files": (CorpusFile("data/train.parquet", "default", "train", "parquet", ("idioma",), 4, 4, 900),),
        "columns": (
            ColumnProfile("idioma", rows=4, distinct=2, values=values, blank_rows=(PLACE,)),
            ColumnProfile(
                "pregunta", rows=4, distinct=4, values=values, more_values=True, lengths=Lengths(1, 2, 3, 4, 2.5)
            ),
        ),
        "repetitions": (Repetition(("pregunta",), 4, 1, examples=(Repeated(SECRET, 2, (PLACE,)),)),),
        "languages": (LanguageSeen("es", "pt", 1, (PLACE,)),),
        "overlaps": (Overlap("arc", 1, (PLACE,)),),
        "reached": (ReachedLimit(Limit.ROWS, 4, 9),),
        "data_files": 1,
        "rows": 9,
        "rows_read": 4,
    }
    return CorpusEvidence(**(given | changes))


def test_a_corpus_is_told_in_counts():
    told = statistics(make_repo(corpus=corpus()))["corpus"]
    assert (told["rows"], told["rows_read"], told["sampled"], told["data_files"]) == (9, 4, True, 1)
    assert told["files"][0] == {
        "path": "data/train.parquet",
        "config": "default",
        "split": "train",
        "format": "parquet",
        "rows": 4,
        "rows_read": 4,
        "size": 900,
    }
    assert told["repetitions"] == [{"columns": ["pregunta"], "near": False, "rows": 4, "repeated": 1, "sampled": False}]
    assert told["languages"] == [{"declared": "es", "detected": "pt", "rows": 1}]
    assert told["overlaps"] == [{"evaluation_set": "arc", "rows": 1}]
    assert told["limits"] == [{"limit": "rows", "allowed": 4, "found": 9, "path": ""}]


def test_values_and_balance_are_told_of_columns_with_few_values_and_of_no_free_text():
    idioma, pregunta = statistics(make_repo(corpus=corpus()))["corpus"]["columns"]
    assert idioma["values"] == [{"value": "es_MX", "count": 3}, {"value": "es_AR", "count": 1}]
    assert idioma["evenness"] == 0.8113
    assert (pregunta["values"], pregunta["evenness"]) == ([], None)
    assert pregunta["lengths"] == {"shortest": 1, "median": 2, "p95": 3, "longest": 4, "mean": 2.5}


@pytest.mark.parametrize(("count", "told"), [(FEW_VALUES, True), (FEW_VALUES + 1, False)])
def test_few_values_are_so_many(count, told):
    values = tuple(ValueCount(f"v{number}", 1) for number in range(count))
    (column,) = statistics(make_repo(corpus=corpus(columns=(ColumnProfile("c", values=values),))))["corpus"]["columns"]
    assert (bool(column["values"]), column["evenness"] is not None) == (told, told)


def test_no_text_of_a_row_is_told_and_all_of_it_is_json():
    told = json.dumps(statistics(make_repo(readme=f"# {SECRET}\n\n{SECRET}", corpus=corpus())), allow_nan=False)
    assert SECRET not in told


def test_a_card_is_told_in_words_and_sections():
    (card,) = statistics(make_repo(readme="# Uno\n\nDos palabras.\n\n## Vacía\n"))["cards"]
    assert (card["path"], card["sections"], card["filled_sections"]) == ("README.md", 2, 1)


def test_what_a_type_has_not_is_not_told():
    model = make_repo("model", parameters=7, model=ModelEvidence(architectures=("X",), chat_template=True))
    space = make_repo("demo", sdk="gradio", space=SpaceEvidence(stage="RUNNING", answered=True, seconds=0.5))
    assert statistics(model) == {"model": {"parameters": 7, "architectures": ["X"], "chat_template": True}}
    assert statistics(space)["space"] == {"sdk": "gradio", "stage": "RUNNING", "answered": True, "seconds": 0.5}
    assert statistics(make_repo()) == {}
    assert model.repo_type == RepoType.MODEL


def test_where_the_list_of_files_was_cut_it_says_of_how_many_the_bytes_are():
    repo = replace(make_repo(files_total=2), files=(FileEvidence("a", 2),))
    assert statistics(repo)["files"] == {"total": 2, "bytes": 2, "listed": 1}


def test_files_are_counted_with_their_bytes():
    repo = make_repo(files_total=3, files=[])
    files = (FileEvidence("a", 2), FileEvidence("b", None), FileEvidence("c", 3))
    assert statistics(replace(repo, files=files))["files"] == {"total": 3, "bytes": 5}
