"""A folder answers what a Hub is asked."""

import os
from pathlib import Path
from typing import Any

import pytest
from dulwich.repo import Repo

from hackathon.hub.errors import FileMissing, FileNotFetched, HubUnreachable
from hackathon.hub.types import RepoType
from submissions.audit.local import folder as local
from submissions.audit.local import weights
from submissions.audit.local.checkout import Checkout
from submissions.audit.local.folder import LocalHub
from submissions.audit.local.guessing import guess_type
from tests.submissions.audit.local.folders import CARD, POINTER, folder, safetensors

DATASET, MODEL, SPACE = RepoType.DATASET, RepoType.MODEL, RepoType.SPACE


def hub(root: Path, repo_type: RepoType = DATASET, **options: Any) -> LocalHub:
    return LocalHub(root, "recetas", repo_type, **options)


def read(asked: LocalHub, path: str, **options: Any) -> bytes:
    return asked.read_file("recetas", asked.repo_type, path, revision=asked.revision, **options)


def committed(root: Path, message: bytes = b"Primero\n\nCon detalle.") -> Repo:
    repo = Repo.init(str(root))
    repo.get_worktree().stage(["README.md"])
    repo.get_worktree().commit(message=message, author=b"Ana <ana@example.org>", committer=b"Ana <ana@example.org>")
    return repo


def test_its_files_are_told_with_their_sizes_and_without_gits_own(tmp_path):
    files = {"README.md": "hola", "data/a.csv": "a\n1\n", ".git/config": "x", "__pycache__/a.pyc": "x"}
    info = hub(folder(tmp_path, files)).repo_info("recetas", DATASET)
    assert [(file.path, file.size) for file in info.files] == [("README.md", 4), ("data/a.csv", 4)]
    assert (info.sha, info.private, info.gated) == ("local", False, False)


def test_a_part_of_a_file_is_read_from_its_beginning(tmp_path):
    asked = hub(folder(tmp_path, {"a.txt": "0123456789"}))
    assert read(asked, "a.txt", max_bytes=4) == b"0123"
    with asked.open_file("recetas", DATASET, "a.txt", revision="local") as file:
        file.seek(8)
        assert file.read() == b"89"


@pytest.mark.parametrize("path", ["no.txt", "../fuera.txt", "/etc/passwd", ".git/config"])
def test_what_is_not_in_the_folder_is_not_there(path, tmp_path):
    folder(tmp_path, {"fuera.txt": "x", "dentro/a.txt": "x", "dentro/.git/config": "x"})
    with pytest.raises(FileMissing):
        read(hub(tmp_path / "dentro"), path)


def test_links_are_followed_inside_the_folder_and_never_out_of_it(tmp_path):
    folder(tmp_path, {"secreto.txt": "x", "dentro/a.txt": "abc"})
    inside = tmp_path / "dentro"
    (inside / "b.txt").symlink_to("a.txt")
    (inside / "c.txt").symlink_to("../secreto.txt")
    (inside / "todo").symlink_to("..")
    (inside / "nada.txt").symlink_to("no-existe")
    (inside / "vuelta").symlink_to("vuelta")
    os.mkfifo(inside / "tubo")
    assert hub(inside).paths == {"a.txt", "b.txt"}
    assert read(hub(inside), "b.txt") == b"abc"


def test_a_folder_of_very_many_files_is_cut_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "MAX_FILES", 3)
    assert not hub(folder(tmp_path, {"a": "", "b": ""})).cut
    asked = hub(folder(tmp_path, {"c": "", "d": ""}))
    assert (asked.cut, len(asked.paths)) == (True, 3)


def test_a_pointer_of_git_lfs_is_not_the_file_and_tells_its_size(tmp_path):
    asked = hub(folder(tmp_path, {"data.parquet": POINTER, "a.csv": "a\n"}))
    assert asked.pointers == ("data.parquet",)
    assert [file.size for file in asked.repo_info("recetas", DATASET).files] == [2, 123456]
    with pytest.raises(FileNotFetched):
        read(asked, "data.parquet")


def test_a_checkout_tells_its_commit_and_its_history(tmp_path):
    repo = committed(folder(tmp_path, {"README.md": CARD}))
    asked = hub(tmp_path)
    (commit,) = asked.commits("recetas", DATASET)
    assert asked.revision == commit.sha == repo.head().decode()
    assert (commit.title, commit.authors) == ("Primero", ("Ana",))


