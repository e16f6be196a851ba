"""A demo: how it is doing, whether it answers, which repos its code names, and what it tells its visitors."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from hackathon.editions.rules import DemoRules
from hackathon.hub.types import RepoInfo, SpaceAnswer, SpaceRuntime
from submissions.audit.cards import mentions
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.settings import a_text
from submissions.audit.collecting.told import card_bodies
from submissions.audit.decoding import decode
from submissions.audit.demos import SpaceEvidence, mentioned
from submissions.audit.evidence import Part, RepoEvidence
from submissions.audit.exposed.searching import without_secrets

APP_FILES: Final = (
    "app.py",
    "streamlit_app.py",
    "main.py",
    "src/streamlit_app.py",
    "src/app.py",
    "index.html",
    "app.js",
)
MAX_CODE_BYTES: Final = 300_000
MAX_SECONDS: Final = 60.0
SERVING: Final = ("RUNNING", "SLEEPING")
"""What a stage begins with in which a Space's page is worth a visit: in any other it cannot answer."""


def read_space(reader: Reader, seen: RepoEvidence, info: RepoInfo, rules: DemoRules) -> RepoEvidence:
    """``seen`` with all that. The page is visited once, and only where the Hub says that it runs or sleeps."""
    runtime = info.runtime or reader.ask(Part.RUNTIME, lambda: reader.hub.space_runtime(reader.repo_id), None)
    metadata = seen.card.metadata if seen.card else None
    path = _app_file(info, metadata)
    code = reader.ask(Part.CODE, lambda: _code(reader, path), "") if path else ""
    told = "\n".join((*card_bodies(reader).values(), *mentions.texts_of(metadata), code))
    space = SpaceEvidence(
        sdk=a_text(info.sdk) or a_text((metadata or {}).get("sdk")),
        app_file=a_text(path, longest=300),
        mentions=mentioned(told, rules.mentions),
        **_doing(runtime),
    )
    if runtime and runtime.stage.startswith(SERVING) and not seen.private:
        space = _visited(reader, info, space, seconds=min(float(rules.answer_seconds), MAX_SECONDS))
    return replace(seen, space=space, runtime_stage=space.stage, code_links=mentions.links_in_code(code))


def read_space_again(reader: Reader, before: RepoEvidence, info: RepoInfo, rules: DemoRules) -> RepoEvidence:
    """``before`` with how the Space is doing now. Its files are those of the same revision, and not asked for."""
    runtime = info.runtime or reader.ask(Part.RUNTIME, lambda: reader.hub.space_runtime(reader.repo_id), None)
    known = before.space or SpaceEvidence()
    space = SpaceEvidence(sdk=known.sdk, app_file=known.app_file, mentions=known.mentions, **_doing(runtime))
    if runtime and runtime.stage.startswith(SERVING) and not info.private:
        space = _visited(reader, info, space, seconds=min(float(rules.answer_seconds), MAX_SECONDS))
    left = tuple(one for one in before.unread if one.part not in (Part.RUNTIME, Part.ANSWER))
    return replace(before, space=space, runtime_stage=space.stage, unread=(*left, *reader.unread))


def _doing(runtime: SpaceRuntime | None) -> dict[str, str | None]:
    if runtime is None:
        return {}
    return {
        "stage": runtime.stage[:100],
        "hardware": a_text(runtime.hardware, longest=100),
        "requested_hardware": a_text(runtime.requested_hardware, longest=100),
    }


def _visited(reader: Reader, info: RepoInfo, space: SpaceEvidence, *, seconds: float) -> SpaceEvidence:
    def visit() -> SpaceAnswer:
        return reader.hub.space_answers(reader.repo_id, seconds=seconds, host=info.host)

    answer = reader.ask(Part.ANSWER, visit, None)
    if answer is None:
        return space
    return replace(
        space,
        answered=answer.status is not None,
        status=answer.status,
        seconds=answer.seconds,
        why_silent=answer.why,
    )


def _code(reader: Reader, path: str) -> str:
    """The app's code, with masks where secrets stood: what it names is kept."""
    return decode(without_secrets(reader.file(path, MAX_CODE_BYTES), path))[0]


def _app_file(info: RepoInfo, metadata: Mapping[str, Any] | None) -> str | None:
    named, paths = (metadata or {}).get("app_file"), {file.path for file in info.files}
    return next((path for path in (named, *APP_FILES) if isinstance(path, str) and path in paths), None)
