"""The Hub's JSON about Jobs as our dataclasses, and what we ask of them as the Hub's JSON."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hackathon.hub.job_types import UNIT_SECONDS, HardwarePrice, JobInfo, JobLogLine, JobStage, Volume
from hackathon.hub.reading import LONGEST_ID, LONGEST_NAME, name, utc_or_none

LONGEST_MESSAGE = 2000
MOST_MICRO_USD = 10**12
MOST_SECONDS = 10**9

_AMOUNT = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[KMGT]?)i?B\s*", re.IGNORECASE)
_POWERS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


def job_spec(
    *,
    image: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    flavor: str,
    timeout_seconds: int,
    labels: Mapping[str, str],
    volumes: Sequence[Volume],
) -> dict[str, Any]:
    """What is sent to start a Job. It has no secrets: none of ours has any business there."""
    spec: dict[str, Any] = {
        "dockerImage": image,
        "command": list(command),
        "arguments": [],
        "environment": dict(environment),
        "flavor": flavor,
        "timeoutSeconds": timeout_seconds,
    }
    if labels:
        spec["labels"] = dict(labels)
    if volumes:
        spec["volumes"] = [_volume(volume) for volume in volumes]
    return spec


def _volume(volume: Volume) -> dict[str, Any]:
    told = {
        "type": volume.repo_type.value,
        "source": volume.repo_id,
        "mountPath": volume.mount_path,
        "revision": volume.revision,
        "path": volume.path,
        "readOnly": True,
    }
    return {key: value for key, value in told.items() if value is not None}


def job_info(data: Mapping[str, Any], *, endpoint: str) -> JobInfo:
    """One Job."""
    status, durations = data["status"], data.get("durations") or {}
    job_id = name(data["id"], longest=LONGEST_ID)
    namespace = name(data["owner"]["name"], longest=LONGEST_NAME)
    return JobInfo(
        id=job_id,
        namespace=namespace,
        stage=stage(status["stage"]),
        message=clean(str(status.get("message") or ""))[:LONGEST_MESSAGE],
        created_at=utc_or_none(data.get("createdAt")),
        started_at=utc_or_none(data.get("startedAt")),
        finished_at=utc_or_none(data.get("finishedAt")),
        flavor=clean(str(data.get("flavor") or ""))[:LONGEST_NAME],
        labels={clean(str(key)): clean(str(value)) for key, value in (data.get("labels") or {}).items()},
        url=f"{endpoint}/jobs/{namespace}/{job_id}",
        running_seconds=_seconds(durations.get("runningSecs")),
    )


def stage(word: Any) -> JobStage:
    """The Hub's word for where a Job stands.

    >>> stage("RUNNING"), stage("HIBERNATING")
    (<JobStage.RUNNING: 'RUNNING'>, <JobStage.UNKNOWN: 'UNKNOWN'>)
    """
    return JobStage(word) if word in JobStage.__members__ else JobStage.UNKNOWN


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= MOST_SECONDS else None


def log_line(event: Mapping[str, Any]) -> JobLogLine:
    """One line of a Job's log."""
    return JobLogLine(clean(str(event.get("data") or "")), utc_or_none(event.get("timestamp")))


def clean(text: str) -> str:
    r"""Text that every database takes.

    >>> clean("a\0b\ud83d"), clean("año 😀")
    ('a\ufffdb?', 'año 😀')
    """
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def hardware_price(data: Mapping[str, Any]) -> HardwarePrice | None:
    """One line of the price list; None for hardware whose price it does not tell in a unit that we know."""
    cost, unit = data.get("unitCostMicroUSD"), str(data.get("unitLabel"))
    if unit not in UNIT_SECONDS or not isinstance(cost, int | float) or not 0 <= cost <= MOST_MICRO_USD:
        return None
    accelerator = data.get("accelerator") or {}
    flavor = name(data["name"], longest=LONGEST_NAME)
    return HardwarePrice(
        flavor=flavor,
        name=str(data.get("prettyName") or flavor),
        unit_micro_usd=round(cost),
        unit=unit,
        cpu=str(data.get("cpu") or ""),
        memory=str(data.get("ram") or ""),
        accelerator=str(accelerator.get("model") or ""),
        accelerators=int(accelerator.get("quantity") or 0),
        accelerator_memory=amount(accelerator.get("vram")),
    )


def amount(text: Any) -> int | None:
    """An amount of memory in bytes.

    >>> amount("24 GB"), amount("1.5TB"), amount("plenty")
    (24000000000, 1500000000000, None)
    """
    found = _AMOUNT.fullmatch(text) if isinstance(text, str) else None
    return round(float(found["number"]) * _POWERS[found["unit"].upper()]) if found else None
