"""What can be wrong with an archive as such. Pure."""

from enum import StrEnum


class Fault(StrEnum):
    """TOO_LARGE, TOO_MANY: more than an archive of ours has. NOT_ZIP: no zip, or a broken one. PACKED: compressed or encrypted,
    which ours never are. NAME: a file's name that leads somewhere else. REPEATED: two files of one name. HIDDEN: something in
    the zip beside its files. MISSING, UNLISTED: the manifest and the zip name other files. JSON: not JSON as we write it.
    MANIFEST: no manifest of ours. DIGEST: a file is not the one that was signed. KEY: signed with another key. SIGNATURE: not
    signed by that key. RESULTS: the results cannot be read.
    """

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_ZIP = "not_zip"
    PACKED = "packed"
    NAME = "name"
    REPEATED = "repeated"
    HIDDEN = "hidden"
    MISSING = "missing"
    UNLISTED = "unlisted"
    JSON = "json"
    MANIFEST = "manifest"
    DIGEST = "digest"
    KEY = "key"
    SIGNATURE = "signature"
    RESULTS = "results"


class BadArchive(Exception):
    """An archive that cannot be trusted. ``name``: the file that is meant (empty: the archive as a whole)."""

    def __init__(self, fault: Fault, name: str = "") -> None:
        super().__init__(f"{fault} {name}".rstrip())
        self.fault, self.name = fault, name
