"""A demo: whether it runs and which repos its code names."""

from dataclasses import replace

from submissions.audit import mentions
from submissions.audit.cards import decode
from submissions.audit.collecting.reader import Reader
from submissions.audit.evidence import Part, RepoEvidence, RepoLink

APP_FILES = ("app.py", "streamlit_app.py", "main.py", "src/streamlit_app.py", "src/app.py", "index.html", "app.js")
MAX_CODE_BYTES = 300_000


def read_space(reader: Reader, seen: RepoEvidence) -> RepoEvidence:
    """``seen`` with how the Space is doing and what its code names."""
    runtime = reader.ask(Part.RUNTIME, lambda: reader.hub.space_runtime(reader.repo_id), None)
    metadata = seen.card.metadata if seen.card else None
    return replace(
        seen,
        runtime_stage=runtime.stage if runtime else None,
        code_links=reader.ask(Part.CODE, lambda: _code_links(reader, metadata), ()),
    )


def _code_links(reader: Reader, metadata: object) -> tuple[RepoLink, ...]:
    named = metadata.get("app_file") if isinstance(metadata, dict) else None
    path = next((path for path in (named, *APP_FILES) if isinstance(path, str) and path in reader.paths), None)
    return mentions.links_in_code(decode(reader.file(path, MAX_CODE_BYTES))[0]) if path else ()
