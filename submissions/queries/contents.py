"""What versions say: as the delivery form has it in its fields, and as a receipt signs it."""

from collections.abc import Mapping
from typing import Any

from submissions.deadline import chain
from submissions.models import SubmissionVersion

Content = dict[str, str | list[str]]
"""The delivery form's fields by name: texts, and lists of keys for boxes of which several may be ticked."""

QUESTION = "q_"
"""How the form's fields for an edition's own questions begin; their key follows."""


def content_of(version: SubmissionVersion | None) -> Content:
    """What the form shows for a version: all that it says, with the addresses as they were typed. Nothing for None."""
    if version is None:
        return {}
    content: Content = {
        "title": version.title,
        "summary": version.summary,
        "impact": version.impact,
        "video": version.video,
        "code": "\n".join(version.code),
        "languages": list(version.languages),
        "consent": "on" if version.consent else "",
        "sdgs": [str(number) for number in version.sdgs],
        "opt_ins": list(version.opt_ins),
        "track": version.track,
    }
    for kind, addresses in _addresses(version).items():
        content[kind] = "\n".join(addresses)
    return content | {QUESTION + key: _as_typed(answer) for key, answer in version.answers.items()}


def signed_content(version: SubmissionVersion) -> str:
    """All that a version says, as canonical JSON: what its receipt's ``content`` is the SHA-256 of.

    Repos are given as they were typed, for what the Hub calls them may change. The track is only there where there is one,
    as there was none when the first receipts were signed.
    """
    track = {"track": version.track} if version.track else {}
    return chain.canonical(
        track
        | {
            "title": version.title,
            "summary": version.summary,
            "impact": version.impact,
            "video": version.video,
            "code": version.code,
            "languages": version.languages,
            "consent": version.consent,
            "sdgs": version.sdgs,
            "opt_ins": version.opt_ins,
            "answers": version.answers,
            "repos": [{"kind": part.kind, "address": part.address} for part in version.parts],
        }
    )


def _addresses(version: SubmissionVersion) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in version.parts:
        found.setdefault(str(part.kind), []).append(part.address)
    return found


def _as_typed(answer: Any) -> str | list[str]:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return list(answer) if isinstance(answer, list) else str(answer)
