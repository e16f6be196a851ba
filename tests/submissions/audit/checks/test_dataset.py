"""The corpus as a whole."""

import io
from dataclasses import replace
from typing import Any

import pytest

from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.evidence import (
    CorpusEvidence,
    CorpusFile,
    DeclaredSplit,
    Limit,
    ReachedLimit,
    Split,
    SplitOverlap,
    Where,
)
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.profiling import profile
from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from submissions.audit.problems import Problem
from submissions.speaking import speak
from tests.factories.corpora import corpus_of, corpus_of_csv
from tests.factories.evidence import RULES, find, make_repo

COLUMNS = "pregunta,respuesta,idioma,registro,periodo,dominio,tarea,país_origen,país_referencia"
ROW = "¿Qué se come en Oaxaca?,Mole y tlayudas,es_mx,medio,actual,cocina,pregunta_abierta,MX,"
NOTHING = CorpusEvidence()
WITHOUT_DATA = make_repo(corpus=NOTHING, files=["datos.zip"])


def rows(number: int, **changes: str) -> list[dict[str, str]]:
    return [{"pregunta": f"¿Pregunta número {n}?", "respuesta": "Sí", **changes} for n in range(number)]


def test_a_corpus_as_asked_for_passes_every_check():
    repo = make_repo(csv=f"{COLUMNS}\n{ROW}\n", files=["data.csv", "hacer.ipynb"])
    checks = ("readable", "required_columns", "blank_values", "allowed_values", "splits", "naming", "scripts")
    assert [find(f"dataset.{check}", repo).outcome for check in checks] == [Outcome.PASS] * 7


def test_without_readable_data_nothing_about_rows_is_known():
    asked = ("required_columns", "blank_values", "allowed_values", "balance", "repeated", "nearly_repeated", "lengths")
    for check in (*asked, "language", "splits", "naming", "size"):
        finding = find(f"dataset.{check}", WITHOUT_DATA)
        assert (check, finding.outcome, finding.facts) == (check, Outcome.UNKNOWN, {"why": "no_readable_data_files"})


def test_a_silent_hub_is_unknown():
    repo = make_repo(corpus=None, unread=(Unread(Part.DATA, "unreachable"),))
    finding = find("dataset.readable", repo)
    assert (finding.outcome, finding.facts["why"]) == (Outcome.UNKNOWN, "unreachable")


def test_a_repo_without_data_fails_and_its_packed_files_are_named():
    finding = find("dataset.readable", WITHOUT_DATA)
    assert (finding.outcome, finding.facts) == (Outcome.FAIL, {"why": "no_data_files", "packed": ["datos.zip"]})


def test_evidence_of_before_rows_were_looked_at_is_unknown():
    finding = find("dataset.readable", make_repo(corpus=None))
    assert (finding.outcome, finding.facts) == (Outcome.UNKNOWN, {"why": "not_looked"})


@pytest.mark.parametrize(("data_files", "outcome"), [(1, Outcome.FAIL), (2, Outcome.UNKNOWN)])
def test_a_broken_file_beside_one_that_nobody_came_to_read_says_nothing_of_the_corpus(
    data_files: int, outcome: Outcome
):
    limit = ReachedLimit(Limit.SECONDS, 180)
    seen = replace(NOTHING, data_files=data_files, problems=(Problem("invalid_json", "a.json"),), reached=(limit,))
    assert find("dataset.readable", make_repo(corpus=seen)).outcome == outcome


def test_a_file_that_is_too_large_for_us_is_unknown():
    seen = replace(NOTHING, data_files=1, problems=(Problem("too_large", "a.json"),))
    reached = replace(seen, reached=(ReachedLimit(Limit.BYTES, 32_000_000, path="a.json"),))
    finding = find("dataset.readable", make_repo(corpus=reached))
    assert (finding.outcome, finding.facts) == (Outcome.UNKNOWN, {"why": "limits"})


