"""The values of a corpus, and how evenly its rows spread over them."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import AuditRules, Severity
from submissions.audit.corpus.evidence import ColumnProfile, ValueCount, Where
from submissions.audit.findings import Finding, Outcome
from tests.factories.corpora import counted, of_columns
from tests.factories.evidence import RULES, find, make_repo

FINAL_PATTERN = "es_[A-Z]{2}|(?!es$)[a-z]{2,3}"


def values(column: str, counts: dict[str, int], **changes) -> Finding:
    return find("dataset.allowed_values", make_repo(corpus=of_columns(counted(column, counts))), **changes)


def test_a_value_that_is_right_but_for_its_spelling_warns_with_the_right_one():
    finding = values("registro", {"medio": 9, "Medio": 2, "COLOQUIAL ": 1})
    assert finding.outcome == Outcome.WARN
    assert finding.facts["columns"] == [
        {
            "column": "registro",
            "asked": "registro",
            "role": "register",
            "open": False,
            "refused": False,
            "lists": False,
            "allowed": ["coloquial", "medio", "culto"],
            "pattern": "",
            "rows": 12,
            "more_values": False,
            "respelt": [
                {"value": "Medio", "count": 2, "meant": "medio"},
                {"value": "COLOQUIAL ", "count": 1, "meant": "coloquial"},
            ],
            "respelt_total": 2,
            "respelt_rows": 3,
            "unknown": [],
            "unknown_total": 0,
            "unknown_rows": 0,
        }
    ]


def test_a_value_outside_a_closed_list_fails_with_the_row_where_it_stands():
    seen = replace(counted("registro", {"medio": 9}), values=(ValueCount("formal", 3, Where("a.csv", 7, "formal")),))
    finding = find("dataset.allowed_values", make_repo(corpus=of_columns(seen)))
    assert finding.outcome == Outcome.FAIL
    assert finding.facts["columns"][0]["unknown"] == [
        {
            "value": "formal",
            "count": 3,
            "similar": None,
            "parts": [],
            "why": None,
            "first": {"path": "a.csv", "row": 7, "excerpt": "formal"},
        }
    ]


def test_a_value_outside_an_open_list_warns():
    finding = values("dominio", {"cocina": 4, "gastronomia": 2, "literatura_poesia": 1})
    assert finding.outcome == Outcome.WARN
    assert [(one["value"], one["count"]) for one in finding.facts["columns"][0]["unknown"]] == [("gastronomia", 2)]


def test_several_values_in_a_cell_are_told_apart():
    finding = values("registro", {"coloquial, medio": 2})
    assert finding.facts["columns"][0]["unknown"][0]["parts"] == ["coloquial", "medio"]
    assert finding.outcome == Outcome.FAIL


@pytest.mark.parametrize(
    ("value", "outcome", "meant", "why"),
    [
        ("es-MX", Outcome.WARN, "es_mx", None),
        ("ES-mx", Outcome.WARN, "es_mx", None),
        ("español de México", Outcome.WARN, "es_mx", None),
        ("cl", Outcome.WARN, "es_cl", None),
        ("España", Outcome.WARN, "es_es", None),
        ("ES (Galicia)", Outcome.WARN, "es_es", None),
        ("catalán", Outcome.WARN, "ca", None),
        ("es", Outcome.FAIL, None, "no_country"),
        ("castellano", Outcome.FAIL, None, "no_country"),
        ("Python", Outcome.FAIL, None, None),
        ("en", Outcome.WARN, None, "other_language"),
        ("es_la", Outcome.WARN, None, "not_spoken_there"),
        ("es_mx", Outcome.PASS, None, None),
        ("qu", Outcome.PASS, None, None),
    ],
)
def test_varieties_as_people_write_them(value, outcome, meant, why):
    finding = values("idioma", {value: 3})
    said = (
        (finding.facts["columns"][0]["respelt"] + finding.facts["columns"][0]["unknown"])[0]
        if outcome != "pass"
        else {}
    )
    assert (finding.outcome, said.get("meant"), said.get("why")) == (outcome, meant, why)


def test_another_edition_may_want_capitals():
    columns = tuple(
        replace(one, pattern=FINAL_PATTERN) if one.name == "idioma" else one for one in RULES.dataset.columns
    )
    rules = replace(RULES, dataset=replace(RULES.dataset, columns=columns))
    finding = values("idioma", {"es_mx": 2, "es_MX": 1, "cat": 1}, rules=rules)
    assert finding.facts["columns"][0]["respelt"] == [{"value": "es_mx", "count": 2, "meant": "es_MX"}]


def test_values_are_judged_under_another_name_of_the_column():
    finding = values("lang", {"es-MX": 2})
    assert (finding.facts["columns"][0]["column"], finding.facts["columns"][0]["asked"]) == ("lang", "idioma")


def test_countries_may_be_written_in_any_form_but_in_one():
    assert values("país_origen", {"MX": 3, "PE": 1}).outcome == Outcome.PASS
    assert values("país_origen", {"México": 3, "Perú": 1, "Latinoamérica": 1}).outcome == Outcome.PASS
    mixed = values("país_origen", {"México": 5, "MX": 2, "Mexico": 1, "EEUU": 1, "ES (Galicia)": 1})
    assert mixed.outcome == Outcome.WARN
    assert [(one["value"], one["meant"]) for one in mixed.facts["columns"][0]["respelt"]] == [
        ("MX", "México"),
        ("Mexico", "México"),
        ("ES (Galicia)", "España"),
    ]


def test_two_countries_in_a_cell_and_none_at_all_are_told():
    finding = values("país_origen", {"AR": 5, "AR/UY": 2, "Narnia": 1})
    assert finding.outcome == Outcome.WARN
    assert [(one["value"], one["parts"]) for one in finding.facts["columns"][0]["unknown"]] == [
        ("AR/UY", ["AR", "UY"]),
        ("Narnia", []),
    ]


def test_without_values_to_judge_there_is_nothing_to_say():
    assert find("dataset.allowed_values", make_repo(csv="Text\nhola\n")).outcome == Outcome.NOT_APPLICABLE
    assert find("dataset.balance", make_repo(csv="Text\nhola\n")).outcome == Outcome.NOT_APPLICABLE
    assert values("registro", {}).outcome == Outcome.NOT_APPLICABLE


def test_a_column_of_lists_is_told_and_refused_where_the_list_of_values_is_closed():
    lists = of_columns(ColumnProfile("registro", type="list", rows=3), ColumnProfile("dominio", type="list", rows=3))
    finding = find("dataset.allowed_values", make_repo(corpus=lists))
    assert finding.outcome == Outcome.FAIL
    assert [(one["column"], one["lists"], one["refused"]) for one in finding.facts["columns"]] == [
        ("registro", True, True),
        ("dominio", True, False),
    ]


def test_a_cell_with_two_values_is_one_row_of_the_shares():
    (column,) = balance_of(país_origen={"MX": 6, "AR/UY": 4}).facts["columns"]
    assert (column["rows"], [one["percent"] for one in column["shares"]]) == (10, [60.0, 40.0, 40.0])


def test_of_very_many_values_ten_are_named():
    finding = values("registro", {f"valor{n}": 1 for n in range(50)})
    facts = finding.facts["columns"][0]
    assert (len(facts["unknown"]), facts["unknown_total"], facts["unknown_rows"]) == (10, 50, 50)


def balance_of(rules=RULES, **columns: dict[str, int]) -> Finding:
    return find(
        "dataset.balance", make_repo(corpus=of_columns(*(counted(*one) for one in columns.items()))), rules=rules
    )


def test_shares_are_of_what_values_mean():
    finding = balance_of(idioma={"es_mx": 2, "es-MX": 1, "es_pe": 1}, dominio={"literatura_poesia": 3, "Literatura": 1})
    assert (finding.outcome, finding.severity) == (Outcome.PASS, Severity.INFORMATIVE)
    variety, domain = finding.facts["columns"]
    assert variety == {
        "column": "idioma",
        "role": "language",
        "rows": 4,
        "blanks": 0,
        "distinct": 2,
        "more_values": False,
        "entropy": 0.81,
        "evenness": 0.81,
        "shares": [
            {"value": "es_mx", "rows": 3, "percent": 75.0},
            {"value": "es_pe", "rows": 1, "percent": 25.0},
        ],
        "others": 0,
    }
    assert domain["shares"] == [{"value": "literatura", "rows": 4, "percent": 100.0}]


@pytest.mark.parametrize(("rows", "outcome"), [(80, Outcome.PASS), (81, Outcome.WARN)])
def test_one_value_may_have_eighty_percent_and_no_more(rows, outcome):
    assert balance_of(idioma={"es_mx": rows, "es_pe": 100 - rows}).outcome == outcome


@pytest.mark.parametrize(("rows", "outcome"), [(102, Outcome.PASS), (101, Outcome.WARN)])
def test_rows_whose_values_are_not_listed_count_in_the_whole(rows, outcome):
    column = replace(counted("idioma", {"es_mx": 81, "es_pe": 1}), rows=rows + 4, blanks=4, more_values=True)
    finding = find("dataset.balance", make_repo(corpus=of_columns(column)))
    (facts,) = finding.facts["columns"]
    assert (finding.outcome, facts["rows"], facts["others"]) == (outcome, rows, rows - 82)
    assert facts["shares"][0]["percent"] == round(8100 / rows, 1)


def test_the_edition_says_how_much_one_value_may_have():
    milder = replace(RULES, audit=AuditRules(dominant_percent=95))
    assert balance_of(milder, idioma={"es_mx": 90, "es_pe": 10}).outcome == Outcome.PASS


def test_a_corpus_of_today_and_about_one_thing_is_told_and_not_warned_of():
    finding = balance_of(periodo={"actual": 9}, dominio={"legal": 9})
    assert (finding.outcome, [one["evenness"] for one in finding.facts["columns"]]) == (Outcome.PASS, [None, None])


def test_countries_count_once_however_they_are_written():
    finding = balance_of(país_origen={"México": 2, "MX": 1, "AR/UY": 3})
    assert [(one["value"], one["rows"]) for one in finding.facts["columns"][0]["shares"]] == [
        ("AR", 3),
        ("MX", 3),
        ("UY", 3),
    ]


def test_of_many_values_twelve_are_told_apart():
    (column,) = balance_of(dominio={f"tema{n:02}": 1 for n in range(20)}).facts["columns"]
    assert (len(column["shares"]), column["others"], column["distinct"]) == (12, 8, 20)
