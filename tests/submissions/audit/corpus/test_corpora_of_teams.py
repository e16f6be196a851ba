"""Corpora as teams really make them, from the file to the finding. The data are made up; the traps are not."""

import json

import pyarrow
import pyarrow.parquet
import pytest

from submissions import speaking
from submissions.audit.corpus.normalising import fingerprint
from submissions.audit.findings import Finding, Outcome
from tests.factories.corpora import corpus_of, corpus_of_csv, corpus_of_files
from tests.factories.evidence import RULES, find, make_repo

QUESTIONS = [
    "¿Cómo se prepara el mole negro que comen en Oaxaca los días de fiesta?",
    "¿Qué diferencia hay entre una arepa venezolana y una colombiana?",
    "¿Por qué el pan de muerto lleva agua de azahar y anís?",
]
ANSWERS = [
    "Se tuestan los chiles, se muelen con chocolate y especias y se cuece todo despacio.",
    "La venezolana suele abrirse y rellenarse, y la colombiana se come más fina y sin rellenar.",
    "Porque así lo hacían en los conventos, y el olor recuerda a las flores de la ofrenda.",
]


def lines(*rows: object) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def judge(check: str, content: str | bytes, path: str = "data.csv", **changes) -> Finding:
    return find(f"dataset.{check}", make_repo(corpus=corpus_of_files({path: content}, **changes)))


def missing(content: str, path: str = "data.csv") -> dict:
    return dict(judge("required_columns", content, path).facts)


def test_alpaca_columns_are_question_and_answer():
    facts = missing(lines({"instruction": QUESTIONS[0], "input": "", "output": ANSWERS[0]}), "a.jsonl")
    assert (facts["similar"], facts["shape"]) == ({"pregunta": "instruction", "respuesta": "output"}, None)


def test_prompt_input_output():
    facts = missing(lines({"prompt": QUESTIONS[0], "input": "x", "output": ANSWERS[0]}), "a.jsonl")
    assert facts["similar"] == {"pregunta": "prompt", "respuesta": "output"}


def test_a_chat_is_recognised_and_its_turns_are_compared():
    def chat(answer: str) -> dict:
        return {"messages": [{"role": "user", "content": QUESTIONS[0]}, {"role": "assistant", "content": answer}]}

    content = lines(*(chat(answer) for answer in ANSWERS))
    assert (missing(content, "a.jsonl")["shape"], missing(content, "a.jsonl")["chats"]) == ("chat", ["messages"])
    assert judge("repeated", content, "a.jsonl").outcome == Outcome.WARN
    assert judge("lengths", content, "a.jsonl").outcome == Outcome.PASS


def test_the_export_of_an_annotation_tool_is_recognised():
    content = lines({"inputs": {"1-instruction": QUESTIONS[0]}, "outputs": {"response": ANSWERS[0]}})
    facts = missing(content, "a.jsonl")
    assert (facts["shape"], facts["nested"]) == ("nested", ["inputs.1-instruction", "outputs.response"])


def test_a_single_column_of_text():
    assert missing(f"Text\n{QUESTIONS[0]}\n")["shape"] == "single"


def test_varieties_in_all_spellings_are_counted_and_mapped():
    rows = ["es_mx"] * 3 + ["es-MX"] * 2 + ["ES-mx", "es", "cl", "España"]
    finding = judge("allowed_values", "idioma\n" + "\n".join(rows))
    (facts,) = finding.facts["columns"]
    assert {one["value"]: (one["count"], one["meant"]) for one in facts["respelt"]} == {
        "es-MX": (2, "es_mx"),
        "ES-mx": (1, "es_mx"),
        "cl": (1, "es_cl"),
        "España": (1, "es_es"),
    }
    assert [(one["value"], one["why"], one["first"]["row"]) for one in facts["unknown"]] == [("es", "no_country", 7)]
    assert finding.outcome == Outcome.FAIL


def test_a_programming_language_is_no_variety():
    assert judge("allowed_values", "idioma\nPython\n").outcome == Outcome.FAIL


def test_countries_by_name_by_code_with_a_region_and_two_at_once():
    rows = ["España", "España", "Perú", "ES (Galicia)", "AR/UY", "MX"]
    (facts,) = judge("allowed_values", "país_origen\n" + "\n".join(rows)).facts["columns"]
    assert [(one["value"], one["meant"]) for one in facts["respelt"]] == [("ES (Galicia)", "España"), ("MX", "México")]
    assert [(one["value"], one["parts"]) for one in facts["unknown"]] == [("AR/UY", ["Argentina", "Uruguay"])]


def test_subdomains_pass_and_their_other_spellings_are_mapped():
    rows = ["literatura_poesia", "cocina", '"Literatura, poesía"', "legal/salud"]
    (facts,) = judge("allowed_values", "dominio\n" + "\n".join(rows)).facts["columns"]
    assert [(one["value"], one["meant"]) for one in facts["respelt"]] == [("Literatura, poesía", "literatura_poesia")]
    assert [(one["value"], one["parts"]) for one in facts["unknown"]] == [("legal/salud", ["legal", "salud"])]


def test_a_list_in_each_cell():
    content = lines({"pregunta": "¿Qué?", "registro": ["culto", "medio"]})
    finding = judge("allowed_values", content, "a.jsonl")
    assert (finding.outcome, finding.facts["columns"][0]["lists"]) == (Outcome.FAIL, True)