def test_a_file_that_cannot_be_read_fails_and_an_odd_one_warns():
    problem = Problem("invalid_json", "a.json", 3, "x")
    broken = replace(NOTHING, data_files=1, problems=(problem,))
    finding = find("dataset.readable", make_repo(corpus=broken))
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {"why": "unreadable", "problems": [{"path": "a.json", "code": "invalid_json", "line": 3, "detail": "x"}]},
    )
    odd = corpus_of_csv("a\n1\n", problems=(Problem("ragged_rows", "data.csv"),))
    finding = find("dataset.readable", make_repo(corpus=odd))
    assert (finding.outcome, finding.facts["rows_read"]) == (Outcome.WARN, 1)


def test_a_corpus_too_large_to_begin_with_is_unknown_and_not_at_fault():
    large = replace(NOTHING, data_files=1, reached=(ReachedLimit(Limit.BYTES, 10),))
    assert find("dataset.readable", make_repo(corpus=large)).outcome == Outcome.UNKNOWN


def cut_off(path: str, content: str, **limits: int) -> CorpusEvidence:
    """What is seen of a file of which our limits let nothing but a few bytes be read."""
    raw = content.encode()
    file = DataFile(path, len(raw), "default", "train")
    return profile([file], opener=lambda _path, _size: io.BytesIO(raw), rules=RULES, limits=Limits(**limits))


@pytest.mark.parametrize("limits", [{"bytes": 10}, {"rows": 0}, {"seconds": 0}])
@pytest.mark.parametrize("path", ["data.csv", "data.jsonl"])
def test_where_our_limits_let_no_row_be_read_nothing_is_known_and_nothing_held_against_it(path: str, limits: Any):
    written = {"data.csv": f"{COLUMNS}\n{ROW}\n", "data.jsonl": '{"pregunta": "¿Qué?", "respuesta": "Eso"}\n' * 3}
    repo = make_repo(corpus=cut_off(path, written[path], **limits))
    for check in ("readable", "required_columns", "blank_values", "lengths", "size"):
        finding = find(f"dataset.{check}", repo)
        assert (check, finding.outcome, finding.facts) == (check, Outcome.UNKNOWN, {"why": "limits"})
    sampled = find("dataset.sampled", repo)
    assert (sampled.outcome, sampled.facts["rows_read"]) == (Outcome.WARN, 0)
    said = speak(sampled, rules=RULES)
    assert ("No tienes que hacer nada" in said.fix, "archivos más pequeños" in said.fix) == (False, True)


def test_columns_that_are_all_there_pass_even_if_no_row_was_read():
    names = tuple(COLUMNS.split(","))
    file = CorpusFile("data.parquet", "default", "train", "parquet", names, 0, 9)
    limit = ReachedLimit(Limit.SECONDS, 180)
    whole = CorpusEvidence(files=(file,), data_files=1, rows=9, reached=(limit,))
    assert find("dataset.required_columns", make_repo(corpus=whole)).outcome == Outcome.PASS
    part = replace(whole, files=(replace(file, columns=names[:1]),))
    assert find("dataset.required_columns", make_repo(corpus=part)).outcome == Outcome.UNKNOWN
    read = replace(part, rows_read=1)
    assert find("dataset.required_columns", make_repo(corpus=read)).outcome == Outcome.FAIL


def test_every_row_looked_at_passes_and_a_part_says_how_many_and_why():
    whole = find("dataset.sampled", make_repo(csv="a\n1\n"))
    assert (whole.outcome, whole.facts) == (Outcome.PASS, {"rows_read": 1})
    limit = ReachedLimit(Limit.ROWS, 2, 9, "data.csv")
    part = find("dataset.sampled", make_repo(corpus=corpus_of({"data.csv": rows(2)}, rows=9, reached=(limit,))))
    assert (part.outcome, part.severity) == (Outcome.WARN, "informative")
    assert part.facts == {
        "rows_read": 2,
        "rows": 9,
        "files_read": 1,
        "data_files": 1,
        "limits": [{"limit": "rows", "allowed": 2, "found": 9, "path": "data.csv"}],
    }
    assert find("dataset.sampled", WITHOUT_DATA).outcome == Outcome.NOT_APPLICABLE
    silent = make_repo(corpus=None, unread=(Unread(Part.DATA, "unreachable"),))
    assert find("dataset.sampled", silent).outcome == Outcome.UNKNOWN
    last = corpus_of({"data.csv": rows(2)}, rows=2)
    assert find("dataset.sampled", make_repo(corpus=last)).outcome == Outcome.PASS


