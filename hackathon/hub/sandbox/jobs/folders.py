"""The folder of one Job: its volumes, its home, and the programs of its image; and what is run in it."""

import re
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hackathon.hub.downloading import place_of
from hackathon.hub.sandbox.git import GitCommit
from hackathon.hub.sandbox.jobs.specs import JobSpec, VolumeSpec
from hackathon.hub.sandbox.records import RepoRecord, SandboxError
from hackathon.hub.sandbox.storage import SandboxStorage

HERE = Path(__file__).resolve().parent
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
ANY_IMAGE = "*"


@dataclass(frozen=True, slots=True)
class FoundVolume:
    """A volume, and the repo and commit that it names."""

    spec: VolumeSpec
    record: RepoRecord
    commit: GitCommit


@dataclass(frozen=True, slots=True)
class Launch:
    """What is run, with which environment, where."""

    command: list[str]
    environment: dict[str, str]
    folder: Path


def prepare(
    spec: JobSpec,
    *,
    folder: Path,
    volumes: tuple[FoundVolume, ...],
    storage: SandboxStorage,
    images: Mapping[str, str],
) -> Launch:
    """Lay a Job's folder out; SandboxError where its image is not in the table."""
    python = python_of(spec.image, images)
    home, programs, scratch = folder / "home", folder / "bin", folder / "tmp"
    home.mkdir(parents=True)
    scratch.mkdir()
    _write_programs(programs, python)
    mounted = {}
    for number, volume in enumerate(volumes):
        mounted[volume.spec.mount_path] = folder / "volumes" / str(number)
        export(volume, mounted[volume.spec.mount_path], storage=storage)
    given = {key: with_folders(value, mounted) for key, value in (spec.environment | spec.secrets).items()}
    path = f"{programs}:{Path(python).parent}:{SYSTEM_PATH}"
    return Launch(
        command=[with_folders(word, mounted) for word in (*spec.command, *spec.arguments)],
        environment={"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "TMPDIR": str(scratch)} | given,
        folder=home,
    )


def python_of(image: str, images: Mapping[str, str]) -> str:
    """The Python that stands for an image; SandboxError for an image that cannot be had."""
    python = images.get(image) or images.get(ANY_IMAGE) or ""
    if not Path(python).is_file():
        raise SandboxError(f"Failed to pull image {image}")
    return python


def with_folders(text: str, mounted: Mapping[str, Path]) -> str:
    """``text`` with the folders in place of the mount paths.

    >>> with_folders('{"model": "/model", "data": "/model/a", "no": "/models/x /opt/model"}', {"/model": Path("/tmp/7")})
    '{"model": "/tmp/7", "data": "/tmp/7/a", "no": "/models/x /opt/model"}'
    """
    if not mounted:
        return text
    longest_first = sorted(mounted, key=len, reverse=True)
    pattern = rf"(?<![\w./-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w.-])"
    return re.sub(pattern, lambda found: str(mounted[found[0]]), text)


def export(volume: FoundVolume, target: Path, *, storage: SandboxStorage) -> None:
    """The files of a volume as ordinary files; large ones are copied without passing through memory."""
    target.mkdir(parents=True)
    inside = f"{volume.spec.path}/" if volume.spec.path else ""
    with storage.open(volume.record) as git:
        for entry in git.entries(volume.commit.tree, folder=volume.spec.path) or ():
            if entry.is_folder:
                continue
            place = place_of(entry.path.removeprefix(inside), target)
            place.parent.mkdir(parents=True, exist_ok=True)
            if entry.lfs:
                shutil.copyfile(storage.lfs.path(entry.lfs.sha256), place)
            else:
                place.write_bytes(git.read(entry))
            place.chmod(0o444)


def _write_programs(folder: Path, python: str) -> None:
    folder.mkdir(parents=True)
    programs = {
        "python": shlex.quote(python),
        "python3": shlex.quote(python),
        "uv": f"{shlex.quote(python)} -I {shlex.quote(str(HERE / 'uv_stand_in.py'))}",
    }
    for name, command in programs.items():
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
