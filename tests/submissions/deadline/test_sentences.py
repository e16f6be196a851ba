"""Verdicts in sentences: what a person reads first, and perhaps only."""

import pytest

from submissions.deadline import sentences
from submissions.deadline.verdict import VerdictState


def late(*, whose: str = "team", counts: bool = False) -> dict[str, object]:
    return {"whose": whose, "counts": counts}


def facts(*commits: dict[str, object], files: tuple[str, ...] = (), **more: object) -> dict[str, object]:
    by = [{"of": "team", "count": sum(commit["whose"] == "team" for commit in commits)}]
    told = {"late": list(commits), "late_total": len(commits), "late_by": by}
    return told | {"files_by": [{"of": sort, "count": 1} for sort in files]} | more


@pytest.mark.parametrize("state", VerdictState)
def test_every_state_can_be_said_even_without_facts(state):
    assert sentences.verdict(state, {}).endswith(".")


@pytest.mark.parametrize(
    ("commits", "words"),
    [
        ([late()], "El equipo subió 1 commit después del cierre."),
        ([late(), late()], "El equipo subió 2 commits después del cierre."),
        ([late(), late(whose="bot"), late(whose="organiser")], "El equipo subió 1 commit después del cierre."),
        ([late(), late(counts=True)], "El equipo subió 1 commit después del cierre."),
    ],
)
def test_only_the_teams_own_commits_that_came_too_late_are_counted(commits, words):
    assert sentences.verdict("changed_after", facts(*commits)).startswith(words)


def test_a_list_that_was_cut_is_counted_whole():
    told = facts(*[late()] * 50) | {"late_total": 5000, "late_by": [{"of": "team", "count": 5000}]}
    assert "5000 commits" in sentences.verdict("changed_after", told)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (("documents",), "Solo cambió la documentación."),
        (("documents", "data"), "Cambiaron: datos y documentación."),
        (("code", "weights", "other"), "Cambiaron: pesos del modelo, código y otros archivos."),
    ],
)
def test_what_changed_is_said_by_its_sort_the_weightiest_first(files, words):
    assert sentences.verdict("changed_after", facts(late(), files=files)).endswith(words)
    assert sentences.verdict("rewritten", facts(late(), files=files, same_content=False)).endswith(words)


def test_a_commit_dated_before_and_first_seen_after_is_called_exactly_that():
    said = sentences.verdict("seen_after", facts(late(counts=True), late(counts=True)))
    assert said.startswith("2 commits tienen fecha anterior al cierre, pero los vimos por primera vez después.")


def test_a_rewritten_history_says_whether_the_content_is_the_same():
    assert [sentences.verdict("rewritten", {"same_content": same}) for same in (True, False, None)] == [
        "La historia se reescribió después del cierre, pero el contenido es el mismo.",
        "La historia se reescribió después del cierre, y el contenido ya no es el mismo.",
        "La historia se reescribió después del cierre. No sabemos si el contenido es el mismo.",
    ]


def test_a_silent_hub_is_never_held_against_anybody():
    assert "No cuenta en contra de nadie." in sentences.verdict("unknown", {})


def test_bots_and_organisers_after_the_close_are_told_apart():
    assert "solo los hay de bots o de la organización" in sentences.verdict("unchanged", facts(late(whose="bot")))
    assert sentences.verdict("unchanged", {}) == "Sin cambios después del cierre."
