"""Reading what a team typed, without asking anybody."""

import pytest

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.validators import Code, TypedEntry, read_entries, split_addresses
from tests.factories.editions import make_rules

K = ArtefactKind
HUB = "https://huggingface.co"


def problems(*typed: tuple[ArtefactKind, str]) -> list[tuple[ArtefactKind | None, Code]]:
    entries = [TypedEntry(kind, address) for kind, address in typed]
    _, found = read_entries(entries, rules=make_rules().submission, endpoint=HUB)
    return [(problem.kind, problem.code) for problem in found]


def test_lines_are_addresses_and_blank_ones_are_not():
    assert split_addresses("a/b\r\n\r\n  c/d \n") == ("a/b", "c/d")
    assert split_addresses(" \n ") == ()


def test_a_complete_project_and_a_corpus_alone_are_taken():
    assert problems((K.CORPUS, "a/b"), (K.MODEL, "a/c"), (K.DEMO, "a/d")) == []
    assert problems((K.CORPUS, "a/b"), (K.CORPUS, "a/c")) == []


@pytest.mark.parametrize("kinds", [(), (K.MODEL,), (K.DEMO,), (K.CORPUS, K.DEMO), (K.MODEL, K.DEMO)])
def test_anything_less_is_not(kinds):
    assert problems(*((kind, f"a/{kind}") for kind in kinds)) == [(None, Code.NOT_ACCEPTED)]


def test_all_that_is_wrong_is_said_at_once():
    typed = [(K.CORPUS, f"{HUB}/a/b"), (K.MODEL, "https://github.com/a/b"), (K.DEMO, "http://github.com/a/b")]
    assert problems(*typed) == [(K.CORPUS, Code.WRONG_TYPE), (K.MODEL, Code.NOT_HUB), (K.DEMO, Code.NOT_HTTPS)]


def test_a_model_and_a_corpus_may_have_the_same_name():
    assert problems((K.CORPUS, "a/b"), (K.MODEL, "a/b"), (K.DEMO, "a/b")) == []


def test_what_is_read_keeps_the_order_and_the_type_of_the_field():
    typed = [TypedEntry(K.CORPUS, "a/b"), TypedEntry(K.MODEL, f"{HUB}/a/c"), TypedEntry(K.DEMO, "a/d")]
    read, _ = read_entries(typed, rules=make_rules().submission, endpoint=HUB)
    assert [(entry.repo_id, entry.repo_type, entry.explicit) for entry in read] == [
        ("a/b", RepoType.DATASET, False),
        ("a/c", RepoType.MODEL, True),
        ("a/d", RepoType.SPACE, False),
    ]
