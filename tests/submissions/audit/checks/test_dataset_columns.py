"""The columns of a corpus, the blanks in them, and its name."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import Column, ColumnRole, ColumnWhen, Text
from submissions.audit.corpus.evidence import ColumnProfile
from submissions.audit.findings import Outcome, Severity
from tests.factories.corpora import corpus_of, of_columns
from tests.factories.evidence import RULES, find, make_repo

COLUMNS = "pregunta,respuesta,idioma,registro,periodo,dominio,tarea,país_origen,país_referencia"
ROW = "¿Qué?,Eso,es_mx,medio,actual,cocina,pregunta_abierta,MX,"


def of(*names: str) -> object:
    return make_repo(corpus=of_columns(*(ColumnProfile(name, rows=1) for name in names)))


def columns(*names: str) -> dict[str, object]:
    return dict(find("dataset.required_columns", of(*names)).facts)


def test_missing_columns_are_named_with_what_was_probably_meant():
    finding = find("dataset.required_columns", make_repo(csv="Pregunta,respuesta,pais_origen,lang\na,b,MX,x\n"))
    assert finding.outcome == Outcome.FAIL
    assert finding.facts["missing"] == [
        "dominio",
        "idioma",
        "país_origen",
        "país_referencia",
        "periodo",
        "pregunta",
        "registro",
        "tarea",
    ]
    assert finding.facts["similar"] == {"idioma": "lang", "pregunta": "Pregunta", "país_origen": "pais_origen"}
    assert finding.facts["columns"] == ["Pregunta", "lang", "pais_origen", "respuesta"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["question", "answer"], {"pregunta": "question", "respuesta": "answer"}),
        (["preguntas", "respuestas"], {"pregunta": "preguntas", "respuesta": "respuestas"}),
        (["prompt", "input", "output"], {"pregunta": "prompt", "respuesta": "output"}),
        (["instruction", "input", "output"], {"pregunta": "instruction", "respuesta": "output"}),
        (["pregunta", "respuesta", "pais"], {"país_origen": "pais"}),
        (["pregunta", "respuesta", "country"], {"país_origen": "country"}),
        (["pregunta", "respuesta", "pais_origen", "pais"], {"país_origen": "pais_origen", "país_referencia": "pais"}),
        (
            ["inputs.1-instruction", "outputs.2-response"],
            {"pregunta": "inputs.1-instruction", "respuesta": "outputs.2-response"},
        ),
        (["Nombre", "Pasos"], {}),
    ],
)
def test_names_that_teams_really_use_are_recognised(given, meant):
    assert columns(*given)["similar"] == meant


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        (["messages"], "chat"),
        (["Conversations"], "chat"),
        (["id", "conversations", "idioma"], "chat"),
        (["inputs.1-instruction", "outputs.2-response"], "nested"),
        (["Text"], "single"),
        (["Unnamed: 0", "Text"], "single"),
        (["Nombre", "Ingredientes", "Pasos"], "other"),
        (["question", "answer"], None),
    ],
)
def test_how_a_corpus_without_question_and_answer_is_built_is_told(given, shape):
    assert columns(*given)["shape"] == shape


def test_a_column_that_only_some_files_have_is_missing():
    files = {"a.csv": [dict.fromkeys(COLUMNS.split(","), "x")], "b.csv": [{"pregunta": "1", "respuesta": "2"}]}
    finding = find("dataset.required_columns", make_repo(corpus=corpus_of(files)))
    assert finding.facts["only_in"]["idioma"] == ["a.csv"]
    assert "pregunta" not in finding.facts["missing"]
    assert finding.facts["similar"] == {}


def test_where_only_some_files_have_a_column_the_name_that_others_may_have_it_under_is_told():
    first = dict.fromkeys(COLUMNS.split(","), "x")
    second = {{"idioma": "lang"}.get(name, name): value for name, value in first.items()}
    finding = find("dataset.required_columns", make_repo(corpus=corpus_of({"a.csv": [first], "b.csv": [second]})))
    assert (finding.facts["missing"], finding.facts["only_in"]) == (["idioma"], {"idioma": ["a.csv"]})
    assert finding.facts["similar"] == {"idioma": "lang"}


def test_what_stands_beside_a_column_is_not_the_same_in_another_file():
    first = dict.fromkeys((*COLUMNS.split(","), "lang"), "x")
    second = {name: value for name, value in first.items() if name != "idioma"}
    finding = find("dataset.required_columns", make_repo(corpus=corpus_of({"a.csv": [first], "b.csv": [second]})))
    assert (finding.facts["missing"], finding.facts["similar"]) == (["idioma"], {})


def test_ten_thousand_columns_are_not_all_listed():
    assert len(columns(*(f"c{n}" for n in range(10_000)))["columns"]) == 20


def test_some_blanks_warn_with_their_rows_and_an_empty_column_fails():
    some = find("dataset.blank_values", make_repo(csv=f"{COLUMNS}\n{ROW}\n,x,es_mx,medio,,cocina,resumen,MX,\n"))
    blank = {"column": "pregunta", "blanks": 1, "rows": 2}
    where = {"path": "data.csv", "row": 2, "excerpt": ""}
    assert (some.outcome, some.facts) == (Outcome.WARN, {"columns": [blank | {"examples": [where]}]})
    whole = find("dataset.blank_values", make_repo(csv=f"{COLUMNS}\n,b,ca,medio,,cocina,resumen,MX,\n"))
    assert whole.outcome == Outcome.FAIL


def test_columns_that_may_be_blank_and_spaces_alone():
    assert find("dataset.blank_values", make_repo(csv=f"{COLUMNS}\n{ROW}\n")).outcome == Outcome.PASS
    assert find("dataset.blank_values", make_repo(csv="pregunta\n   \n")).outcome == Outcome.FAIL
    assert find("dataset.blank_values", make_repo(csv="otra\nx\n")).outcome == Outcome.NOT_APPLICABLE


def test_blanks_are_found_under_another_name():
    finding = find("dataset.blank_values", make_repo(csv="question,answer\n¿Qué?,\n¿Y?,Eso\n"))
    assert [one["column"] for one in finding.facts["columns"]] == ["answer"]


def asking(when: ColumnWhen) -> object:
    name = {ColumnWhen.SCRAPED: "origen", ColumnWhen.SYNTHETIC: "modelo"}[when]
    role = {ColumnWhen.SCRAPED: ColumnRole.SOURCE, ColumnWhen.SYNTHETIC: ColumnRole.MODEL}[when]
    extra = Column(name, Text((("es", "De dónde viene"),)), role=role, when=when)
    return replace(RULES, dataset=replace(RULES.dataset, columns=(*RULES.dataset.columns, extra)))


def provenance(when: ColumnWhen, yaml: str, csv: str = "pregunta\n¿Qué?\n", **changes):
    return find("dataset.provenance", make_repo(readme=f"---\n{yaml}\n---\n", csv=csv, **changes), rules=asking(when))


def test_an_edition_that_asks_nothing_of_the_origin_has_nothing_to_check():
    assert find("dataset.provenance", make_repo(csv="pregunta\n¿Qué?\n")).outcome == Outcome.NOT_APPLICABLE


def test_synthetic_data_must_name_their_model():
    finding = provenance(ColumnWhen.SYNTHETIC, "tags: [synthetic]")
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {
            "missing": [{"column": "modelo", "when": "synthetic", "description": {"es": "De dónde viene"}}],
            "similar": {},
            "signs": ["synthetic"],
        },
    )
    assert provenance(ColumnWhen.SYNTHETIC, "tags: [synthetic]", "modelo\nun-modelo\n").outcome == Outcome.PASS


def test_a_column_of_blanks_says_nothing_of_the_origin():
    assert provenance(ColumnWhen.SYNTHETIC, "tags: [synthetic]", "modelo,a\n,1\n").outcome == Outcome.FAIL


@pytest.mark.parametrize(
    ("when", "yaml", "outcome"),
    [
        (ColumnWhen.SYNTHETIC, "annotations_creators: [machine-generated]", Outcome.FAIL),
        (ColumnWhen.SYNTHETIC, "language_creators: [expert-generated]", Outcome.NOT_APPLICABLE),
        (ColumnWhen.SYNTHETIC, "license: mit", Outcome.UNKNOWN),
        (ColumnWhen.SCRAPED, "source_datasets: [extended|squad]", Outcome.FAIL),
        (ColumnWhen.SCRAPED, "language_creators: found", Outcome.FAIL),
        (ColumnWhen.SCRAPED, "source_datasets: [original]", Outcome.UNKNOWN),
        (ColumnWhen.SCRAPED, "tags: [synthetic]", Outcome.UNKNOWN),
    ],
)
def test_what_the_card_says_of_the_origin_decides(when, yaml, outcome):
    assert provenance(when, yaml).outcome == outcome


def test_the_files_of_a_pipeline_tell_of_a_model():
    assert provenance(ColumnWhen.SYNTHETIC, "license: mit", files=["pipeline.yaml"]).outcome == Outcome.FAIL


def named(name: str, *others, names=("pregunta", "respuesta")):
    repo = make_repo(repo_id=f"somosnlp/{name}", corpus=of_columns(*(ColumnProfile(one, rows=1) for one in names)))
    finding = find("dataset.naming", repo, *others)
    return finding.outcome, finding.facts.get("why"), finding.facts.get("suggested")


def test_a_corpus_of_instructions_alone_may_be_called_anything():
    assert named("recetas") == (Outcome.PASS, None, None)
    assert named("recetas-it") == (Outcome.PASS, None, None)


def test_beside_the_classic_one_it_takes_its_name_and_the_ending():
    classic = make_repo(repo_id="somosnlp/recetas", hub_id="c", csv="Nombre,Pasos\nMole,Muele\n")
    assert named("recetario", classic) == (Outcome.WARN, "classic", "recetas-it")
    assert named("recetas_IT", classic) == (Outcome.PASS, None, None)


def test_preferences_are_told_by_the_name():
    preferences = ("pregunta", "chosen", "rejected")
    assert named("recetas", names=preferences) == (Outcome.WARN, "preferences", "recetas-dpo")
    assert named("recetas-dpo", names=preferences) == (Outcome.PASS, None, None)
    assert named("recetas-dpo") == (Outcome.WARN, "no_preferences", None)


def test_a_name_that_promises_instructions_is_held_to_it():
    assert named("recetas-it", names=("Nombre", "Pasos")) == (Outcome.WARN, "no_instructions", None)
    assert named("recetas-it", names=("messages",)) == (Outcome.PASS, None, None)
    assert named("fruit", names=("Nombre", "Pasos")) == (Outcome.PASS, None, None)


def test_an_edition_without_endings_asks_for_none():
    plain = replace(RULES, dataset=replace(RULES.dataset, instructions_suffix="", preferences_suffix=""))
    finding = find("dataset.naming", make_repo(csv="chosen,rejected\na,b\n"), rules=plain)
    assert (finding.outcome, finding.severity) == (Outcome.NOT_APPLICABLE, Severity.RECOMMENDED)


def test_a_suffix_that_is_not_asked_for_ends_no_name():
    plain = replace(RULES, dataset=replace(RULES.dataset, instructions_suffix=""))
    finding = find("dataset.naming", make_repo(repo_id="a/recetas_", csv="Nombre,Pasos\nMole,Muele\n"), rules=plain)
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"name": "recetas_"})


def test_an_edition_that_asks_for_no_column_finds_none_in_a_corpus_that_nobody_could_read():
    free = replace(RULES, dataset=replace(RULES.dataset, columns=()))
    assert find("dataset.required_columns", make_repo(corpus=of_columns(files=())), rules=free).outcome == "unknown"
    assert find("dataset.required_columns", of("x"), rules=free).outcome == "pass"
