"""Which files of a corpus are looked into."""

import pytest

from submissions.audit.corpus.datafiles import choose, packed_files
from submissions.audit.corpus.evidence import Split
from submissions.audit.evidence import FileEvidence


def files(*paths: str) -> tuple[FileEvidence, ...]:
    return tuple(FileEvidence(path, 10) for path in paths)


def chosen(*paths: str, **metadata: object) -> list[tuple[str, str, str]]:
    return [(file.path, file.config, file.split) for file in choose(files(*paths), metadata)]


def test_every_file_is_read_a_first_of_each_split_before_any_second():
    paths = ["data/test-00000.parquet", "data/train-00000.parquet", "data/train-00001.parquet", "README.md"]
    assert chosen(*paths) == [
        ("data/train-00000.parquet", "default", "train"),
        ("data/test-00000.parquet", "default", "test"),
        ("data/train-00001.parquet", "default", "train"),
    ]


def test_rows_may_be_packed():
    assert chosen("a.jsonl.gz", "b.csv.zst", "c.tsv.GZ", "d.tar.gz", "e.gz") == [
        ("a.jsonl.gz", "default", "train"),
        ("b.csv.zst", "default", "train"),
        ("c.tsv.GZ", "default", "train"),
    ]


def test_a_file_of_several_configs_and_splits_is_read_once_and_belongs_to_all():
    configs = [
        {
            "config_name": "una",
            "data_files": [{"split": split, "path": ["a.csv", "*.csv"]} for split in ("test", "train")],
        },
        {"config_name": "todo", "data_files": ["*.csv", "test/a.csv", "a.csv"]},
    ]
    todo, train, test = Split("todo", "train"), Split("una", "train"), Split("una", "test")
    found = choose(files("a.csv", "test/a.csv"), {"configs": configs})
    assert {file.path: file.splits for file in found} == {
        "a.csv": (todo, train, test),
        "test/a.csv": (todo, train, test),
    }


def test_of_the_splits_that_a_file_belongs_to_only_some_are_kept():
    configs = [{"config_name": f"{n:02}", "data_files": "*.csv"} for n in range(30)]
    (file,) = choose(files("a.csv"), {"configs": configs})
    assert [one.config for one in file.splits] == [f"{n:02}" for n in range(20)]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.csv", ["a.csv", "b/a.csv", "b/c/d.csv"]),
        ("b/**/*.csv", ["b/a.csv", "b/c/d.csv"]),
        ("./b/c/d.csv", ["b/c/d.csv"]),
        ("b/[ac]*.csv", ["b/a.csv", "b/c/d.csv"]),
        ("?.csv", ["a.csv"]),
        ("b", []),
        ("z*", []),
    ],
)
def test_a_pattern_means_files_as_the_hub_reads_it(pattern: str, found: list[str]):
    paths = ("b/c/d.csv", "a.csv", "b/a.csv", "b.txt")
    configs = [{"data_files": pattern}, {"config_name": "z", "data_files": "a.csv"}]
    read = {path for path, _config, _split in chosen(*paths, configs=configs)}
    assert sorted(read) == sorted({*found, "a.csv"})


def test_of_very_many_files_and_patterns_only_some_are_looked_at():
    paths = [f"datos/{n}.csv" for n in range(10_010)]
    configs = [{"config_name": str(n), "data_files": f"otros/{n}-*.csv"} for n in range(600)]
    configs[550]["data_files"] = "datos/1.csv"
    assert len(chosen(*paths, configs=configs)) == 10_000


def test_settings_of_tokenizers_and_hidden_folders_hold_no_rows():
    assert chosen("tokenizer.json", ".cache/x.csv", "dataset_infos.json", "_old/x.csv", "notas.txt") == []


def test_the_cards_configs_come_before_guessing():
    configs = [
        {"config_name": "preguntas", "data_files": [{"split": "train", "path": "p/*.csv"}]},
        {"config_name": "resúmenes", "data_files": "r/**/*.csv"},
    ]
    assert chosen("p/a.csv", "r/x/b.csv", "otro.csv", configs=configs) == [
        ("p/a.csv", "preguntas", "train"),
        ("r/x/b.csv", "resúmenes", "train"),
    ]


def test_configs_may_give_a_folder_only():
    assert chosen("es/a.csv", "b.csv", configs=[{"config_name": "es", "data_dir": "es"}]) == [
        ("es/a.csv", "es", "train")
    ]


@pytest.mark.parametrize(
    "configs", ["texto", [1, None], {"a": 1}, [{"data_files": [[1]]}], [{"data_files": "nada.csv"}]]
)
def test_configs_that_say_nothing_are_no_obstacle(configs):
    assert chosen("a.csv", configs=configs) == [("a.csv", "default", "train")]


def test_training_rows_of_every_folder_come_before_any_test_rows():
    paths = [f"c{n}/train.csv" for n in range(5)] + ["c0/test.csv", "c1/test.csv"]
    assert [path for path, _, _ in chosen(*paths)] == [
        *[f"c{n}/train.csv" for n in range(5)],
        "c0/test.csv",
        "c1/test.csv",
    ]


def test_what_is_packed_is_named():
    assert packed_files(files("datos.zip", "requirements.txt", "tabla.xlsx")) == ("datos.zip", "tabla.xlsx")


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("data/test-00000-of-00001.parquet", "test"),
        ("corpus_eval.csv", "test"),
        ("dev.jsonl", "validation"),
        ("val1.csv", "validation"),
        ("train/dev.json", "validation"),
        ("data/train/datos.csv", "train"),
        ("medieval.csv", "train"),
        ("testimonios.csv", "train"),
        ("latest.csv", "train"),
    ],
)
def test_a_split_is_what_the_hub_sees_in_a_path_and_no_part_of_another_word(path: str, split: str):
    assert [file.split for file in choose(files(path), None)] == [split]
