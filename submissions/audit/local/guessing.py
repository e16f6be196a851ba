"""Which kind of repo a folder is to become, from its card and its files. Pure."""

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Any

from hackathon.hub.types import RepoType
from submissions.audit.corpus.datafiles import is_data

# Keys of a card's YAML that only one kind of repo has: huggingface.co/docs/hub, "Repo cards" and "Spaces configuration".
KEYS = {
    RepoType.SPACE: ("sdk", "app_file", "app_port", "sdk_version"),
    RepoType.MODEL: ("base_model", "pipeline_tag", "library_name", "model-index", "datasets", "co2_eq_emissions"),
    RepoType.DATASET: (
        "dataset_info",
        "configs",
        "task_categories",
        "size_categories",
        "annotations_creators",
        "source_datasets",
        "pretty_name",
    ),
}
WEIGHTS = (".safetensors", ".gguf", ".onnx", ".h5", ".msgpack")
MODEL_FILES = frozenset({"adapter_config.json", "pytorch_model.bin", "generation_config.json", "tokenizer_config.json"})
APP_FILES = frozenset({"app.py", "streamlit_app.py", "Dockerfile"})


def guess_type(paths: Collection[str], metadata: Mapping[str, Any] | None) -> RepoType | None:
    """The likeliest kind: what the YAML says before what the files say. None: nothing tells.

    >>> str(guess_type(["README.md", "app.py"], {"sdk": "gradio"})), str(guess_type(["data/train.csv"], None))
    ('space', 'dataset')
    >>> guess_type(["notas.txt"], {})
    """
    said = metadata or {}
    for repo_type, keys in KEYS.items():
        if any(key in said for key in keys):
            return repo_type
    names = {PurePosixPath(path).name for path in paths}
    if names & MODEL_FILES or any(name.endswith(WEIGHTS) for name in names):
        return RepoType.MODEL
    if any(is_data(path) for path in paths):
        return RepoType.DATASET
    return RepoType.SPACE if APP_FILES & set(paths) or "index.html" in paths else None
