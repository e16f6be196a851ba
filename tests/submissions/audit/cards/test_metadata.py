"""Whether the fields of a card hold what the Hub takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.hub.types import RepoType
from submissions.audit.cards.metadata import odd_fields


def odd(key: str, value: object, repo_type: RepoType = RepoType.DATASET) -> list[tuple[str, str, str]]:
    return [(one.why, one.value, one.instead) for one in odd_fields({key: value}, repo_type)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "es"),
        ("language", ["es", "ca", "nah", "multilingual", "code", "no"]),
        ("license", "mit"),
        ("license", ["mit", "cc-by-4.0"]),
        ("license", None),
        ("size_categories", ["1K<n<10K"]),
        ("size_categories", "n<1K"),
        ("task_categories", ["text-generation", "question-answering"]),
        ("tags", ["a", 2024]),
        ("configs", [{"config_name": "default", "data_files": "*.csv"}]),
        ("dataset_info", {"features": []}),
        ("pretty_name", 2024),
        ("lo_que_sea", {"a": 1}),
    ],
)
def test_what_the_hub_takes_is_not_odd(key, value):
    assert odd(key, value) == []


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("languages", ["es"], ("old_key", "", "language")),
        ("licenses", "mit", ("old_key", "", "license")),
        ("language", "es-MX", ("variety", "es-MX", "es")),
        ("language", "es_mx", ("variety", "es_mx", "es")),
        ("language", "Español", ("language", "Español", "es")),
        ("language", "Spanish (Mexico)", ("language", "Spanish (Mexico)", "es")),
        ("language", "ES", ("language", "ES", "es")),
        ("language", "Python", ("language", "Python", "")),
        ("language", "cl", ("language", "cl", "")),
        ("language", {"es": "x"}, ("not_text", "", "")),
        ("language", ["es", None], ("bad_item", "", "")),
        ("language", ["es", False], ("bad_item", "False", "")),
        ("license", {"name": "mit"}, ("not_text", "", "")),
        ("license", True, ("not_text", "", "")),
        ("pretty_name", True, ("not_text", "", "")),
        ("size_categories", "10k<n<100k", ("size", "10k<n<100k", "10K<n<100K")),
        ("size_categories", "1K < n < 10K", ("size", "1K < n < 10K", "1K<n<10K")),
        ("size_categories", "n>1M", ("size", "n>1M", "")),
        ("size_categories", {"a": "n<1K"}, ("not_text", "", "")),
        ("task_categories", "text_generation", ("task", "text_generation", "text-generation")),
        ("task_categories", "Text Generation", ("task", "Text Generation", "text-generation")),
        ("task_categories", "QA", ("task", "QA", "question-answering")),
        ("task_categories", "hacer magia", ("task", "hacer magia", "")),
        ("tags", "recetas", ("not_list", "recetas", "")),
        ("configs", ["default"], ("not_mappings", "", "")),
        ("pretty_name", ["Recetas"], ("not_text", "", "")),
    ],
)
def test_what_it_does_not_take_is_told_with_what_was_meant(key, value, seen):
    assert odd(key, value) == [seen]


def test_each_type_of_repo_has_fields_of_its_own():
    assert odd("pipeline_tag", "text_generation", RepoType.MODEL) == [("task", "text_generation", "text-generation")]
    assert odd("pipeline_tag", "text_generation") == []
    assert odd("title", ["x"], RepoType.SPACE) == [("not_text", "", "")]


def test_long_values_are_shortened():
    assert [len(value) for _, value, _ in odd("language", "x" * 500)] == [80]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
KEYS = (
    "language",
    "license",
    "tags",
    "size_categories",
    "task_categories",
    "configs",
    "pretty_name",
    "pipeline_tag",
    "title",
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_yaml_whatever_breaks_it(metadata):
    for repo_type in RepoType:
        for one in odd_fields(metadata, repo_type):
            assert len(one.value) <= 80