def test_two_configs_in_csv_with_different_columns_are_read_each_for_itself():
    files = {"uno/a.csv": [{"pregunta": "a", "respuesta": "b"}], "dos/b.csv": [{"pregunta": "c"}]}
    places = {"uno/a.csv": ("uno", "train"), "dos/b.csv": ("dos", "train")}
    repo = make_repo(corpus=corpus_of(files, places=places))
    assert find("dataset.required_columns", repo).facts["only_in"] == {"respuesta": ["uno/a.csv"]}
    assert find("dataset.splits", repo).outcome == Outcome.PASS


def test_splits_whose_sizes_do_not_add_up():
    card = {"dataset_info": {"splits": [{"name": "train", "num_examples": 5}]}}
    finding = judge("splits", "pregunta\n¿Qué?\n", card=card)
    assert finding.facts["counts"] == [{"config": "default", "split": "train", "declared": 5, "found": 1}]


def test_rows_of_the_test_split_that_stand_in_the_training_split():
    rows = [{"pregunta": one, "respuesta": "x"} for one in QUESTIONS]
    places = {"train.csv": ("default", "train"), "test.csv": ("default", "test")}
    corpus = corpus_of({"train.csv": rows, "test.csv": rows[:1]}, places=places)
    (shared,) = find("dataset.splits", make_repo(corpus=corpus)).facts["shared"]
    assert (shared["rows"], {shared["split"], shared["other"]}) == (1, {"train", "test"})


def test_an_exam_in_the_corpus_is_found_whatever_its_accents_and_signs():
    exam = fingerprint([f"{question.upper().strip('¿?')}" for question in QUESTIONS] * 2 + ["¿Otra?"])
    exam.sort()
    content = "pregunta,respuesta\n" + "\n".join(f"{question},x" for question in QUESTIONS * 2)
    finding = judge("evaluation_overlap", content, evaluation_sets={"examen": exam})
    assert (finding.outcome, finding.facts["sets"][0]["rows"]) == (Outcome.FAIL, 6)
    other = judge("evaluation_overlap", "pregunta\n¿Qué hora es?\n", evaluation_sets={"examen": exam})
    assert (other.outcome, other.facts) == (Outcome.PASS, {"sets": ["examen"]})


def test_english_texts_that_say_they_are_spanish():
    english = "How do people in Oaxaca prepare the black mole for their holidays?"
    content = "pregunta,idioma\n" + "\n".join(f"{one},es_mx" for one in [english] * 3 + QUESTIONS)
    finding = judge("language", content)
    assert finding.outcome == Outcome.WARN
    assert [(one["detected"], one["rows"]) for one in finding.facts["other"]] == [("en", 3)]


def test_answers_that_repeat_the_question():
    content = "pregunta,respuesta\n" + "\n".join(f"{one},{one}" for one in QUESTIONS)
    finding = judge("lengths", content)
    assert (finding.outcome, finding.facts["echoes"], len(finding.facts["examples"])) == (Outcome.WARN, 3, 3)


def test_an_index_that_pandas_left_is_no_column_to_speak_of():
    facts = missing(",Text\n0,hola\n")
    assert (facts["shape"], facts["texts"]) == ("single", ["Text"])


@pytest.mark.parametrize("value", ["\u202ees_mx", "es_mx\x00", "🇲🇽", "<script>alert(1)</script>", "é" * 500])
def test_odd_signs_in_values_are_told_and_break_nothing(value):
    repo = make_repo(corpus=corpus_of_files({"a.jsonl": lines({"idioma": value, "país_origen": value})}))
    for check in ("allowed_values", "balance"):
        said = speaking.speak(find(f"dataset.{check}", repo), rules=RULES)
        assert said.title != ""


def test_a_lone_half_of_a_character_in_a_name_and_a_value():
    content = '{"idioma": "\\ud83d", "\\ud800": "x"}\n'
    assert judge("allowed_values", content, "a.jsonl").outcome in (Outcome.FAIL, Outcome.NOT_APPLICABLE)


def test_parquet_is_judged_like_csv(tmp_path):
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"registro": ["medio", "Medio", None]}), path)
    assert judge("allowed_values", path.read_bytes(), "a.parquet").facts["columns"][0]["respelt"][0]["meant"] == "medio"


def test_a_corpus_as_it_should_be_has_nothing_to_mend():
    header = "pregunta,respuesta,idioma,registro,periodo,dominio,tarea,país_origen,país_referencia"
    rows = [
        f'"{q}","{a}",es_{c},medio,actual,cocina,pregunta_abierta,{c.upper()},'
        for q, a, c in zip(QUESTIONS, ANSWERS, ("mx", "ve", "es"), strict=True)
    ]
    repo = make_repo(corpus=corpus_of_csv("\n".join([header, *rows])))
    asked = (
        "required_columns",
        "blank_values",
        "allowed_values",
        "balance",
        "repeated",
        "nearly_repeated",
        "lengths",
        "language",
    )
    outcomes = {check: find(f"dataset.{check}", repo).outcome for check in asked}
    # All of them are spoken in the middle register: that alone is told.
    assert outcomes == dict.fromkeys(asked, Outcome.PASS) | {"balance": Outcome.WARN}
