"""What is concluded from a model's files, settings and texts."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.audit.demos import mentioned
from submissions.audit.models import safetensors
from submissions.audit.models.modelling import (
    ModelEvidence,
    about,
    formats,
    quantisation,
    remote_code,
    told_in_texts,
    unpacked,
)
from submissions.audit.wire import from_wire, to_wire
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
    named, scores, emissions = told_in_texts(
        {"co2_eq_emissions": 3}, {"README.md": CARD}, {"train.py": "per_device_train_batch_size=8, num_train_epochs=2"}
    )
    assert [(one.key, one.value, one.path) for one in named] == [
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


NUMBERED = st.text(alphabet="0123456789.,:=|-–×⁻⁴eE% \n#*kgCO₂hépocaslrtadeN/A\x00\ud800\u202e", max_size=400)
YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["emissions", "results", "metrics", "value", "type", "hardware_used"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(body=NUMBERED, script=NUMBERED, index=YAML, carbon=YAML)
def test_whatever_people_write_is_read_to_the_end_and_can_be_kept(body, script, index, carbon):
    metadata = {"model-index": index, "co2_eq_emissions": carbon}
    found = told_in_texts(metadata, {"README.md": f"## Evaluación\n{body}"}, {"train.py": script})
    model = ModelEvidence(settings=found[0], scores=found[1], emissions=found[2])
    assert from_wire(ModelEvidence, json.loads(json.dumps(to_wire(model), allow_nan=False))) is not None


@settings(max_examples=80, deadline=None)
@given(raw=st.binary(max_size=200), size=st.integers(min_value=0, max_value=2**63))
def test_whatever_bytes_a_weights_file_begins_with_are_read_to_the_end(raw, size):
    assert safetensors.count(io.BytesIO(raw), size).total >= 0
