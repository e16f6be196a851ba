"""Ed25519 signatures, and where the key comes from. Pure.

The private key is 32 bytes that are given in base64, or, without them, derived from the site's secret with HKDF-SHA256: so every
site has one from its first day. Whoever changes the secret changes the key, unless it is given.
"""

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE: Final = b"hackathon: archives of editions, 1"
KEY_BYTES, SIGNATURE_BYTES = 32, 64


def signer(*, key: str, secret: str) -> Ed25519PrivateKey:
    """The site's private key: ``key`` in base64, else the one that follows from ``secret``. Raises ValueError for a bad one.

    >>> public_key(signer(key="", secret="s")) == public_key(signer(key="", secret="s"))
    True
    >>> public_key(signer(key=base64.b64encode(bytes(32)).decode(), secret="s"))
    'O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik='
    """
    if key:
        return Ed25519PrivateKey.from_private_bytes(_decoded(key, KEY_BYTES))
    seed = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(private: Ed25519PrivateKey) -> str:
    """The key by which others check what this one signs, in base64."""
    return base64.b64encode(private.public_key().public_bytes_raw()).decode()


def sign(private: Ed25519PrivateKey, content: bytes) -> bytes:
    """The signature of ``content``, as a line of base64."""
    return base64.b64encode(private.sign(content)) + b"\n"


def verify_signature(public: str, content: bytes, signature: bytes) -> bool:
    """Whether ``signature`` is that key's of that content; False for what is no key and no signature.

    >>> private = signer(key="", secret="s")
    >>> [verify_signature(public_key(private), text, sign(private, b"a")) for text in (b"a", b"b")]
    [True, False]
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(_decoded(public, KEY_BYTES))
        key.verify(_decoded(signature.decode("ascii"), SIGNATURE_BYTES), content)
    except (ValueError, InvalidSignature):
        return False
    return True


def is_public_key(text: str) -> bool:
    """Whether a text could be a public key.

    >>> is_public_key("O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik="), is_public_key("llave")
    (True, False)
    """
    try:
        return bool(_decoded(text, KEY_BYTES))
    except ValueError:
        return False


def _decoded(text: str, length: int) -> bytes:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(raw) != length:
        raise ValueError(f"not {length} bytes")
    return raw
