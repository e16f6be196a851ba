"""The short code of a certificate: easy to read aloud, hard to guess, and a slip of the finger shows. Pure."""

import secrets
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O, 1/I/L. There are 31, which is prime: so one wrong sign and two swapped ones are always found out."""
LENGTH: Final = 12
_RANDOM: Final = LENGTH - 1  # of 31 signs each: 54 bits, that nobody tries out


def new_code() -> str:
    """A code that nobody can guess, with its check sign at the end."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The sign for which the weighted sum of the whole code (weights 1, 2, 3… from its end) is a multiple of 31.

    >>> check_sign("K7QFM2XWR9T")
    'N'
    """
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(reversed(body), start=2))
    return ALPHABET[-total % len(ALPHABET)]


def read(typed: str) -> str | None:
    """The code as it is stored, however it was typed; None for what cannot be one.

    >>> read("k7qf-m2xw r9tn"), read("K7QF-M2XW-R9NT"), read("hola")
    ('K7QFM2XWR9TN', None, None)
    """
    code = "".join(sign for sign in typed.upper() if sign not in " -–—·\u00a0\t\r\n")
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return code if check_sign(code[:-1]) == code[-1] else None


def shown(code: str) -> str:
    """In fours, as people copy it.

    >>> shown("K7QFM2XWR9TN")
    'K7QF-M2XW-R9TN'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
