"""One signed zip with all that the results of an edition stand on, and how anybody checks it. Pure."""

from judging.archive.faults import BadArchive, Fault
from judging.archive.manifest import MANIFEST, SIGNATURE, pack, parsed, unpack
from judging.archive.public import pseudonyms, published
from judging.archive.signing import is_public_key, public_key, sign, signer, verify_signature
from judging.archive.verifying import RESULTS, Difference, Verification, differences, verify

__all__ = [
    "MANIFEST",
    "RESULTS",
    "SIGNATURE",
    "BadArchive",
    "Difference",
    "Fault",
    "Verification",
    "differences",
    "is_public_key",
    "pack",
    "parsed",
    "pseudonyms",
    "public_key",
    "published",
    "sign",
    "signer",
    "unpack",
    "verify",
    "verify_signature",
]
