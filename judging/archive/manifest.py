"""The list of an archive's files with their digests, which is what is signed. Pure.

``MANIFEST.json`` is canonical JSON: ``{"format": 1, "edition": slug, "key": the public key, "program": which one counted,
"files": {name: SHA-256}}``;
``MANIFEST.sig`` is the Ed25519 signature of its bytes. Every other file of the archive is on the list.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from judging.archive.faults import BadArchive, Fault
from judging.archive.program import program
from judging.archive.signing import public_key, sign, verify_signature
from judging.archive.zipping import unzipped, zipped
from judging.results import canonical

MANIFEST, SIGNATURE = "MANIFEST.json", "MANIFEST.sig"
FORMAT: Final = 1
FIELDS: Final = {"format", "edition", "key", "program", "files"}


def pack(files: Mapping[str, bytes], *, edition: str, private: Ed25519PrivateKey) -> bytes:
    """The signed archive of these files. The same files and key give the same bytes."""
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    about = {"format": FORMAT, "edition": edition, "key": public_key(private), "program": program()}
    manifest = canonical({**about, "files": listed}).encode()
    return zipped({**files, MANIFEST: manifest, SIGNATURE: sign(private, manifest)})


def unpack(content: bytes, *, key: str = "") -> tuple[dict[str, Any], dict[str, bytes], list[BadArchive]]:
    """The manifest and the files of an archive, and what is wrong with them, the worst first.

    Raises BadArchive where there is nothing to go on with: no zip of ours, or no manifest. ``key``: the public key that must
    have signed it; without it the archive's own is asked, which only tells that nothing was changed by mistake.
    """
    files = unzipped(content)
    for name in (MANIFEST, SIGNATURE):
        if name not in files:
            raise BadArchive(Fault.MISSING, name)
    raw, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
    manifest = _manifest(raw)
    return manifest, files, [*_signed(manifest, raw, signature, key=key), *_listed(manifest, files)]


def parsed(content: bytes, name: str) -> Any:
    """Canonical JSON. Raises BadArchive for anything else: NaN, a key twice, a float, too deep, too long a number."""
    try:
        value = _READER.decode(content.decode("utf-8"))
        is_canonical = canonical(value).encode() == content
    except (ValueError, RecursionError) as error:
        raise BadArchive(Fault.JSON, name) from error
    if not is_canonical:
        raise BadArchive(Fault.JSON, name)
    return value


def _manifest(raw: bytes) -> dict[str, Any]:
    found = parsed(raw, MANIFEST)
    if not isinstance(found, dict) or found.keys() != FIELDS or found["format"] != FORMAT:
        raise BadArchive(Fault.MANIFEST)
    files = found["files"]
    texts = (found["edition"], found["key"], found["program"], *files.values()) if isinstance(files, dict) else (None,)
    if not all(isinstance(text, str) for text in texts):
        raise BadArchive(Fault.MANIFEST)
    return found


def _signed(manifest: Mapping[str, Any], raw: bytes, signature: bytes, *, key: str) -> list[BadArchive]:
    if key and manifest["key"] != key:
        return [BadArchive(Fault.KEY)]
    return [] if verify_signature(manifest["key"], raw, signature) else [BadArchive(Fault.SIGNATURE)]


def _listed(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> list[BadArchive]:
    listed = manifest["files"]
    missing = [BadArchive(Fault.MISSING, ascii(name[:100])) for name in sorted(listed.keys() - files.keys())]
    unlisted = [BadArchive(Fault.UNLISTED, name) for name in sorted(files.keys() - listed.keys())]
    changed = [
        BadArchive(Fault.DIGEST, name)
        for name in sorted(files.keys() & listed.keys())
        if hashlib.sha256(files[name]).hexdigest() != listed[name]
    ]
    return [*missing, *unlisted, *changed]


def _refuse(text: str) -> None:
    raise ValueError(text)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


_READER: Final = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_pairs)
