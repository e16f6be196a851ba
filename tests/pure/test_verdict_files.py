"""Which files differ from the revision that counts, and of what sort they are."""

import pytest

from hackathon.hub.types import RepoType
from submissions.deadline.files import changed, sort_of
from submissions.deadline.record import SeenFile
from submissions.deadline.verdict import LISTED_FILES, Change, ChangedFile, Sort, Tally, Verdict
from tests.factories.records import Told, commit

DATASET, MODEL, SPACE = RepoType.DATASET, RepoType.MODEL, RepoType.SPACE


@pytest.mark.parametrize(
    ("paths", "repo_type", "sort"),
    [
        (
            "README.md README_ES.md docs/guia.pdf LICENSE LICENSE.txt .gitattributes CITATION.cff",
            DATASET,
            Sort.DOCUMENTS,
        ),
        ("portada.png assets/logo.svg docs/figura.jpg", DATASET, Sort.DOCUMENTS),
        ("imagenes/1.png train/plato.JPG data/1.png", DATASET, Sort.DATA),
        ("data/train.csv train.parquet a/b.jsonl x.json notas.txt corpus.zip b.arrow c.tsv", DATASET, Sort.DATA),
        ("licencias.csv readme.parquet authors.jsonl", DATASET, Sort.DATA),
        ("model.safetensors a/adapter_model.bin x.gguf checkpoint.pt m.onnx tf_model.h5", MODEL, Sort.WEIGHTS),
        ("config.json tokenizer.json vocab.txt train.py notebook.ipynb requirements.txt", MODEL, Sort.CODE),
        ("data/ejemplos.json data/x.txt eval.csv", MODEL, Sort.DATA),
        (
            "app.py Dockerfile requirements.txt packages.txt src/App.tsx style.css index.html config.yaml",
            SPACE,
            Sort.CODE,
        ),
        ("logo.png README.md examples/1.jpg", SPACE, Sort.DOCUMENTS),
        ("loading.py dataset_infos.yaml", DATASET, Sort.CODE),
        ("spiece.model sin_nada audio.wav", MODEL, Sort.OTHER),
        ("audio/1.wav audio/2.flac", DATASET, Sort.DATA),
        ("sin_nada", DATASET, Sort.OTHER),
    ],
)
def test_a_file_is_of_the_sort_that_people_take_it_for(paths: str, repo_type: RepoType, sort: Sort) -> None:
    assert {path: sort_of(path, repo_type) for path in paths.split()} == dict.fromkeys(paths.split(), sort)


@pytest.mark.parametrize("path", ["", "/", ".", "..", "a/", ".hidden", "a\0b", "ÑANDÚ.CSV", "data/", "x" * 5000])
def test_every_path_has_a_sort(path: str) -> None:
    assert sort_of(path, DATASET) in Sort


def files(**contents: str) -> list[SeenFile]:
    return [SeenFile(path.replace("_", "."), 1, content) for path, content in contents.items()]


def test_what_differs_comes_in_order_of_path() -> None:
    found = changed(
        files(README_md="1", train_csv="1", same_py="1"), files(README_md="2", same_py="1", app_py="1"), repo_type=MODEL
    )
    assert found == (
        ChangedFile("README.md", Change.MODIFIED, Sort.DOCUMENTS),
        ChangedFile("app.py", Change.ADDED, Sort.CODE),
        ChangedFile("train.csv", Change.REMOVED, Sort.DATA),
    )


def test_large_files_differ_by_what_lfs_says_of_them() -> None:
    old, new = SeenFile("a.bin", 9, "same", "1"), SeenFile("a.bin", 9, "same", "2")
    assert changed([old], [new], repo_type=MODEL) == (ChangedFile("a.bin", Change.MODIFIED, Sort.WEIGHTS),)


def test_of_a_list_that_was_cut_only_files_in_both_are_compared() -> None:
    found = changed(files(a_md="1", b_md="1"), files(b_md="2", c_md="1"), repo_type=MODEL, cut=True)
    assert [file.path for file in found] == ["b.md"]


def late(before: dict[str, str], after: dict[str, str], **more: object) -> Verdict:
    told = Told().snapshot(-9, "a", commit("a", -10), files=before).head(0, "a")
    return told.snapshot(9, "b", commit("b", 8), since="a", files=after, **more).verdict()


def test_a_verdict_says_how_many_files_of_each_sort_differ() -> None:
    found = late({"README.md": "1", "a.csv": "1"}, {"README.md": "2", "app.py": "1", "b.py": "1"})
    assert (found.same_content, found.files_total) == (False, 4)
    assert found.files_by == (Tally("documents", 1), Tally("data", 1), Tally("code", 2))


def test_the_list_of_files_is_cut_and_all_are_counted() -> None:
    found = late({}, {f"{number:04}.csv": "1" for number in range(250)})
    assert (len(found.files), found.files_total, found.files_by) == (LISTED_FILES, 250, (Tally("data", 250),))


def test_a_verdict_compares_what_snapshots_have_of_long_lists() -> None:
    found = late({"a.md": "1"}, {"a.md": "2", "b.md": "1"}, files_total=1001)
    assert [file.path for file in found.files] == ["a.md"]


def test_files_may_be_told_by_one_snapshot_and_their_digest_by_another() -> None:
    """The names of files are told once for each revision."""
    told = Told().snapshot(-9, "a", commit("a", -10), files={"a.md": "1"}).snapshot(0, "a", since="a", files_total=1)
    told.snapshot(9, "b", commit("b", 8), since="a", files={"a.md": "2"}).snapshot(20, "b", since="b", private=False)
    assert ([file.path for file in told.verdict().files], told.verdict().same_content) == (["a.md"], False)


def test_equal_trees_differ_in_no_file_even_if_nobody_listed_them() -> None:
    told = Told().snapshot(-9, "a", commit("a", -10), tree="t").head(0, "a").snapshot(9, "b", commit("b", 8), tree="t")
    assert (told.verdict().same_content, told.verdict().files) == (True, ())


def test_without_both_trees_nothing_is_said_of_content() -> None:
    told = Told().snapshot(-9, "a", commit("a", -10), files={"a": "1"}).head(0, "a").snapshot(9, "b", commit("b", 8))
    assert (told.verdict().same_content, told.verdict().files_total) == (None, 0)
