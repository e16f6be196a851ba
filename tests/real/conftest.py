"""Material that nobody on this project wrote. It lies outside the repository: see ``$REAL_MATERIAL``."""

import os
from pathlib import Path

import pytest

DEFAULT_FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "real"


@pytest.fixture(scope="session")
def real_material() -> Path:
    """The folder of real material: ``$REAL_MATERIAL``, else ``../shared/real`` beside the repository."""
    folder = Path(os.environ.get("REAL_MATERIAL") or DEFAULT_FOLDER)
    if not folder.is_dir():
        pytest.skip(f"real material is missing: no folder {folder} (set REAL_MATERIAL to where it lies)")
    return folder
