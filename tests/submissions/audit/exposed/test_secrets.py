"""Keys and passwords in plain sight. Those here are made up, and put together only while the tests run."""

import base64
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.audit.exposed import secrets
from submissions.audit.exposed.exposure import ExposureSort, hidden, mask

LETTERS = "aB3xK9qLm2Zw8Rt5Yp7Vc1Nd4Hs6Gf0JkTqWmEzUiSo"
HEX = "9f8a7b6c5d4e3f2a1b0c9f8a7b6c5d4e3f2a1b0d"
HUB = "hf" + "_" + LETTERS[:34]


def b64(thing: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(thing).encode()).decode().rstrip("=")


JWT = ".".join((b64({"alg": "HS256", "typ": "JWT"}), b64({"sub": "ana", "iat": 1711700000}), LETTERS))
KEY_BLOCK = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + LETTERS + LETTERS + "\n"


def rules(text: str, path: str = "crear.py") -> list[str]:
    return [exposure.rule for exposure in secrets.find(text, path)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (HUB, "hub_token"),
        ("api" + "_org_" + LETTERS[:34], "hub_token"),
        ("sk" + "-" + LETTERS[:40] + "12345", "openai_key"),
        ("sk" + "-proj-" + LETTERS + "_" + LETTERS, "openai_key"),
        ("sk" + "-ant-api03-" + LETTERS + LETTERS, "anthropic_key"),
        ("AI" + "za" + LETTERS[:35], "google_key"),
        ("GOC" + "SPX-" + LETTERS[:28], "google_key"),
        ("AK" + "IA" + "Q3XW7ZR2M9TK5YB4", "aws_key"),
        ("gh" + "p_" + LETTERS[:36], "github_token"),
        ("github" + "_pat_" + LETTERS + "_" + LETTERS, "github_token"),
        ("glp" + "at-" + LETTERS[:20], "gitlab_token"),
        ("xo" + "xb-" + "123456789012-" + LETTERS[:24], "slack_token"),
        ("https://hooks.slack.com/services/" + "T01ABCDEF/B01ABCDEF/" + LETTERS[:24], "slack_webhook"),
        ("https://discord.com/api/webhooks/" + "1" * 9 + "234567890/" + LETTERS + LETTERS[:20], "discord_webhook"),
        ("discord: M" + LETTERS[:23] + "." + LETTERS[:6] + "." + LETTERS[:30], "discord_token"),
        ("123456789" + ":AA" + LETTERS[:33], "telegram_token"),
        ("wandb.login(key='" + HEX + "')", "wandb_key"),
        ("!wandb login " + HEX, "wandb_key"),
        ('{"username": "ana", "key": "' + HEX[:32] + '"}', "kaggle_key"),
        ('rg.init(api_url="https://x.hf.space", api_key="owner' + '.apikey")', "argilla_key"),
        (KEY_BLOCK, "private_key"),
        (JWT, "jwt"),
        ("Authorization: Bearer " + LETTERS, "bearer_token"),
        ('os.environ["COHERE_API_KEY"] = "' + LETTERS + '"', "key"),
        ('os.environ.setdefault("COHERE_API_KEY", "' + LETTERS + '")', "key"),
        ("export MISTRAL_API_KEY=" + LETTERS[:32], "key"),
        ('login(token="' + LETTERS[:20] + '")', "key"),
        ("postgres://ana:" + "s3cr3t0" + "@db.universidad.edu/x", "basic_auth"),
        ('demo.launch(auth=("admin", "admin"))', "password"),
        ('password = "tortilla"', "password"),
        ('{"password": "torti11a"}', "password"),
    ],
)
def test_what_opens_something_is_found(text, rule):
    assert rules(f"x = 1\n{text}\n") == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "User: admin / password: 1234",
        "Usuario: demo\nContraseña: somos2024",
        "Puedes entrar con el usuario demo y la clave demo123.",
        "- **Usuario**: admin\n- **Contraseña**: admin",
        "usuario/contraseña: admin/1234",
        "Password: `somosnlp`",
        "| Usuario | Contraseña |\n|---|---|\n| ana | gato |",
        "Contraseña: **Somos#24**",
    ],
)
def test_logins_that_a_card_gives_to_its_readers_are_found(text):
    assert rules(text, "README.md") == ["password"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("hf" + "_" + "x" * 34, "a.py"),
        ("token = 'hf" + "_TuTokenAquiTuTokenAquiTuTokenAqui'", "a.py"),
        ("AK" + "IAIOSFODNN7EXAMPLE", "a.py"),
        ("token = os.getenv('HF_TOKEN')", "a.py"),
        ('token="<tu token>"', "a.py"),
        ("api_key='YOUR_API_KEY_1234567890'", "a.py"),
        ("token=userdata.get('HF_TOKEN')", "a.py"),
        ('tokenizer.pad_token = "<|endoftext|>"', "a.py"),
        ('unk_token="0a1b2c3d4e5f6a7b8c9d"', "a.py"),
        (f'revision="{HEX}"', "a.py"),
        ("sha256: " + HEX, "README.md"),
        ("wandb/wandb at commit " + HEX, "README.md"),
        ("id = '0b1e9f4c-7a2d-4c8e-9b1f-3d5a7c9e1f2b'", "a.py"),
        ("model = 'BSC-LT/roberta-base-bne-2022'", "a.py"),
        ("def f(user: str, password: str): ...", "a.py"),
        ('gr.Textbox(label="Password", type="password")', "app.py"),
        ('fields = ["user", "password", "city1"]', "a.py"),
        ('{"password": "Contraseña"}', "a.json"),
        ("password=getpass()", "README.md"),
        ("Password: ****", "README.md"),
        ('secret = "recetas_de_la_abuela"', "a.py"),
        ('credentials="config/credenciales.json"', "a.py"),
        ("Clave: tema2024", "README.md"),
        ("# password: min8chars", "a.py"),
        ("Palabras clave: PLN, 2024", "README.md"),
        ("La clave: usar datos de 2024", "README.md"),
        ("El usuario debe elegir una contraseña segura con 8 letras", "README.md"),
        ("Contraseña: pedirla al equipo", "README.md"),
        ("User and password: ask the team", "README.md"),
        ("https://user:password@host.com", "README.md"),
        ("postgres://ana:${CLAVE}@db.universidad.edu/x", "a.py"),
        ("postgres://ana:s3cr3t0@localhost/x", "a.py"),
        ("-----BEGIN PRIVATE " + "KEY-----\n...\n", "README.md"),
        ("eyJhbGciOiJub3BlIn0.no.es", "a.py"),
        ("| Usuario | Mensajes |\n|---|---|\n| ana | 12345 |", "README.md"),
        ("| Campo | Contraseña |\n|---|---|\n| forma | ocho1 |", "README.md"),
    ],
)
def test_what_only_looks_like_a_secret_is_none(text, path):
    assert rules(text, path) == []


