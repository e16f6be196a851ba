"""What a corpus, a model and a demo must have, and where they live. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import (
    Maybe,
    Place,
    boolean,
    integer,
    list_of,
    matching,
    one_of,
    record,
    regular_expression,
    string,
)
from hackathon.editions.rules import (
    CardRules,
    CardSection,
    Column,
    ColumnRole,
    ColumnWhen,
    DatasetRules,
    DemoRules,
    HubRules,
    ModelRules,
    SectionRole,
)

_MOST_WEIGHTS = 10**15
_suffix = matching(r"\.[A-Za-z0-9.]+", "un sufijo de archivo que empieza por un punto, como «.py»")


def _columns_make_sense(column: Column, place: Place) -> None:
    if column.values and column.pattern:
        place.key("pattern").refuse("una columna tiene values o pattern, no los dos")
    for name in ("open", "subvalues"):
        if getattr(column, name) and not column.values:
            place.key(name).refuse("solo tiene sentido con una lista de values")


_column = record(
    Column,
    {
        "name": matching(r"\w+", "un nombre de columna sin espacios"),
        "description": words.text,
        "required": Maybe(boolean, True),
        "nullable": Maybe(boolean, False),
        "values": Maybe(words.strings, ()),
        "open": Maybe(boolean, False),
        "subvalues": Maybe(boolean, False),
        "pattern": Maybe(regular_expression, ""),
        "group": Maybe(words.key, ""),
        "role": Maybe(one_of(ColumnRole, "papel desconocido")),
        "aliases": Maybe(words.strings, ()),
        "when": Maybe(one_of(ColumnWhen, "condición desconocida"), ColumnWhen.ALWAYS),
    },
    [_columns_make_sense],
)
_section = record(
    CardSection,
    {
        "key": words.key,
        "title": words.text,
        "headings": list_of(string, distinct=True, at_least=1),
        "required": Maybe(boolean, True),
        "min_words": Maybe(integer(0, words.MANY), 0),
        "role": Maybe(one_of(SectionRole, "papel desconocido")),
    },
)
_card = record(
    CardRules, {"metadata": Maybe(words.strings, ()), "sections": Maybe(list_of(_section, unique="key"), ())}
)
_name_suffix = matching(r"[-_.][A-Za-z0-9]+", "el final de un nombre, como «-it»", longest=20)
_scripts = list_of(_suffix, distinct=True, at_least=1)
_languages = list_of(words.language, distinct=True, at_least=1)
dataset_rules = record(
    DatasetRules,
    {
        "columns": list_of(_column, unique="name"),
        "languages": _languages,
        "card": _card,
        "script_suffixes": _scripts,
        "instructions_suffix": Maybe(_name_suffix, ""),
        "preferences_suffix": Maybe(_name_suffix, ""),
        "licenses": Maybe(words.strings, ()),
        "evaluation_sets": Maybe(words.strings, ()),
    },
)
model_rules = record(
    ModelRules,
    {
        "max_parameters": integer(1, _MOST_WEIGHTS),
        "class_name": string,
        "languages": _languages,
        "base_model_required": Maybe(boolean, False),
        "card": _card,
        "script_suffixes": _scripts,
        "licenses": Maybe(words.strings, ()),
    },
)
_stage = matching(r"[A-Z_]+", "una etapa de un Space, como «RUNNING»")
demo_rules = record(
    DemoRules,
    {
        "healthy_stages": list_of(_stage, distinct=True, at_least=1),
        "card": _card,
        "hardware": Maybe(words.strings, ()),
        "answer_seconds": Maybe(integer(1, 60), 20),
        "mentions": Maybe(list_of(_section, unique="key"), ()),
    },
)
hub_rules = record(
    HubRules,
    {
        "organisations": list_of(string, distinct=True, at_least=1),
        "bots": Maybe(words.strings, ()),
        "organisers": Maybe(words.strings, ()),
    },
)