@pytest.mark.parametrize("broken", [{}, {".git/HEAD": "ref: refs/heads/main\n"}, {".git": "gitdir: /no/existe\n"}])
def test_a_folder_that_git_cannot_read_is_a_folder(broken, tmp_path):
    asked = hub(folder(tmp_path, {"README.md": CARD, **broken}))
    assert (asked.revision, asked.commits("recetas", DATASET), asked.origin) == ("local", (), None)


def test_where_it_was_cloned_from_is_told_without_a_password(tmp_path):
    repo = committed(folder(tmp_path, {"README.md": CARD}))
    config = repo.get_config()
    config.set((b"remote", b"origin"), b"url", b"https://ana:hf_secreto@huggingface.co/datasets/ana/recetas")
    config.write_to_path()
    assert Checkout(tmp_path).origin == "https://huggingface.co/datasets/ana/recetas"


def test_other_repos_are_asked_for_elsewhere(tmp_path):
    near, far = folder(tmp_path / "a", {"a": "1"}), folder(tmp_path / "b", {"b": "2"})
    asked = hub(near, elsewhere=LocalHub(far, "base", MODEL))
    assert [file.path for file in asked.repo_info("base", MODEL).files] == ["b"]
    with pytest.raises(HubUnreachable):
        hub(near).repo_info("base", MODEL)


def test_a_folder_does_not_run(tmp_path):
    with pytest.raises(FileMissing):
        hub(tmp_path, SPACE).space_runtime("recetas")
    assert hub(tmp_path, SPACE).space_answers("recetas", seconds=1).why == "no_host"


def test_a_models_weights_are_counted_from_headers(tmp_path):
    files = {
        "model-1.safetensors": safetensors(a=("F16", [2, 3]), b=("F32", [])),
        "model-2.safetensors": safetensors(c=("F16", [4])),
        "adapter_model.safetensors": safetensors(d=("F16", [1000])),
        "broken.safetensors": b"\xff" * 9,
        "config.json": '{"architectures": ["X"]}',
        "tokenizer_config.json": '{"chat_template": "{{ x }}"}',
    }
    info = hub(folder(tmp_path, files), MODEL).repo_info("recetas", MODEL)
    assert (info.parameters, dict(info.dtypes), info.chat_template) == (11, {"F16": 10, "F32": 1}, True)
    assert info.config == {"architectures": ["X"], "tokenizer_config": {"chat_template": "{{ x }}"}}


def test_weights_that_are_there_twice_count_once(tmp_path):
    whole, piece = safetensors(a=("F16", [10])), safetensors(a=("F16", [10]))
    paths = dict(
        local.files_of(folder(tmp_path / "a", {"model.safetensors": whole, "consolidated.safetensors": piece}))
    )
    assert weights.dtypes(paths) == {"F16": 10}
    index = '{"weight_map": {"a": "model-1.safetensors"}}'
    shards = {"model.safetensors.index.json": index, "model-1.safetensors": piece, "consolidated.safetensors": whole}
    assert weights.dtypes(dict(local.files_of(folder(tmp_path / "b", shards)))) == {"F16": 10}


@pytest.mark.parametrize("shape", [[-1], [2**60], "3", [True], [1.5], [1] * 11])
def test_a_header_that_lies_counts_for_nothing(shape, tmp_path):
    paths = dict(local.files_of(folder(tmp_path, {"model.safetensors": safetensors(a=("F16", shape))})))
    assert weights.dtypes(paths) == {}


@pytest.mark.parametrize(
    ("paths", "metadata", "expected"),
    [
        (["app.py"], {"sdk": "gradio"}, SPACE),
        (["data.csv"], {"base_model": "a/b"}, MODEL),
        (["app.py"], {"configs": []}, DATASET),
        (["adapter_config.json", "data.csv"], {"license": "mit"}, MODEL),
        (["weights/model.gguf"], None, MODEL),
        (["data/train.parquet", "app.py"], None, DATASET),
        (["app.py", "requirements.txt"], None, SPACE),
        (["index.html"], None, SPACE),
        (["notas.txt"], {"license": "mit"}, None),
        ([], None, None),
    ],
)
def test_what_a_folder_is_to_become_is_guessed_from_its_card_before_its_files(paths, metadata, expected):
    assert guess_type(paths, metadata) == expected
