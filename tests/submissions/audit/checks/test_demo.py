"""Checks of the demo."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import CheckRule, Severity
from submissions.audit.demos import SpaceEvidence
from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from tests.factories.evidence import RULES, find, make_repo


def demo(space: SpaceEvidence | None = None, **changes):
    if space is not None:
        changes = {"space": space, "runtime_stage": space.stage} | changes
    return make_repo("demo", "a/demo", readme="x", **changes)


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("RUNNING", Outcome.PASS),
        ("SLEEPING", Outcome.PASS),
        ("BUILDING", Outcome.WARN),
        ("PAUSED", Outcome.FAIL),
        ("RUNTIME_ERROR", Outcome.FAIL),
        (None, Outcome.UNKNOWN),
    ],
)
def test_how_a_demo_is_doing(stage, outcome):
    assert find("demo.running", demo(runtime_stage=stage)).outcome == outcome


def test_a_demo_that_the_hub_is_silent_about_is_unknown():
    repo = demo(unread=(Unread(Part.RUNTIME, "unreachable"),))
    for check in ("demo.running", "demo.build", "demo.answers", "demo.hardware"):
        assert find(check, repo).facts == {"why": "unreachable", "part": "runtime", "retry_after": None}


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("RUNNING", Outcome.PASS),
        ("SLEEPING", Outcome.PASS),
        ("PAUSED", Outcome.PASS),
        ("RUNNING_BUILDING", Outcome.PASS),
        ("BUILDING", Outcome.WARN),
        ("BUILD_ERROR", Outcome.FAIL),
        ("RUNTIME_ERROR", Outcome.FAIL),
        ("CONFIG_ERROR", Outcome.FAIL),
        ("NO_APP_FILE", Outcome.FAIL),
        (None, Outcome.UNKNOWN),
    ],
)
def test_how_the_last_build_went(stage, outcome):
    assert find("demo.build", demo(runtime_stage=stage)).outcome == outcome


def visited(status: int | None, seconds: float = 1.0, why: str = "", stage: str = "RUNNING") -> SpaceEvidence:
    return SpaceEvidence(stage=stage, answered=status is not None, status=status, seconds=seconds, why_silent=why)


@pytest.mark.parametrize(
    ("space", "outcome", "why"),
    [
        (visited(200), "pass", None),
        (visited(204, seconds=20.0), "pass", None),
        (visited(200, seconds=20.1), "fail", "slow"),
        (visited(None, 20.0, "timeout"), "fail", "silent"),
        (visited(None, 0.1, "garbled"), "fail", "garbled"),
        (visited(302, 0.1, "loop"), "fail", "loop"),
        (visited(302, 0.1, "elsewhere"), "warn", "elsewhere"),
        (visited(401), "warn", "login"),
        (visited(404), "fail", "error"),
        (visited(503), "fail", "error"),
        (visited(429), "unknown", "busy"),
        (visited(None, 0.1, "unreachable"), "unknown", "unreachable"),
        (visited(None, 0.0, "no_host"), "unknown", "no_host"),
        (visited(None, 20.0, "timeout", stage="SLEEPING"), "warn", "asleep"),
        (visited(503, stage="SLEEPING"), "warn", "asleep"),
        (visited(200, stage="SLEEPING"), "pass", None),
        (visited(200, seconds=20.0, stage="SLEEPING"), "pass", None),
        (visited(200, seconds=20.1, stage="SLEEPING"), "warn", "woke_slowly"),
        (visited(302, 0.1, "loop", stage="SLEEPING"), "fail", "loop"),
        (SpaceEvidence(stage="BUILD_ERROR"), "not_applicable", "not_running"),
        (SpaceEvidence(), "unknown", "not_asked"),
    ],
)
def test_whether_its_page_answers(space, outcome, why):
    finding = find("demo.answers", demo(space))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)


def test_an_answer_that_was_not_read_is_unknown():
    repo = demo(SpaceEvidence(stage="RUNNING"), unread=(Unread(Part.ANSWER, "internal_error"),))
    assert find("demo.answers", repo).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("sdk", "outcome"),
    [("gradio", "pass"), ("docker", "pass"), ("static", "pass"), ("flask", "warn"), (None, "fail")],
)
def test_with_which_sdk_it_is_made(sdk, outcome):
    assert find("demo.sdk", demo(SpaceEvidence(sdk=sdk))).outcome == outcome


def test_the_sdk_is_unknown_where_neither_card_nor_hub_was_heard():
    assert find("demo.sdk", demo(unread=(Unread(Part.CARD, "unreachable"),))).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("hardware", "requested", "outcome"),
    [
        ("t4-small", "t4-small", "pass"),
        ("cpu-basic", None, "pass"),
        (None, "t4-small", "pass"),
        ("a100-large", "a100-large", "warn"),
        ("cpu-basic", "a100-large", "warn"),
        (None, None, "unknown"),
    ],
)
def test_on_which_hardware_it_runs(hardware, requested, outcome):
    space = SpaceEvidence(stage="RUNNING", hardware=hardware, requested_hardware=requested, sdk="gradio")
    assert find("demo.hardware", demo(space)).outcome == outcome


def test_where_no_hardware_is_asked_for_or_used_there_is_nothing_to_judge():
    space = SpaceEvidence(stage="RUNNING", hardware="a100-large", sdk="gradio")
    rules = replace(RULES, demo=replace(RULES.demo, hardware=()))
    assert find("demo.hardware", demo(space), rules=rules).facts == {"why": "not_asked"}
    assert find("demo.hardware", demo(replace(space, sdk="static"))).facts == {"why": "static"}
    assert find("demo.hardware", demo(replace(space, sdk=None), sdk="static")).facts == {"why": "static"}


KEYS = tuple(one.key for one in RULES.demo.mentions)


def test_what_a_demo_should_tell_its_visitors():
    whole = find("demo.mentions", demo(SpaceEvidence(mentions=KEYS)))
    assert (whole.outcome, len(whole.facts["found"]), whole.facts["missing"]) == (Outcome.PASS, len(KEYS), [])
    part = find("demo.mentions", demo(SpaceEvidence(mentions=KEYS[1:])))
    assert (part.outcome, [one["key"] for one in part.facts["missing"]]) == (Outcome.WARN, [KEYS[0]])


def test_what_the_rules_require_of_a_demo_s_text_may_fail():
    wanted = tuple(replace(one, required=True) for one in RULES.demo.mentions[:1])
    severe = replace(RULES.audit, checks=(CheckRule("demo.mentions", Severity.REQUIRED),))
    rules = replace(RULES, demo=replace(RULES.demo, mentions=wanted), audit=severe)
    assert find("demo.mentions", demo(SpaceEvidence()), rules=rules).outcome == Outcome.FAIL


def test_texts_that_were_not_read_or_not_asked_for_are_not_judged():
    assert find("demo.mentions", demo()).facts == {"why": "not_looked"}
    assert find("demo.mentions", demo(unread=(Unread(Part.CODE, "unreachable"),))).outcome == Outcome.UNKNOWN
    rules = replace(RULES, demo=replace(RULES.demo, mentions=()))
    assert find("demo.mentions", demo(SpaceEvidence()), rules=rules).outcome == Outcome.NOT_APPLICABLE
