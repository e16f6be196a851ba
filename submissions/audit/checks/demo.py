"""The demo: does it work, on what does it run, and what does it tell those who visit it."""

from typing import Final

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.demos import SpaceEvidence
from submissions.audit.evidence import Evidence, Part
from submissions.audit.findings import Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check

STARTING: Final = frozenset(
    (
        "APP_STARTING",
        "BUILDING",
        "RUNNING_APP_STARTING",
        "RUNNING_BUILDING",
        "RUNNING_MOVING",
        "MOVING",
        "RESTARTING",
    )
)
BROKEN: Final = frozenset(("BUILD_ERROR", "CONFIG_ERROR", "NO_APP_FILE", "RUNTIME_ERROR"))
ASLEEP: Final = "SLEEPING"
ASLEEP_WHY: Final = {"silent": "asleep", "error": "asleep", "slow": "woke_slowly"}
"""What is no fault of a Space that the visit woke."""
SDKS: Final = ("gradio", "streamlit", "docker", "static")


@check("demo.running", applies_to=RepoType.SPACE, needs=(Part.RUNTIME,))
def running(evidence: Evidence) -> Finding:
    """The Space runs, or sleeps until somebody visits it."""
    stage = evidence.repo.runtime_stage
    if stage is None:
        return unknown(why="no_stage")
    if stage in evidence.rules.demo.healthy_stages:
        return passed(stage=stage)
    return warned(why="starting", stage=stage) if stage in STARTING else failed(stage=stage)


@check("demo.build", applies_to=RepoType.SPACE, needs=(Part.RUNTIME,))
def build(evidence: Evidence) -> Finding:
    """The last build of the Space went well, and its program started."""
    stage = evidence.repo.runtime_stage
    if stage is None:
        return unknown(why="no_stage")
    if stage in BROKEN:
        return failed(stage=stage, app_file=_space(evidence).app_file)
    return (
        warned(stage=stage)
        if stage in STARTING and stage not in evidence.rules.demo.healthy_stages
        else passed(stage=stage)
    )


@check("demo.answers", applies_to=RepoType.SPACE, needs=(Part.RUNTIME, Part.ANSWER))
def answers(evidence: Evidence) -> Finding:
    """The Space's page answers over HTTP within the time. One that sleeps needs longer: a warning, never a failure."""
    space, rules = _space(evidence), evidence.rules.demo
    facts = {
        "status": space.status,
        "seconds": space.seconds,
        "limit": rules.answer_seconds,
        "stage": space.stage or evidence.repo.runtime_stage,
    }
    if space.why_silent == "no_host":
        return unknown(why="no_host", **facts)
    if space.answered is None:
        return unknown(why="not_asked") if space.stage is None else not_applicable(why="not_running", **facts)
    if space.why_silent == "unreachable":
        return unknown(why="unreachable", part=Part.ANSWER, **facts)
    why = _trouble(space, space.seconds or 0.0, rules.answer_seconds)
    if not why:
        return passed(**facts)
    if space.stage == ASLEEP and why in ASLEEP_WHY:
        return warned(why=ASLEEP_WHY[why], **facts)
    if why == "busy":
        return unknown(why="busy", **facts)
    return warned(why=why, **facts) if why in ("elsewhere", "login") else failed(why=why, **facts)


@check("demo.sdk", applies_to=RepoType.SPACE, needs=(Part.CARD,))
def sdk(evidence: Evidence) -> Finding:
    """The Space says with which SDK it is made: without it the Hub does not know how to start it."""
    repo = evidence.repo
    named = _space(evidence).sdk or repo.sdk
    if not named:
        return failed(why="missing", sdks=SDKS)
    return passed(sdk=named) if named in SDKS else warned(why="unknown_sdk", sdk=named, sdks=SDKS)


@check("demo.hardware", applies_to=RepoType.SPACE, needs=(Part.RUNTIME,), severity=Severity.RECOMMENDED)
def hardware(evidence: Evidence) -> Finding:
    """The Space runs on hardware that the edition offers."""
    space, allowed = _space(evidence), evidence.rules.demo.hardware
    if not allowed:
        return not_applicable(why="not_asked")
    if (space.sdk or evidence.repo.sdk) == "static":
        return not_applicable(why="static")
    used = space.hardware or space.requested_hardware
    if used is None:
        return unknown(why="no_hardware")
    wanted = space.requested_hardware if space.requested_hardware not in (None, *allowed) else None
    facts = {"hardware": used, "requested": space.requested_hardware, "allowed": allowed}
    return passed(**facts) if used in allowed and wanted is None else failed(**facts)


@check("demo.mentions", applies_to=RepoType.SPACE, needs=(Part.CARD, Part.CODE), severity=Severity.RECOMMENDED)
def mentions(evidence: Evidence) -> Finding:
    """The Space tells its visitors what the edition wants told: why the project was made, by whom, for which goals."""
    wanted = evidence.rules.demo.mentions
    if not wanted:
        return not_applicable(why="not_asked")
    if evidence.repo.space is None:
        return unknown(why="not_looked")
    told = evidence.repo.space.mentions
    missing = [one for one in wanted if one.key not in told]
    facts = {
        "found": [dict(one.title.translations) for one in wanted if one.key in told],
        "missing": [
            {"key": one.key, "title": dict(one.title.translations), "required": one.required} for one in missing
        ],
    }
    if not missing:
        return passed(**facts)
    return failed(**facts) if any(one.required for one in missing) else warned(**facts)


def _space(evidence: Evidence) -> SpaceEvidence:
    return evidence.repo.space or SpaceEvidence()


def _trouble(space: SpaceEvidence, seconds: float, limit: int) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if space.why_silent in ("loop", "elsewhere"):
        return space.why_silent
    if space.status is None:
        return "silent" if space.why_silent != "garbled" else "garbled"
    if space.status == 429:
        return "busy"
    if space.status in (401, 403):
        return "login"
    if space.status >= 400:
        return "error"
    return "slow" if seconds > limit else ""
