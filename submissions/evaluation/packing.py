"""The engine as one file that runs anywhere: ``python engine.zip SPEC.json``. Pure."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

ENGINE: Final = Path(__file__).with_name("engine")
SUITES: Final = Path(__file__).with_name("suites")
BEGINNING: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows: the same files give the same bytes
START: Final = b"import sys\n\nfrom engine.main import main\n\nsys.exit(main(sys.argv[1:]))\n"


def engine_zip(include: Mapping[str, bytes] | None = None) -> bytes:
    """A zip that Python runs, with the engine and the files of ``include``, by their path: tasks that it then finds by itself.

    The same files give the same bytes, so their digest names an engine. Some 20 kB, and what the tasks weigh.
    Raises ValueError for a path that leads out of the folder of tasks.
    """
    files = {f"engine/{path.name}": path.read_bytes() for path in ENGINE.glob("*.py")}
    files |= {f"tasks/{_inside(name)}": content for name, content in (include or {}).items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted({**files, "__main__.py": START}.items()):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def suite_files(folder: str) -> dict[str, bytes]:
    """The files of one of our own suites, as ``engine_zip`` includes them. Raises ValueError where there is no such folder.

    >>> sorted(suite_files("muestra"))[:3]
    ['muestra/_opciones.yaml', 'muestra/cuentas_es.jsonl', 'muestra/cuentas_es.yaml']
    """
    own = suite_folder(folder)
    return {
        f"{folder}/{path.relative_to(own).as_posix()}": path.read_bytes() for path in own.rglob("*") if path.is_file()
    }


def suite_folder(folder: str) -> Path:
    """Where the suite of that name lies, for the engine's ``include_path``. Raises ValueError where there is none.

    >>> suite_folder("muestra").name
    'muestra'
    """
    if folder not in {path.name for path in SUITES.iterdir() if path.is_dir()}:
        raise ValueError(folder)
    return SUITES / folder


def own_tasks(folder: str) -> frozenset[str]:
    """The names of the tasks in one of our own suites, whose data lies beside them; empty for no folder.

    >>> sorted(own_tasks("muestra"))[0], own_tasks("")
    ('muestra_cuentas_es', frozenset())
    """
    texts = (path.read_text(encoding="utf-8") for path in suite_folder(folder).glob("*.yaml")) if folder else ()
    return frozenset(name for text in texts for name in re.findall(r"^task:\s*([\w-]+)\s*$", text, re.MULTILINE))


def _inside(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise ValueError(name)
    return str(path)
