"""Tasks that travel inside ``engine.zip``: unpacked for as long as the engine runs, since the harness reads files."""

import contextlib
import dataclasses
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .spec import Spec

FOLDER: Final = "tasks/"


@contextlib.contextmanager
def tasks() -> Iterator[Path | None]:
    """The folder with the tasks of the zip that this runs from; None where it does not, or brings none."""
    archive = next((parent for parent in Path(__file__).parents if parent.is_file()), None)
    if archive is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="engine-") as folder, zipfile.ZipFile(archive) as content:
        names = [name for name in content.namelist() if name.startswith(FOLDER)]
        content.extractall(folder, names)  # zipfile keeps every name inside the folder
        yield Path(folder, FOLDER) if names else None


def included(spec: Spec, own: Path | None) -> Spec:
    """The spec, which finds the tasks in ``own`` too."""
    return dataclasses.replace(spec, include_path=(*spec.include_path, str(own))) if own else spec
