"""What is seen of the rows: roles, repetitions, languages, overlaps, limits."""

import pytest

from submissions.audit.corpus.evidence import DeclaredSplit, Limit, ReachedLimit, Split
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.normalising import fingerprint
from submissions.audit.corpus.profiling import profile
from tests.factories.evidence import RULES
from tests.submissions.audit.corpus.looks import Shelf, look, parquet

LONG = "La tortilla de patatas se hace con huevos, patatas y un poco de cebolla"


def csv(*rows: str, header: str = "pregunta,respuesta,idioma") -> str:
    return "\n".join([header, *rows])


def repeated(seen, *, near: bool) -> dict[tuple[str, ...], tuple[int, int]]:
    return {one.columns: (one.rows, one.repeated) for one in seen.repetitions if one.near == near}


def test_questions_answers_and_both_together_are_compared():
    seen = look({"x.csv": csv("a,b,es", "a,c,es", "a,b,es", "z,b,es", ",b,es")})
    assert repeated(seen, near=False) == {
        ("pregunta",): (4, 2),
        ("respuesta",): (5, 3),
        ("pregunta", "respuesta"): (4, 1),
    }
    (example,) = seen.repetitions[0].examples
    assert (example.text, example.count, [one.row for one in example.rows]) == ("a", 3, [1, 2, 3])


def test_repetitions_reach_over_files_and_batches():
    files = {
        "train-0.parquet": parquet(group=100, pregunta=[f"pregunta {n}" for n in range(40_000)]),
        "train-1.parquet": parquet(pregunta=["pregunta 39999", "otra"]),
    }
    seen = look(files)
    assert repeated(seen, near=False) == {("pregunta",): (40_002, 1)}
    (example,) = seen.repetitions[0].examples
    places = [(one.path, one.row) for one in example.rows]
    assert (example.text, places) == ("pregunta 39999", [("train-0.parquet", 40_000), ("train-1.parquet", 1)])


def test_case_accents_signs_and_a_word_are_near_and_two_words_of_few_are_not():
    near = [LONG, LONG.upper() + "!", LONG.replace("cebolla", "pimiento"), "¿Qué es un gato?", "¿Qué es un perro?"]
    seen = look({"x.jsonl": "\n".join(f'{{"pregunta": "{text}"}}' for text in near)})
    assert repeated(seen, near=False) == {("pregunta",): (5, 0)}
    assert repeated(seen, near=True) == {("pregunta",): (5, 2)}
    (group,) = next(one for one in seen.repetitions if one.near).examples
    assert (group.count, [one.row for one in group.rows]) == (3, [1, 2, 3])


def test_of_more_rows_than_can_be_compared_word_by_word_a_sample_is_and_says_so():
    rows = [f"{LONG} {n}" for n in range(300)] + ["¿HOLA?", "hola"]
    seen = look({"x.parquet": parquet(pregunta=rows)}, limits=Limits(near_rows=100))
    assert [(one.rows, one.repeated, one.sampled) for one in seen.repetitions if one.near] == [
        (302, 1, False),
        (100, 99, True),
    ]


@pytest.mark.parametrize("names", [("question", "answer"), ("Pregunta", "RESPUESTA"), ("preguntas", "respuestas")])
def test_columns_are_found_under_other_names(names):
    seen = look({"x.csv": csv("a,b", "a,c", header=",".join(names))})
    assert repeated(seen, near=False)[(names[0],)] == (2, 1)


def test_a_corpus_without_questions_is_compared_with_nothing():
    seen = look({"x.csv": csv("1,2", header="peso,altura")}, evaluation_sets={"examen": fingerprint(["1"])})
    assert (seen.repetitions, seen.echoes, seen.split_overlaps, seen.evaluation_sets) == ((), None, None, ())


def test_languages_are_seen_beside_what_is_declared_and_short_texts_stay_open():
    catalan = "La truita de patates es fa amb ous, patates i una mica de ceba dolça"
    seen = look({"x.jsonl": "\n".join(
        f'{{"pregunta": "{text}", "idioma": "{declared}"}}'
        for text, declared in ((LONG, "es_ES"), (catalan, "es_ES"), ("Hola", "es_ES"), (LONG, ""))
    )})  # fmt: skip
    assert seen.language_rows == 4
    assert {(one.declared, one.detected): [where.row for where in one.examples] for one in seen.languages} == {
        ("es_ES", "es"): [1],
        ("es_ES", "ca"): [2],
        ("es_ES", "und"): [3],
        ("", "es"): [4],
    }


def test_questions_of_an_exam_are_found_whatever_their_signs():
    exam = fingerprint(["¿Cuál es la capital de Perú?", "Otra", ""])
    exam.sort()
    seen = look(
        {"x.csv": csv("cual es la capital de peru,Lima,es", ",nada,es", "Lima,b,es")}, evaluation_sets={"examen": exam}
    )
    assert [(one.evaluation_set, one.rows, one.examples[0].row) for one in seen.overlaps] == [("examen", 1, 1)]
    assert seen.evaluation_sets == ("examen",)