@pytest.mark.parametrize(("number", "outcome"), [(1, Outcome.WARN), (99, Outcome.WARN), (100, Outcome.PASS)])
def test_fewer_than_a_hundred_rows_are_few(number, outcome):
    finding = find("dataset.size", make_repo(corpus=corpus_of({"data.csv": rows(number)})))
    assert (finding.outcome, finding.facts["rows"]) == (outcome, number)


@pytest.mark.parametrize(("number", "outcome"), [(29, Outcome.WARN), (30, Outcome.PASS)])
def test_an_edition_says_how_many_rows_are_few(number, outcome):
    rules = replace(RULES, audit=replace(RULES.audit, few_rows=30))
    finding = find("dataset.size", make_repo(corpus=corpus_of({"data.csv": rows(number)})), rules=rules)
    assert (finding.outcome, finding.facts["few"]) == (outcome, 30)


def test_of_a_part_nobody_can_say_that_there_are_few():
    reached = (ReachedLimit(Limit.SECONDS, 60),)
    finding = find("dataset.size", make_repo(corpus=corpus_of({"data.csv": rows(5)}, rows=None, reached=reached)))
    assert (finding.outcome, finding.facts["at_least"]) == (Outcome.PASS, True)


def split_corpus(**changes):
    places = {"train.csv": ("default", "train"), "test.csv": ("default", "test")}
    other = [{"pregunta": f"¿Y cuánto es {n} por siete?", "respuesta": str(7 * n)} for n in (2, 3)]
    return corpus_of({"train.csv": rows(3), "test.csv": other}, places=places, **changes)


def test_splits_as_the_card_says_add_up():
    declared = (DeclaredSplit("default", "train", 3), DeclaredSplit("default", "test", 2))
    finding = find("dataset.splits", make_repo(corpus=split_corpus(declared=declared)))
    assert (finding.outcome, finding.facts["splits"]) == (
        Outcome.PASS,
        [{"config": "default", "split": "train", "rows": 3}, {"config": "default", "split": "test", "rows": 2}],
    )


def test_a_split_of_another_size_than_the_card_says_does_not_add_up():
    declared = (
        DeclaredSplit("default", "train", 4),
        DeclaredSplit("default", "valid", 1),
        DeclaredSplit("default", "test"),
    )
    finding = find("dataset.splits", make_repo(corpus=split_corpus(declared=declared)))
    assert (finding.outcome, finding.facts) == (
        Outcome.WARN,
        {
            "counts": [{"config": "default", "split": "train", "declared": 4, "found": 3}],
            "missing": [{"config": "default", "split": "valid", "declared": 1}],
        },
    )


def test_where_not_all_files_were_looked_at_no_split_is_missed():
    declared = (DeclaredSplit("default", "train", 4), DeclaredSplit("default", "valid", 1))
    finding = find("dataset.splits", make_repo(corpus=split_corpus(declared=declared, data_files=9)))
    assert finding.outcome == Outcome.PASS


def test_a_config_that_may_share_the_files_of_another_is_not_missed():
    declared = (DeclaredSplit("todo", "train", 3),)
    finding = find("dataset.splits", make_repo(corpus=split_corpus(declared=declared)))
    assert finding.outcome == Outcome.PASS


