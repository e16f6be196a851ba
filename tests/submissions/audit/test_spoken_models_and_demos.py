"""What is said of models, demos and their links, for every reason that there is, whether it fails or only warns."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from submissions.templatetags.findings import amount
from tests.factories.evidence import RULES


def speak(check: str, outcome: str, **facts: object) -> str:
    with translation.override("es"):
        html = render_to_string(
            f"submissions/findings/{check}.html", {"facts": facts, "outcome": outcome, "rules": RULES}
        )
    return " ".join(html.split())


REASONS = [
    ("model.size", {"why": "name", "named": 13_000_000_000, "limit": 8_600_000_000}, "Por su nombre", "un modelo base más pequeño"),
    ("model.size", {"parameters": 9_100_000_000, "adapter": True}, "Tiene 9,1 mil millones", "Entrena un modelo más pequeño"),
    ("model.base_model", {"why": "missing", "guessed": ["a/b"]}, "Parece que fue: <code>a/b</code>", "base_model"),
    ("model.base_model", {"why": "missing", "architectures": ["X"]}, "Su arquitectura es: <code>X</code>", "base_model"),
    ("model.base_model", {"why": "not_a_repo", "strange": ["./x"]}, "<code>./x</code>", "identificador completo"),
    ("model.base_model", {"why": "not_found", "gone": ["a/b"]}, "una errata", "identificador completo"),
    ("model.base_model", {"why": "own", "base_models": ["a/b"]}, "a su vez", "también en la tarjeta de ese modelo"),
    ("model.safe_loading", {"why": "remote_code", "code": ["m.py"]}, "trust_remote_code", "auto_map"),
    ("model.safe_loading", {"why": "broken_weights", "files": ["a.safetensors"]}, "<code>a.safetensors</code>", "cortarse"),
    ("model.safe_loading", {"why": "no_weights"}, "no hay pesos", "push_to_hub"),
    ("model.safe_loading", {"why": "only_pickle"}, "pickle", "safe_serialization"),
    ("model.chat_template", {}, "No la tiene", "tokenizer.chat_template"),
    ("model.training", {"missing": ["epochs", "lora_r"]}, "épocas o pasos, rango de LoRA (r).", "tasa de aprendizaje"),
    ("model.evaluation", {"why": "only_loss"}, "pérdida", "ejemplos que no haya visto"),
    ("model.evaluation", {"why": "no_numbers"}, "ningún resultado", "ejemplos que no haya visto"),
    ("model.emissions", {"why": "missing"}, "no dice cuánto", "CodeCarbon"),
    ("model.emissions", {"why": "not_a_number", "written": "N/A"}, "<code>N/A</code>", "CodeCarbon"),
    ("model.emissions", {"why": "kilograms", "declared": 0.6}, "pone 0,6, que el Hub lee como gramos", "0,6 kg son 600"),
    ("model.emissions", {"why": "disagree", "declared": 1.0, "told_as": "2 g"}, "«2 g»", "el mismo número"),
    ("model.emissions", {"why": "too_little", "grams": 0.01, "hours": 2.0, "low": 0.28, "high": 280.0}, "entre 0,28 y 280 g", "unidad"),
    ("model.emissions", {"why": "too_much", "grams": 5e6}, "demasiados", "unidad"),
    ("demo.running", {"stage": "BUILDING", "why": "starting"}, "arrancando", "dentro de unos minutos"),
    ("demo.running", {"stage": "PAUSED"}, "en pausa", "ajustes del Space"),
    ("demo.running", {"stage": "BUILD_ERROR"}, "<code>BUILD_ERROR</code>", "Logs"),
    ("demo.build", {"stage": "BUILD_ERROR"}, "No se pudo construir", "requirements.txt"),
    ("demo.build", {"stage": "CONFIG_ERROR"}, "tiene un error", "sdk_version"),
    ("demo.build", {"stage": "NO_APP_FILE"}, "no encuentra el archivo", "app_file"),
    ("demo.build", {"stage": "RUNTIME_ERROR"}, "se detuvo", "Container"),
    ("demo.build", {"stage": "BUILDING"}, "Se está construyendo", "dentro de unos minutos"),
    ("demo.answers", {"why": "asleep"}, "dormida", "Una visita la despierta"),
    ("demo.answers", {"why": "woke_slowly", "seconds": 25.0, "limit": 20}, "Estaba dormida y tardó 25", "Una visita la despierta"),
    ("demo.answers", {"why": "silent", "limit": 20}, "no respondió en 20 s", "ventana privada"),
    ("demo.answers", {"why": "slow", "seconds": 20.4, "limit": 20}, "Tardó 20,4 s", "una sola vez"),
    ("demo.answers", {"why": "garbled"}, "Cortó la conexión", "ventana privada"),
    ("demo.answers", {"why": "loop"}, "una y otra vez", "ventana privada"),
    ("demo.answers", {"why": "elsewhere"}, "otro sitio", "propio Space"),
    ("demo.answers", {"why": "login", "status": 401}, "(401)", "contraseña"),
    ("demo.answers", {"why": "error", "status": 503}, "(503)", "ventana privada"),
    ("demo.sdk", {"why": "missing", "sdks": ["gradio"]}, "no lo dice", "<code>gradio</code>"),
    ("demo.sdk", {"why": "unknown_sdk", "sdk": "flask"}, "<code>flask</code>", "Escribe en el YAML"),
    ("demo.hardware", {"hardware": "cpu-basic", "requested": "l4x1"}, "Ha pedido <code>l4x1</code>", "organización"),
    ("demo.mentions", {"missing": [{"title": {"es": "Equipo"}}]}, "en el código: Equipo.", "Añádelo"),
    ("links.model_to_demo", {"wanted": [{"repo_id": "a/b"}]}, "No encontramos el enlace", "<code>a/b</code>"),
    ("links.authors", {"strangers": [{"name": "zoe", "commits": 2}]}, "<code>zoe</code> (2 commits)", "otro nombre de git"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "facts", "found", "fix"), REASONS)
def test_what_was_found_and_what_to_do_is_said_whatever_its_severity(check, facts, found, fix):
    for outcome in ("warn", "fail"):
        html = speak(check, outcome, **facts)
        before, after = html.split('<div class="fix">')
        assert found in before
        assert fix in after


@pytest.mark.parametrize(
    ("check", "facts", "words"),
    [
        ("model.size", {"why": "no_parameters"}, "safetensors"),
        ("model.size", {"why": "no_parameters", "adapter": True}, "modelo base"),
        ("model.size", {"why": "broken_weights"}, "no encaja"),
        ("model.chat_template", {"why": "not_told"}, "tokenizador"),
        ("demo.answers", {"why": "no_host"}, "dirección"),
        ("demo.answers", {"why": "busy"}, "No cuenta en contra"),
        ("demo.hardware", {"why": "no_hardware"}, "duerme"),
        ("links.authors", {"why": "no_members"}, "nombres del equipo"),
        ("links.authors", {"why": "no_commits"}, "commits"),
    ],
)
def test_what_is_unknown_says_why(check, facts, words):
    assert words in speak(check, "unknown", **facts)


def test_amounts_have_the_digits_that_say_something():
    with translation.override("es"):
        numbers = (140.0, 0.28125, 1234567.0, 20.44, 0.0, None, "x")
        assert [amount(number).replace("\xa0", " ") for number in numbers] == [
            "140",
            "0,281",
            "1 234 567",
            "20,4",
            "0",
            "",
            "",
        ]