def test_splits_that_share_questions_and_answers_that_are_their_question_are_told():
    seen = look({"train.csv": csv("a,b,es", "c,c,es", "d,e,es"), "test.csv": csv("A,x,es", "n,n,es")})
    assert [(one.split, one.other, one.rows, one.examples[0].path) for one in seen.split_overlaps] == [
        ("test", "train", 1, "test.csv")
    ]
    assert (seen.echoes, [(one.path, one.row) for one in seen.echo_rows]) == (2, [("train.csv", 2), ("test.csv", 2)])


def test_every_split_is_compared_with_the_larger_ones_of_its_config_and_what_is_shared_most_comes_first():
    files = {
        "train.csv": csv("a,1,es", "b,2,es", "c,3,es", "d,4,es"),
        "validation.csv": csv("a,1,es", "x,2,es", "y,3,es"),
        "test.csv": csv("a,1,es", "x,2,es"),
        "otro/test.csv": csv("a,1,es"),
    }
    seen = look(files)
    assert [(one.config, one.split, one.other, one.rows, len(one.examples)) for one in seen.split_overlaps] == [
        ("default", "test", "validation", 2, 2),
        ("default", "test", "train", 1, 1),
        ("default", "validation", "train", 1, 1),
    ]
    assert seen.split_pairs_left == 0


def test_a_file_of_two_configs_counts_for_both_and_its_rows_once():
    card = {
        "configs": [
            {
                "config_name": "a",
                "data_files": [{"split": "train", "path": "x.csv"}, {"split": "test", "path": "y.csv"}],
            },
            {"config_name": "b", "data_files": ["x.csv", "y.csv"]},
        ]
    }
    seen = look({"x.csv": csv("uno,1,es", "dos,2,es"), "y.csv": csv("uno,1,es")}, card=card)
    assert [(file.path, file.splits) for file in seen.files] == [
        ("x.csv", (Split("a", "train"), Split("b", "train"))),
        ("y.csv", (Split("b", "train"), Split("a", "test"))),
    ]
    assert (seen.rows, seen.column("pregunta").rows) == (3, 3)
    assert [(one.config, one.split, one.other, one.rows) for one in seen.split_overlaps] == [("a", "test", "train", 1)]


def test_of_very_many_splits_those_with_the_largest_are_compared_and_how_many_are_left_is_said():
    paths = {f"{n}.csv": csv(*(["igual,b,es"] * (n + 1))) for n in range(50)}
    configs = [{"data_files": [{"split": str(n), "path": f"{n}.csv"} for n in range(50)]}]
    shelf = Shelf(paths)
    seen = profile(shelf.chosen({"configs": configs}), opener=shelf.open, rules=RULES)
    assert (len(seen.split_overlaps), seen.split_pairs_left) == (100, 50 * 49 // 2 - 1_000)
    assert [(one.split, one.other, one.rows) for one in seen.split_overlaps[:2]] == [("48", "49", 49), ("47", "49", 48)]


def test_blanks_lengths_and_values_of_a_column():
    seen = look({"x.csv": csv("uno,b,es", " ,b,es", "tres y más,b,ca", ",b,")})
    column = seen.column("pregunta")
    assert (column.rows, column.blanks, [one.row for one in column.blank_rows]) == (4, 2, [2, 4])
    assert (column.lengths.shortest, column.lengths.median, column.lengths.longest, column.lengths.mean) == (
        3,
        3,
        10,
        6.5,
    )
    assert [(one.value, one.count, one.first.row) for one in seen.column("idioma").values] == [
        ("es", 2, 1),
        ("ca", 1, 3),
    ]


def test_too_many_values_are_counted_as_far_as_they_go():
    rows = [f"v{n % 2_500}" for n in range(10_000)]
    column = look({"x.parquet": parquet(fuente=rows)}).column("fuente")
    assert (column.more_values, column.distinct, len(column.values), column.values[0].count) == (True, None, 200, 4)


def test_what_the_card_declares_is_kept_with_what_was_found():
    card = {"dataset_info": {"splits": [{"name": "train", "num_examples": 9, "num_bytes": "x"}, 3]}}
    assert look({"x.csv": csv("a,b,es")}, card=card).declared == (DeclaredSplit("default", "train", 9, None),)


def test_when_time_is_up_what_was_read_counts():
    ticks = iter(range(10_000))
    seen = look(
        {"x.csv": csv(*["a,b,es"] * 9), "y.csv": csv("c,d,es")}, limits=Limits(seconds=2), now=lambda: next(ticks)
    )
    assert {one.limit for one in seen.reached} == {Limit.SECONDS}
    assert (seen.sampled, seen.data_files) == (True, 2)


def test_more_files_than_are_read_are_told():
    seen = look({f"{n}.csv": "a\n1\n" for n in range(5)}, limits=Limits(files=3))
    assert (len(seen.files), seen.data_files, seen.reached) == (3, 5, (ReachedLimit(Limit.FILES, 3, 5),))


def test_fetched_bytes_are_bounded_and_shared_by_size():
    text = "a\n" + "1234567\n" * 10_000
    seen = look({"x.csv": text, "y.csv": text}, limits=Limits(bytes=80_000))
    assert [(one.limit, one.found) for one in seen.reached] == [(Limit.BYTES, 80_002)] * 2
    assert all(4_500 < file.rows_read < 5_500 for file in seen.files)
