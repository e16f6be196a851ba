"""User names with their passwords, as people write them for those who shall try their demo. Pure. Part of ``secrets``."""

import re
from collections.abc import Iterator
from typing import Final

from submissions.audit.exposed.exposure import Spot
from submissions.audit.exposed.placeholders import stands_in

CODE: Final = (".py", ".ipynb", ".sh", ".r", ".jl", ".js", ".ts", ".json", ".toml", ".yaml", ".yml", ".cfg", ".ini")

_LABEL = re.compile(
    r"(?<![^\W_])(?:(?P<strong>password|passwd|contraseñas?|contrasenas?|senha)|clave|pass|pwd)(?![^\W_])",
    re.IGNORECASE,
)
_USER = re.compile(
    r"(?<![^\W_])(?:usuari[oa]s?|users?|user[ _-]?names?|login|credenciales|credentials|cuenta|account|inicia sesión)(?![^\W_])",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"(?P<close>[*_`'\")\]]{0,4})[ \t]{0,3}(?:(?P<sign>[:=→]|->|es[ \t]|is[ \t])[ \t]{0,3})?[*_]{0,3}[ \t]{0,2}"
    r"(?P<quote>[`\"'«“]?)(?P<it>[^\s`\"'»”|,;()<>\[\]{}*]{3,64})(?P<after>[`\"'»”|,;()\[{*]?)(?P<rest>[^\n]{0,80})"
)
_SENTENCE_END: Final = ".:!?"
_NEAR: Final = 120
_BASIC = re.compile(
    r"://(?P<user>[^\s:/@\"'<>\\]{1,64}):(?P<it>[^\s/@\"'<>\\]{3,128})@(?!localhost|127\.|0\.0\.|example)[\w\[]"
)
_PAIR = re.compile(
    r"(?<![A-Za-z])auth\s{0,3}=\s{0,3}\[?\s{0,9}\(\s{0,9}[\"'][^\"'\n]{1,64}[\"']\s{0,9},\s{0,9}[\"'](?P<it>[^\"'\n]{1,64})[\"']"
)
_HEAD = re.compile(r"^[ \t]{0,3}\|?[^\n]{0,200}\|[^\n]{0,200}\n[ \t]{0,3}\|?[ \t]{0,3}:?-[^\n]{0,300}\n", re.MULTILINE)
_SAMPLE_USERS: Final = frozenset(
    (
        "user",
        "username",
        "usuario",
        "usr",
        "login",
        "name",
        "nombre",
        "user1",
        "myuser",
        "mi_usuario",
        "postgres",
        "root",
        "me",
    )
)


def login_spots(text: str, low: str, path: str) -> Iterator[Spot]:
    """Where passwords stand beside a word that says what they are. ``low`` is ``text`` in lower case.

    In code only beside a user name, for there ``password: str`` is no password.
    """
    if "://" in low and "@" in low:
        for match in _BASIC.finditer(text):
            if match["user"].lower() not in _SAMPLE_USERS and not stands_in(match["it"]):
                yield Spot(*match.span("it"), "basic_auth", "…")
    if "auth" in low:
        for match in _PAIR.finditer(text):
            if not stands_in(match["it"]) or match["it"].isalpha():
                yield Spot(*match.span("it"), "password", "…")
    if any(word in low for word in ("contrase", "passw", "clave", "pass", "pwd", "senha")):
        yield from _in_prose(text, code=path.lower().endswith(CODE))
        yield from _in_tables(text)


def _in_prose(text: str, *, code: bool) -> Iterator[Spot]:
    for label in _LABEL.finditer(text):
        value = _VALUE.match(text, label.end())
        if value is None:
            continue
        with_user = bool(_USER.search(text, max(0, label.start() - _NEAR), label.start()))
        if _tells(value, strong=bool(label["strong"]), with_user=with_user, code=code):
            start, end = value.span("it")
            yield Spot(start, end - (value["it"][-1] in _SENTENCE_END), "password", "…")


def _tells(value: re.Match[str], *, strong: bool, with_user: bool, code: bool) -> bool:
    """Whether what follows the word «contraseña» is one, and not the rest of a sentence about passwords."""
    word = value["it"].rstrip(_SENTENCE_END)
    if len(word) < 3 or value["after"] in tuple("([{") or stands_in(word) or "://" in word:
        return False
    if not with_user and (code or not strong):
        return False
    mixed = any(char.isdigit() for char in word)
    if not value["sign"] and not value["quote"]:
        return mixed and with_user and not value["close"].strip("*_") and word[0].isalnum() and ":" not in word
    if not value["quote"] and re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)+", word):  # args.password
        return False
    ends = not value["rest"].strip(" \t.*_|)/`\"'")
    return mixed or bool(value["quote"] in ("`", "«") and not code) or (with_user and ends and not code)


def _in_tables(text: str) -> Iterator[Spot]:
    """Passwords in a table that has a column of users and one of passwords."""
    for head in _HEAD.finditer(text):
        names = head[0].split("\n")[0].strip().strip("|").split("|")
        if not any(map(_USER.search, names)):
            continue
        column = next((place for place, name in enumerate(names) if _LABEL.search(name)), None)
        if column is not None:
            yield from _cells(text, head.end(), column)


def _cells(text: str, start: int, column: int) -> Iterator[Spot]:
    for _ in range(20):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start : min(end, start + 500)]
        cells = line.split("|")[1:] if line.lstrip().startswith("|") else line.split("|")
        if "|" not in line or column >= len(cells):
            return
        word = cells[column].strip(" \t`*")
        if len(word) >= 3 and " " not in word and not stands_in(word):
            place = text.index(word, start)
            yield Spot(place, place + len(word), "password", "…")
        start = end + 1