@pytest.mark.parametrize(("rows", "outcome"), [(5, Outcome.PASS), (3, Outcome.WARN)])
def test_the_rows_of_a_file_count_for_each_of_its_configs(rows, outcome):
    declared = (DeclaredSplit("todo", "train", rows), DeclaredSplit("todo", "extra", 9))
    corpus = split_corpus(declared=declared[:1])
    files = tuple(replace(file, also=(Split("todo", "train"),)) for file in corpus.files)
    finding = find("dataset.splits", make_repo(corpus=replace(corpus, files=files)))
    assert finding.outcome == outcome
    missed = find("dataset.splits", make_repo(corpus=replace(corpus, files=files, declared=declared)))
    assert missed.facts["missing"] == [{"config": "todo", "split": "extra", "declared": 9}]


def test_splits_that_were_not_counted_are_unknown():
    corpus = split_corpus(declared=(DeclaredSplit("default", "train", 4),))
    uncounted = replace(corpus, files=tuple(replace(file, rows=None) for file in corpus.files))
    finding = find("dataset.splits", make_repo(corpus=uncounted))
    assert (finding.outcome, finding.facts["why"]) == (Outcome.UNKNOWN, "not_counted")


def test_an_empty_split_and_one_that_shares_rows_are_told():
    shared = (SplitOverlap("default", "test", "train", 2, (Where("test.csv", 1, "¿Qué?"),)),)
    finding = find("dataset.splits", make_repo(corpus=split_corpus(split_overlaps=shared)))
    assert finding.facts["shared"] == [
        {
            "config": "default",
            "split": "test",
            "other": "train",
            "rows": 2,
            "examples": [{"path": "test.csv", "row": 1, "excerpt": "¿Qué?"}],
        }
    ]
    none = (SplitOverlap("default", "test", "train", 0),)
    assert find("dataset.splits", make_repo(corpus=split_corpus(split_overlaps=none))).outcome == Outcome.PASS
    empty = corpus_of_csv("pregunta\n")
    assert find("dataset.splits", make_repo(corpus=empty)).facts["empty"] == [{"config": "default", "split": "train"}]


@pytest.mark.parametrize("shared", [(), (SplitOverlap("default", "test", "train", 2),)])
def test_pairs_of_splits_that_were_not_compared_are_told(shared):
    corpus = split_corpus(split_overlaps=shared, split_pairs_left=225)
    assert find("dataset.splits", make_repo(corpus=corpus)).facts["pairs_left"] == 225


def test_files_of_one_config_with_other_columns_do_not_go_together():
    files = {"a.csv": rows(1), "b.csv": rows(1, notas="x")}
    finding = find("dataset.splits", make_repo(corpus=corpus_of(files)))
    assert finding.facts["uneven"] == [
        {"config": "default", "files": [{"path": "b.csv", "columns": ["notas"]}]},
    ]
    apart = corpus_of(files, places={"a.csv": ("uno", "train"), "b.csv": ("dos", "train")})
    assert find("dataset.splits", make_repo(corpus=apart)).outcome == Outcome.PASS


def test_a_loading_script_is_no_script_of_how_it_was_made():
    finding = find("dataset.scripts", make_repo(files=["recetas.py", "data.csv"]))
    assert finding.outcome == Outcome.FAIL
    assert find("dataset.scripts", make_repo(files=["scripts/limpiar.PY"])).facts["scripts"] == ["scripts/limpiar.PY"]


def test_a_file_that_was_too_large_for_us_is_no_broken_one():
    reached, problem = ReachedLimit(Limit.BYTES, 100), Problem("too_large", path="datos.json")
    repo = make_repo(corpus=CorpusEvidence(data_files=1, reached=(reached,), problems=(problem,)))
    assert find("dataset.readable", repo).facts == {"why": "limits"}
    broken = replace(repo, corpus=replace(repo.corpus, problems=(replace(problem, code="bad_json"),)))
    assert find("dataset.readable", broken).facts["why"] == "unreadable"
