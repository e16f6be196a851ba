"""Keys, tokens and passwords that lie in plain sight in a text. Pure.

Linear in the length of the text: a rule is tried only where one of its words occurs, begins at the edge of a word, and reads
a bounded stretch.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from submissions.audit.exposed.exposure import Exposure, ExposureSort, Spot, apart, exposed, mask
from submissions.audit.exposed.logins import login_spots
from submissions.audit.exposed.placeholders import looks_random, stands_in


def find(text: str, path: str) -> tuple[Exposure, ...]:
    """The secrets in ``text``, in its order, at most fifty. ``path`` says what kind of file it is from: prose or code.

    Left out: placeholders, hashes, ids, and what only names a variable or an environment.
    """
    return exposed(text, path, ExposureSort.SECRET, secret_spots(text, path))


def secret_spots(text: str, path: str) -> tuple[Spot, ...]:
    """Where in ``text`` the secrets are."""
    low = text.lower()
    return apart(_all_spots(text, low, path)) if any(word in low for word in _WORDS) else ()


def _all_spots(text: str, low: str, path: str) -> Iterator[Spot]:
    for kind in KINDS:
        if any(word in low for word in kind.words):
            yield from _of_kind(kind, text)
    if any(word in low for word in _NAMING):
        yield from _assigned(text)
    yield from login_spots(text, low, path)


@dataclass(frozen=True, slots=True)
class SecretKind:
    """A kind of secret that is known by its form. ``words``: one of them is in every text that has one, in lower case.

    The secret is the pattern's group ``it``, else all of it. ``prefix``: how much of its beginning may be shown.
    """

    rule: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    prefix: int = 0
    is_real: Callable[[str], bool] = lambda secret: not stands_in(secret)


def _is_jwt(token: str) -> bool:
    """Its head is JSON that names an algorithm; the one that every introduction shows is no secret."""
    head = token.split(".")[0]
    try:
        named = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(named, dict) and "alg" in named and "IkpvaG4gRG9l" not in token


def _is_key_block(block: str) -> bool:
    """There is a key between the lines, not three dots."""
    return len(re.findall(r"[A-Za-z0-9+/]{40}", block)) >= 1 and not stands_in(block.split("-----")[-1][:40])


def _one(rule: str, words: str, pattern: str, prefix: int = 0, **more: Callable[[str], bool]) -> SecretKind:
    return SecretKind(rule, tuple(words.split()), re.compile(pattern, re.ASCII), prefix, **more)


_EDGE = r"(?<![A-Za-z0-9])"
_END = r"(?![A-Za-z0-9])"
KINDS: Final = (
    _one("hub_token", "hf_", rf"{_EDGE}hf_(?:oauth_)?[A-Za-z0-9]{{30,80}}{_END}", 3),
    _one("hub_token", "api_org_", rf"{_EDGE}api_org_[A-Za-z0-9]{{30,80}}{_END}", 8),
    _one("anthropic_key", "sk-ant-", rf"{_EDGE}sk-ant-[A-Za-z0-9_-]{{24,200}}", 7),
    _one(
        "openai_key",
        "sk-",
        rf"{_EDGE}sk-(?:proj-|svcacct-|admin-|or-v1-)?(?=[A-Za-z_-]{{0,200}}\d)[A-Za-z0-9_-]{{32,200}}",
        3,
    ),
    _one("google_key", "aiza", rf"{_EDGE}AIza[A-Za-z0-9_-]{{35}}(?![A-Za-z0-9_-])", 4),
    _one("google_key", "gocspx-", rf"{_EDGE}GOCSPX-[A-Za-z0-9_-]{{28}}", 7),
    _one("aws_key", "akia asia", rf"{_EDGE}(?:AKIA|ASIA)[A-Z0-9]{{16}}{_END}", 4),
    _one("github_token", "ghp_ gho_ ghu_ ghs_ ghr_", rf"{_EDGE}gh[pousr]_[A-Za-z0-9]{{36,255}}", 4),
    _one("github_token", "github_pat_", rf"{_EDGE}github_pat_[A-Za-z0-9_]{{40,255}}", 11),
    _one("gitlab_token", "glpat-", rf"{_EDGE}glpat-[A-Za-z0-9_.-]{{20,100}}", 6),
    _one("slack_token", "xox", rf"{_EDGE}xox[abeoprs]-[A-Za-z0-9-]{{20,200}}", 5),
    _one("slack_webhook", "hooks.slack.com", r"hooks\.slack\.com/services/(?P<it>T\w{6,12}/B\w{6,12}/\w{16,40})"),
    _one("discord_webhook", "/api/webhooks/", r"discord(?:app)?\.com/api/webhooks/(?P<it>\d{15,22}/[\w-]{40,90})"),
    _one("discord_token", "discord bot", rf"{_EDGE}[MNO][A-Za-z\d_-]{{23,27}}\.[\w-]{{6}}\.[\w-]{{27,40}}"),
    _one("telegram_token", ":aa", rf"{_EDGE}\d{{8,10}}:AA[A-Za-z0-9_-]{{33}}(?![A-Za-z0-9_-])"),
    _one("wandb_key", "wandb_v", rf"{_EDGE}wandb_v\d_[A-Za-z0-9_]{{40,120}}", 8),
    _one(
        "wandb_key",
        "wandb",
        rf"wandb[^\n]{{0,40}}?(?:key|login|token)[^\n]{{0,30}}?{_EDGE}(?P<it>[0-9a-f]{{40}}){_END}",
    ),
    _one("kaggle_key", "kgat_", rf"{_EDGE}KGAT_[A-Za-z0-9]{{30,60}}", 5),
    _one(
        "kaggle_key",
        '"key"',
        r'"username"\s{0,9}:\s{0,9}"[^"\n]{1,80}"\s{0,9},\s{0,9}"key"\s{0,9}:\s{0,9}"(?P<it>[0-9a-f]{32})"',
    ),
    _one("argilla_key", ".apikey", rf"{_EDGE}(?:owner|admin|argilla|team)\.apikey{_END}", is_real=bool),
    _one(
        "private_key",
        "private key-----",
        r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[A-Za-z0-9+/=:,\s\\-]{40,4000}",
        is_real=_is_key_block,
    ),
    _one("jwt", "eyj", r"(?<![\w.-])eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{10,1000}", is_real=_is_jwt),
    _one(
        "bearer_token",
        "bearer",
        r"\b[Bb]earer\s{1,3}(?P<it>[\w.~+/=-]{20,400})",
        is_real=lambda it: not stands_in(it) and looks_random(it),
    ),
)


def _of_kind(kind: SecretKind, text: str) -> Iterator[Spot]:
    for match in kind.pattern.finditer(text):
        group = "it" if "it" in kind.pattern.groupindex else 0
        secret = match[group]
        if kind.is_real(secret[kind.prefix :]):
            yield Spot(*match.span(group), kind.rule, mask(secret, prefix=kind.prefix))


_NAMING: Final = ("token", "secret", "key", "passw", "pwd", "contrase", "login(", "credential")
_WORDS: Final = (*{word for kind in KINDS for word in kind.words}, *_NAMING, "clave", "pass", "senha", "auth", "://")
_NAME = (
    r"(?P<name>token|secret|api[_-]?key|access[_-]?key|secret[_-]?key|auth[_-]?key|private[_-]?key|wandb[_-]?key|kaggle[_-]?key"
    r"|hf[_-]?key|openai[_-]?key|passw(?:or)?d|pwd|contrase(?:ñ|n)a|credentials?)(?:[_-](?:read|write|prod|dev|\d))?\d?"
)
_QUOTED = re.compile(
    _NAME
    + r"\\?[\"'`\])]{0,3}\s{0,5}(?P<sign>=>|[=:])\s{0,5}[rbuf]?\\?(?P<quote>[\"'])(?P<it>[^\"'\\\n]{4,400})\\?(?P=quote)",
    re.IGNORECASE,
)
_HANDED = re.compile(
    r"\.(?:setdefault|putenv|set)\(\s{0,5}\\?[\"']\w{0,40}?"
    + _NAME
    + r"\\?[\"']\s{0,5},\s{0,5}\\?[\"'](?P<it>[^\"'\\\n]{4,400})[\\\"']",
    re.IGNORECASE,
)
_SHELL = re.compile(
    _NAME + r"(?:=|[ \t]{1,3}(?=\S{20}))(?P<it>[^\s\"'`$(){}<>\[\],;&|]{8,400}+)(?=[\s;&|`\"'\\]|$)", re.IGNORECASE
)
_LOGIN = re.compile(r"(?<![a-z])login\(\s{0,5}(?:\w{1,20}\s?=\s?)?\\?[\"'](?P<it>[^\"'\\\n]{16,400})\\?[\"']")
_PASSWORDS: Final = ("passw", "pwd", "contrase")
_OF_TEXT = re.compile(
    r"(?:public(?:key)?|pad|eos|bos|unk|mask|sep|cls|special|stop|start|end|image|next|prompt|user|system)_?$",
    re.IGNORECASE,
)


def _assigned(text: str) -> Iterator[Spot]:
    """What code gives a name that is one of a secret: ``os.environ["X_TOKEN"] = "…"``, ``login("…")``, ``export X_KEY=…``."""
    for match in _QUOTED.finditer(text):
        if match["name"].lower().startswith(_PASSWORDS):
            if _is_password(match["it"], match["sign"]):
                yield Spot(*match.span("it"), "password", "…")
        elif not _OF_TEXT.search(text, max(0, match.start() - 12), match.start()):
            yield from _random_spot(match)
    for pattern in (_LOGIN, _SHELL, _HANDED):
        for match in pattern.finditer(text):
            yield from _random_spot(match)


def _random_spot(match: re.Match[str]) -> Iterator[Spot]:
    value = match["it"]
    if looks_random(value) and not stands_in(value):
        yield Spot(*match.span("it"), "key", mask(value))


def _is_password(value: str, sign: str) -> bool:
    """A name of a field is a word; what is assigned as a password may be one."""
    if stands_in(value) or any(char.isspace() for char in value) or len(value) > 64:
        return False
    return sign == "=" or ("/" not in value and any(char.isdigit() for char in value))
