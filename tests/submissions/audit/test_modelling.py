"""What is concluded from a model's files, settings and texts."""

import pytest

from submissions.audit.demos import mentioned
from submissions.audit.modelling import about, formats, quantisation, remote_code, told_in_texts, unpacked
from tests.factories.evidence import RULES


@pytest.mark.parametrize(
    ("config", "packing"),
    [
        ({"quant_method": "bitsandbytes", "load_in_4bit": True}, "bitsandbytes-4bit"),
        ({"load_in_8bit": True}, "bitsandbytes-8bit"),
        ({"quant_method": "awq", "bits": 4}, "awq-4bit"),
        ({"quant_method": "fp8"}, "fp8"),
        ({"quant_method": "gptq", "bits": 10**30}, "gptq"),
        ("nonsense", None),
        (None, None),
    ],
)
def test_how_weights_are_packed(config, packing):
    assert quantisation({"quantization_config": config}) == packing


@pytest.mark.parametrize(
    ("dtypes", "packing", "weights"),
    [
        ({"BF16": 7_000_000_000}, None, 7_000_000_000),
        ({"BF16": 525, "U8": 3_250}, "bitsandbytes-4bit", 7_025),
        ({"F16": 262, "I32": 800}, "gptq-4bit", 6_662),
        ({"F16": 1, "I8": 100}, "bitsandbytes-8bit", 101),
        ({"F8_E4M3": 100}, "fp8", 100),
        ({"U8": 100}, None, 100),  # bytes that nobody says are packed
        ({}, "gptq-4bit", None),
    ],
)
def test_packed_weights_are_undone(dtypes, packing, weights):
    assert unpacked(dtypes, packing) == weights


@pytest.mark.parametrize(
    ("config", "tags", "paths", "needs_code"),
    [
        ({"auto_map": {"AutoModel": "modeling_x.X"}}, (), (), True),
        ({"tokenizer_config": {"auto_map": {"AutoTokenizer": "t.T"}}}, (), (), True),
        ({}, ("custom_code",), (), True),
        ({}, (), ("modeling_raro.py",), True),
        ({}, (), ("train.py", "scripts/modeling_notes.py"), False),
        ({"auto_map": {}}, (), (), False),
        (None, (), ("train.py",), None),
    ],
)
def test_whether_a_model_needs_code_of_its_own(config, tags, paths, needs_code):
    assert remote_code(config, tags=tags, paths=paths) is needs_code


def test_checkpoints_of_the_training_are_no_weights():
    names = ["optimizer.pt", "checkpoint-1/scheduler.pt", "training_args.bin", "rng_state.pth", "README.md"]
    assert formats(names) == ()
    assert formats([*names, "sub/pytorch_model-00001-of-00002.bin"]) == ("pickle",)


CARD = """# Modelo
Lo medimos todo en 3 épocas de la historia.
## Entrenamiento
```python
# Evaluación: 99 %
learning_rate = 2e-4
```
**Evaluación**
Acertó 47 de 60.
### De sesgos
Menos en 2 países.
## Cita
2 de 3 autoras.
"""


def test_a_section_ends_where_the_next_of_its_level_begins():
    assert about(CARD, ("evalua",)) == "Acertó 47 de 60."
    assert about("## Evaluación\nx\n### Datos\ny\n# Otra\nz", ("evalua",)) == "x\ny"
    assert about(CARD, ("nada",)) == ""


def test_what_the_texts_of_a_model_tell():
    settings, scores, emissions = told_in_texts(
        {"co2_eq_emissions": 3}, {"README.md": CARD}, {"train.py": "per_device_train_batch_size=8, num_train_epochs=2"}
    )
    assert [(one.key, one.value, one.path) for one in settings] == [
        ("learning_rate", "2e-4", "README.md"),
        ("batch_size", "8", "train.py"),
        ("epochs", "2", "train.py"),
    ]
    assert [one.value for one in scores] == ["47 de 60"]
    assert emissions.declared == 3.0


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("# Hola", ()),
        ("El **EQUIPO**: Ana y Luz. Trabajamos por los ODS 4 y 10.", ("team", "sdgs")),
        ("gr.Markdown('## Motivación')", ("motivation",)),
        ("Made by Ana. Next steps: voice.", ("team", "future")),
        ("Los métodos y equipos de fútbol", ()),
    ],
)
def test_what_a_demo_tells_is_found_by_whole_words(text, keys):
    assert mentioned(text, RULES.demo.mentions) == keys
