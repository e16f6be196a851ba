"""Tells a secret from what stands in its place in examples and code. Pure."""

import math
import re
from collections import Counter
from typing import Final

_STAND_INS: Final = (
    "your",
    "tu_",
    "tu-",
    "tutoken",
    "mi_",
    "my_",
    "my-",
    "xxxx",
    "example",
    "ejemplo",
    "placeholder",
    "changeme",
    "change_me",
    "cambiame",
    "dummy",
    "fake",
    "aqui",
    "here",
    "insert",
    "replace",
    "reemplaza",
    "redacted",
    "removed",
    "secret_key",
    "api_key",
    "apikey",
    "api-key",
    "access_token",
    "hf_token",
    "token_de",
    "el_token",
    "12345678901234",
    "abcdefgh",
    "aaaaaaaa",
    "getenv",
    "environ",
    "getpass",
)
_BRACKETS = re.compile(r"[<>{}$%\[\]()…•]|\.\.\.|\*\*|--")
_NOTHING: Final = frozenset(
    (
        "none",
        "null",
        "true",
        "false",
        "str",
        "string",
        "text",
        "int",
        "bool",
        "any",
        "optional",
        "input",
        "hidden",
        "off",
        "on",
        "yes",
        "no",
        "required",
        "obligatoria",
        "obligatorio",
        "password",
        "passwd",
        "contraseña",
        "contrasena",
        "clave",
        "pass",
        "pwd",
        "secret",
        "secreto",
        "token",
        "user",
        "username",
        "usuario",
        "usuaria",
        "login",
        "email",
        "correo",
        "current-password",
        "new-password",
        "ninguna",
        "ninguno",
        "nada",
        "vacía",
        "vacio",
        "vacío",
        "privada",
        "oculta",
        "pedirla",
        "pedir",
        "solicitar",
        "solicitarla",
        "solicitala",
        "ask",
        "request",
        "n/a",
        "na",
        "nombre",
        "name",
        "default",
        "self",
        "args",
        "kwargs",
        "config",
        "settings",
        "value",
        "valor",
        "host",
        "guest",
        "tiger",
        "port",
    )
)
_RANDOM_BITS: Final = 2.9


def stands_in(value: str) -> bool:
    """True for what no one can sign in with: ``hf_xxx``, ``<tu token>``, ``YOUR_API_KEY``, ``****``, ``${TOKEN}``, ``None``.

    >>> [stands_in(value) for value in ("hf_xxxxxxxx", "<tu token>", "YOUR_API_KEY", "****", "os.getenv('X')", "demo1234")]
    [True, True, True, True, True, False]
    """
    low = value.strip().lower()
    if low in _NOTHING or _BRACKETS.search(low) or any(word in low for word in _STAND_INS):
        return True
    letters = [char for char in low if char.isalnum()]
    return len(letters) < 3 or (len(letters) >= 8 and len(set(letters)) <= 3) or len(set(letters)) == 1


def looks_random(value: str) -> bool:
    """True for what a machine made up: no word, no path, no name of a module, and letters and digits all over.

    >>> [looks_random(value) for value in ("9f8a7b6c5d4e3f2a1b0c", "meta-llama/Llama-2-7b-hf", "roberta-base-bne-2022")]
    [True, False, False]
    """
    if len(value) < 16 or not re.fullmatch(r"[\w.~+/=:-]+", value, re.ASCII) or value.count("/") > 3:
        return False
    words = re.findall(r"[A-Za-z]{4,}", value)
    if not any(char.isdigit() for char in value) or (sum(map(len, words)) > 0.6 * len(value) and _wordy(words)):
        return False
    return _entropy(value) >= _RANDOM_BITS and not _is_named(value)


def _wordy(words: list[str]) -> bool:
    """Words are written in one case, or with a capital in front; what a machine draws changes case within."""
    return all(word.islower() or word.isupper() or word.istitle() for word in words)


def _is_named(value: str) -> bool:
    """Ids of repos, names of models and files: lower-case words and short numbers between dashes and dots."""
    parts = re.split(r"[-_./:]", value)
    short = sum(len(part) <= 4 or part.isalpha() for part in parts)
    return len(parts) >= 3 and short == len(parts)


def _entropy(value: str) -> float:
    """Bits a letter, after Shannon: 0 for one letter repeated, 4 for sixteen that are equally frequent."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