def test_the_token_of_every_introduction_is_no_secret():
    sample = ".".join((b64({"alg": "HS256"}), "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0", LETTERS))
    assert rules(sample) == []


def test_a_finding_says_where_it_is_and_shows_no_more_than_its_ends():
    (found,) = secrets.find(f"\n\ntoken = '{HUB}'", "crear.py")
    assert (found.sort, found.path, found.line, found.masked) == (
        ExposureSort.SECRET,
        "crear.py",
        3,
        f"hf_…{HUB[-2:]}",
    )


@pytest.mark.parametrize("length", [0, 1, 4, 13, 16])
def test_a_short_secret_shows_nothing_of_itself(length):
    assert mask("z" * length, prefix=3) == "…"


def test_a_long_one_shows_how_it_begins_and_ends():
    assert (mask("abc" + "z" * 14, prefix=3), mask("z" * 12 + "xy")) == ("abc…zz", "…xy")


def test_the_same_secret_is_told_once_though_two_rules_know_it():
    assert rules(f'os.environ["HF_TOKEN"] = "{HUB}"') == ["hub_token"]


def test_at_most_fifty_are_told_and_all_are_hidden():
    text = "\n".join(f"{HUB[:-3]}{number:03}" for number in range(70))
    assert len(secrets.find(text, "a.py")) == 50
    assert HUB[:-3] not in hidden(text, secrets.secret_spots(text, "a.py"))


NASTY = [
    "sk-",
    "password=",
    "user password ",
    "eyJ",
    "|",
    "user|password\n-|-\na|b\n",
    "auth=(",
    "token=a1",
    "://a:",
    "\x00",
]


@pytest.mark.parametrize("piece", [*NASTY, "-----BEGIN PRIVATE KEY-----" + "A" * 39 + " "])
def test_no_text_takes_long(piece):
    text = piece * (40_000 // len(piece))
    begun = time.perf_counter()
    secrets.find(text, "README.md")
    assert time.perf_counter() - begun < 3


@given(st.text(max_size=300), st.sampled_from(["README.md", "a.py", "datos.csv", ""]))
@settings(max_examples=60, deadline=None)
def test_whatever_the_text_it_answers(text, path):
    found = secrets.find(text + f" {HUB}", path)
    assert HUB not in repr(found)
