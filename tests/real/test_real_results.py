"""All real result files of the harness are read, refused or left out in parts as somebody found right who opened each of them.

Why three are refused and what is left out of others:

- ``c05a54fa`` comes from a fork of 2022 whose results are a list with a row for each prompt; in this file the list is empty.
- ``238f6d80`` and ``ddb4b4f8`` hold only the harness's ``bypass``, which it writes (as 999) where answers are kept and not scored.
- ``1142bd5a`` and ``9fcd0208`` have an infinite error in one task: it has no value, and both had a limit. The other eleven tasks of
  the first are read.
- ``bdda595d`` is ``3366f0ba`` with a row ``aggregate`` that somebody added: it has no alias, and is none of the tasks.
- ``3e92cb26``, ``90b90053`` and ``dc0b71b3`` do not say which model it was: their file names are no evidence, so it has no name.

Eight files name the folder of a LLaMA on a disk, where the last part alone (``7B``) would say nothing. ``800ef4e4`` and
``e12c8061`` say ``main`` of a folder, which is no revision. ``1142bd5a`` had a limit above the size of every task, which is taken for
a limit all the same.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from submissions.evaluation.results import Left, NotResults, ParsedRun, Refusal, TaskScore, parse
from submissions.models import EvaluationRun, TaskResult

REFUSED = {
    "238f6d80": Refusal.NO_SCORES,
    "c05a54fa": Refusal.RESULTS_NOT_A_MAPPING,
    "ddb4b4f8": Refusal.NO_SCORES,
}
LEFT_OUT = {
    "1142bd5a": [(Left.NOT_FINITE, "polymer_tg_prediction", "mae", "inf")],
    "3e92cb26": [(Left.MODEL_UNKNOWN, "", "", "")],
    "90b90053": [(Left.MODEL_UNKNOWN, "", "", "")],
    "9fcd0208": [(Left.NOT_FINITE, "polymer_tg_prediction", "mae", "inf")],
    "bdda595d": [(Left.UNLISTED, "aggregate", "", "")],
    "dc0b71b3": [(Left.MODEL_UNKNOWN, "", "", "")],
}
# model, first letters of its commit, rows, groups among them, scores, standard errors, whether it is partial
TABLE = {
    "03830451": ("google/gemma-2b", "", 1, 0, 1, 0, False),
    "04a49e59": ("LLaMA 7B", "", 7, 0, 18, 10, False),
    "0a089f52": ("facebook/xglm-1.7B", "", 11, 0, 11, 11, False),
    "1142bd5a": ("gpt-4o-mini", "", 12, 0, 12, 11, True),
    "17c973b1": ("meta-llama/Meta-Llama-3-8B", "62bd457", 1, 0, 3, 3, False),
    "1a4d7e4a": ("qwen/qwen2.5-7B", "d149729", 52, 4, 57, 57, False),
    "3366f0ba": ("RWKV-x070-Pile-1.47B-20241210-ctx4096", "", 10, 1, 14, 14, False),
    "3b7b1386": ("bigscience/bloom-7b1", "", 7, 0, 7, 7, False),
    "3e92cb26": ("", "", 1, 0, 1, 1, True),
    "43727a59": ("LLaMA 13B", "", 7, 0, 7, 7, False),
    "49e01eba": ("facebook/xglm-564M", "", 15, 0, 15, 15, False),
    "4f889e48": ("meta-llama/Meta-Llama-3-8B", "62bd457", 1, 0, 3, 3, False),
    "57a519f3": ("meta-llama/Meta-Llama-3.1-70B-Instruct", "", 1, 0, 1, 1, False),
    "5e9466d4": ("LLaMA 30B", "", 7, 0, 7, 7, False),
    "5fe10582": ("mosaicml/mpt-7b", "", 7, 0, 7, 7, False),
    "626ab076": ("gpt-4o-mini", "", 11, 0, 11, 11, False),
    "688d5758": ("nl2foam_sft_0__8__1765777563", "", 2, 0, 6, 6, False),
    "6c9bf4c8": ("bigscience/bloom-3b", "", 11, 0, 11, 11, False),
    "7640ea51": ("facebook/xglm-564M", "", 7, 0, 7, 7, False),
    "76cae4fd": ("bigscience/bloom-3b", "", 7, 0, 7, 7, False),
    "78eac7f4": ("bigscience/bloom-1b1", "", 7, 0, 7, 7, False),
    "800ef4e4": ("Llama-2-70b-chat-hf", "", 6, 1, 6, 6, False),
    "8693bb92": ("bigscience/bloom-1b1", "", 12, 0, 20, 18, False),
    "8915f2ef": ("Qwen/Qwen3-8B", "b968826", 4, 1, 9, 5, True),
    "8e0a9faa": ("Qwen/Qwen3-8B", "", 2, 0, 6, 6, False),
    "90b90053": ("", "", 1, 0, 2, 1, True),
    "932d46e3": ("LLaMA 30B", "", 11, 0, 11, 11, False),
    "96fd9eb4": ("bigscience/bloom-1b7", "", 15, 0, 15, 15, False),
    "9fcd0208": ("gpt-4o-mini", "", 1, 0, 1, 0, True),
    "a45880e3": ("mosaicml/mpt-7b", "", 9, 0, 18, 18, False),
    "aadff722": ("bigscience/bloom-560m", "", 15, 0, 15, 15, False),
    "b4f6aed7": ("qwen/qwen2.5-3B", "3aab1f1", 67, 4, 79, 79, False),
    "b676b711": ("qwen/qwen2.5-7B", "d149729", 15, 0, 22, 22, False),
    "bdda595d": ("RWKV-x070-Pile-1.47B-20241210-ctx4096", "", 10, 1, 14, 14, False),
    "c0f73b77": ("facebook/xglm-564M", "", 11, 0, 11, 11, False),
    "c5e6cd0f": ("LLaMA 13B", "", 11, 0, 11, 11, False),
    "ca241a78": ("LLaMA 7B", "", 15, 0, 15, 15, False),
    "d0892979": ("bigscience/bloom-7b1", "", 15, 0, 15, 15, False),
    "d742d360": ("LLaMA 13B", "", 7, 0, 18, 10, False),
    "dc0b71b3": ("", "", 1, 0, 2, 1, True),
    "e12c8061": ("FLOR-760M", "", 2, 0, 4, 4, True),
    "e29bb94f": ("bigscience/bloom-1b7", "", 7, 0, 18, 10, False),
    "e6ee19e3": ("LLaMA 7B", "", 9, 0, 18, 18, False),
    "ececbf0d": ("gpt-3.5-turbo-0125", "", 4, 1, 4, 4, True),
    "f5a539de": ("mosaicml/mpt-7b", "", 11, 0, 11, 11, False),
    "f971c157": ("Qwen/Qwen3-8B", "b968826", 4, 1, 9, 5, True),
    "fb432b04": ("facebook/xglm-2.9B", "", 7, 0, 7, 7, False),
}
FOLDERS_AND_APIS = {
    "FLOR-760M",
    "LLaMA 13B",
    "LLaMA 30B",
    "LLaMA 7B",
    "Llama-2-70b-chat-hf",
    "RWKV-x070-Pile-1.47B-20241210-ctx4096",
    "gpt-3.5-turbo-0125",
    "gpt-4o-mini",
    "nl2foam_sft_0__8__1765777563",
    "",
}
READ_BY_EYE = {
    ("04a49e59", "headqa_es", "acc_norm", "none"): (0.3242159008023341, 0.008940599111132597, 0, "0"),
    ("04a49e59", "squad2", "best_f1", "none"): (50.0801228586961, None, 0, "1"),
    ("0a089f52", "xstory_cloze_es", "acc", "none"): (0.5923229649238915, 0.012645876488040282, 0, "0"),
    ("238f6d80", "scheming_evals_free_response_task", "bypass", "none"): None,
    ("3366f0ba", "cola", "mcc", "none"): (-0.00034019924859577224, 0.031010003773358896, 0, ""),
    ("57a519f3", "gsm8k_judge_2", "exact_match", "test"): (0.8165276724791509, 0.01066137044869965, 5, "3.0"),
    ("03830451", "masakhaner_luo_prompt_1", "f1", "flexible-extract"): (0.0656270305392884, None, 5, "1.0"),
    ("1142bd5a", "battery_electrolyte_qa", "exact_match", "xml-extract"): (0.35, 0.10942433098048308, 0, "Yaml"),
    ("1142bd5a", "polymer_tg_prediction", "mae", "none"): (None, None, 0, "Yaml"),
    ("8915f2ef", "negotiationtom", "micro_f1", "none"): (0.30188679245283023, None, 0, "0"),
    ("90b90053", "cb", "acc", "none"): (0.5, 0.5, 4, "Yaml"),
    ("a45880e3", "lambada_openai_mt_es", "ppl", "none"): (67.22873557270539, 3.6853291413042055, 0, "0"),
    ("bdda595d", "aggregate", "acc", "none"): None,
    ("ececbf0d", "wmdp", "exact_match", "none"): (1.0, 0.0, 0, ""),
}


def all_files(real_material: Path) -> dict[str, Path]:
    return {path.name[:8]: path for path in sorted((real_material / "lm_eval_results").glob("*.json"))}


def all_runs(real_material: Path) -> dict[str, ParsedRun]:
    files = all_files(real_material).items()
    return {key: parse(path.read_bytes(), name=path.name) for key, path in files if key not in REFUSED}


def line_by_line(path: Path) -> Iterator[tuple[str, str, str]]:
    """The second reading: task, cell and what stands in it, from the lines of the file, by their indentation alone."""
    text = path.read_text(encoding="utf-8").split('\n  "results": {\n', 1)[-1].split("\n  }", 1)[0]
    task = ""
    for line in text.split("\n"):
        if opened := re.fullmatch(r' {4}"(.+)": \{', line):
            task = opened[1]
        elif cell := re.fullmatch(r' {6}"(.+)": ([^{]+?),?', line):
            yield task, cell[1], cell[2]


def test_there_are_fifty_files_and_each_is_read_or_refused_for_a_reason(real_material):
    files = all_files(real_material)
    assert len(files) == 50
    assert set(TABLE) | set(REFUSED) == set(files)
    for key, code in REFUSED.items():
        with pytest.raises(NotResults) as raised:
            parse(files[key].read_bytes(), name=key)
        assert raised.value.code == code, key


def test_the_table_of_all_runs_is_the_one_that_was_read_by_eye(real_material):
    found = {
        key: (
            run.model,
            run.revision[:7],
            len(run.tasks),
            len({score.task for score in run.scores if score.is_group}),
            len(run.scores),
            sum(score.stderr is not None for score in run.scores),
            run.partial,
        )
        for key, run in all_runs(real_material).items()
    }
    assert found == TABLE
    assert sum(row[4] for row in found.values()) == 574


def test_what_was_left_out_is_what_was_found_odd_and_nothing_else(real_material):
    found = {
        key: [(one.code, one.task, one.metric, one.value) for one in run.skipped]
        for key, run in all_runs(real_material).items()
        if run.skipped
    }
    assert found == LEFT_OUT


def test_folders_and_models_behind_an_api_are_no_repos(real_material):
    runs = all_runs(real_material).values()
    assert {run.model for run in runs if not run.model_is_repo} == FOLDERS_AND_APIS
    assert [run.revision for run in runs if not run.model_is_repo and run.revision] == []


def test_values_are_those_that_were_read_by_eye(real_material):
    runs = all_runs(real_material)
    found = {}
    for wanted in READ_BY_EYE:
        file, *names = wanted
        scores = [
            one for one in (runs[file].scores if file in runs else ()) if names == [one.task, one.metric, one.filter]
        ]
        found[wanted] = told(scores[0]) if scores else None
    assert found == READ_BY_EYE


def told(score: TaskScore) -> tuple[Any, ...]:
    return score.value, score.stderr, score.num_fewshot, score.version


def test_which_way_is_better_is_known_of_every_metric_in_every_file(real_material):
    scores = [score for run in all_runs(real_material).values() for score in run.scores]
    assert [score.metric for score in scores if score.higher_is_better is None] == []
    less = {score.metric for score in scores if not score.higher_is_better}
    assert less == {"mae", "perplexity", "ppl"}


def test_a_second_reading_of_every_line_finds_the_same_numbers(real_material):
    """By indentation and without a reader of JSON: each cell of each file, in its order, to the last digit."""
    for key, run in all_runs(real_material).items():
        told_twice = [(score.task, score.metric, score.filter, score.value, score.stderr) for score in run.scores]
        seen: dict[tuple[str, str, str], list[float | None]] = {}
        for task, cell, written in line_by_line(all_files(real_material)[key]):
            if cell in ("alias", "name", "sample_len", "acc,none") and (cell != "acc,none" or task == "aggregate"):
                continue
            metric, _comma, filter_ = cell.partition(",")
            number = None if written in ("NaN", "Infinity", '"N/A"') else float(written)
            place = seen.setdefault((task, metric.removesuffix("_stderr"), filter_ or "none"), [None, None])
            place[metric.endswith("_stderr")] = number
        assert [(*names, *numbers) for names, numbers in seen.items()] == told_twice, key


def test_how_they_were_made_is_told_as_far_as_each_file_tells_it(real_material):
    runs = all_runs(real_material)
    newest, oldest, api = runs["8915f2ef"], runs["3b7b1386"], runs["626ab076"]
    assert (newest.engine_version, newest.dtype, newest.batch_size, newest.limit) == (
        "0.4.13.dev0",
        "bfloat16",
        "auto (64)",
        20.0,
    )
    assert (newest.hardware, newest.parameters, newest.seed, newest.chat_template) == (
        "NVIDIA H100 80GB HBM3",
        8190735360,
        "0,1234,1234,1234",
        True,
    )
    assert (str(newest.date), newest.seconds) == ("2026-07-08 16:02:00.543339+00:00", 184.64356022595894)
    assert (oldest.engine_version, oldest.date, oldest.seconds, oldest.chat_template) == ("", None, None, None)
    assert (api.backend, api.hardware, api.chat_template) == (
        "openai-chat-completions",
        "NVIDIA GeForce RTX 4090",
        False,
    )
    assert (runs["800ef4e4"].hardware, runs["ececbf0d"].hardware) == ("4 × NVIDIA A100-SXM4-80GB", "Apple M1 Pro")
    assert runs["dc0b71b3"].seconds == 2059.0638937950134


@pytest.mark.django_db
def test_the_command_stores_them_once_and_prints_a_row_for_each_score(real_material, capsys):
    files = [str(path) for path in all_files(real_material).values()]
    written = []
    for _time in range(2):
        with pytest.raises(SystemExit) as ended:
            call_command("import_results", *files, "--json")
        assert ended.value.code == 1
        written.append(capsys.readouterr())
        assert (EvaluationRun.objects.count(), TaskResult.objects.count()) == (47, 574)
    assert written[0].out == written[1].out
    rows = [json.loads(line, parse_constant=pytest.fail) for line in written[0].out.splitlines()]
    assert (len(rows), len({row["file"] for row in rows})) == (574, 47)
    assert [row["task"] for row in rows if row["value"] is None] == ["polymer_tg_prediction"] * 2
    assert (written[0].err.count(": guardado"), written[1].err.count(": ya se conocía")) == (47, 47)
    assert written[0].err.count("aggregate: ") == 1
