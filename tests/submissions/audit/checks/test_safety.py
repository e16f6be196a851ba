"""Checks of what should not lie open in a repo, and of what nobody should have to unpickle."""

import pytest

from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.evidence import Part, Status, Unread
from submissions.audit.exposed.exposure import Exposure, ExposureSort
from submissions.audit.findings import Outcome
from submissions.audit.scripts.reading import ScriptEvidence
from tests.factories.evidence import find, make_repo

TOKEN = Exposure(ExposureSort.SECRET, "hub_token", "crear.ipynb", 2, "hf_…kT", 5)
MAIL = Exposure(ExposureSort.PERSONAL, "email", "crear.py", 7, "m…@universidad.edu")
DNI = Exposure(ExposureSort.PERSONAL, "national_id", "README.md", 3, "…5Z")
SEARCHED = ("README.md", "crear.py")
LATER = ScriptEvidence("otro.py", 9, read=False)


def test_nothing_open_passes_and_says_how_far_the_look_reached():
    finding = find("safety.secrets", make_repo(searched=SEARCHED, scripts=(LATER,)))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"searched": 2, "left": 1, "rows": 0})


def test_a_secret_fails_and_says_where_with_no_more_than_its_mask():
    finding = find("safety.secrets", make_repo(exposures=(TOKEN, MAIL), searched=SEARCHED))
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {
            "exposures": [
                {"rule": "hub_token", "path": "crear.ipynb", "line": 2, "cell": 5, "row": None, "masked": "hf_…kT"}
            ],
            "rules": {"hub_token": 1},
            "total": 1,
            "searched": 2,
            "left": 0,
            "rows": 0,
        },
    )


def test_a_secret_fails_though_another_text_could_not_be_read():
    repo = make_repo(exposures=(TOKEN,), unread=(Unread(Part.SCRIPTS, "unreachable"),))
    assert find("safety.secrets", repo).outcome == Outcome.FAIL


@pytest.mark.parametrize("check", ["safety.secrets", "safety.personal_data"])
@pytest.mark.parametrize("part", [Part.CARD, Part.SCRIPTS, Part.CODE])
def test_where_a_text_was_not_read_nothing_found_means_nothing(check, part):
    finding = find(check, make_repo(searched=SEARCHED, unread=(Unread(part, "rate_limited", 60.0),)))
    assert (finding.outcome, finding.facts) == (
        Outcome.UNKNOWN,
        {"why": "rate_limited", "part": part, "retry_after": 60.0},
    )


def test_data_that_could_not_be_read_stops_no_search_of_texts():
    repo = make_repo(searched=SEARCHED, unread=(Unread(Part.DATA, "unreachable"),))
    assert find("safety.secrets", repo).outcome == Outcome.PASS


def test_what_lies_open_in_rows_counts_like_what_lies_open_in_texts():
    row = Exposure(ExposureSort.PERSONAL, "phone", "datos.csv", masked="…98", row=7)
    corpus = CorpusEvidence(exposures=(row,), exposure_rows=1000)
    finding = find("safety.personal_data", make_repo(corpus=corpus))
    assert (finding.outcome, finding.facts["rows"], finding.facts["exposures"][0]["row"]) == (Outcome.WARN, 1000, 7)
    assert find("safety.secrets", make_repo(corpus=corpus)).outcome == Outcome.PASS


def test_without_any_text_there_is_nothing_to_judge():
    finding = find("safety.secrets", make_repo())
    assert (finding.outcome, finding.facts) == (Outcome.NOT_APPLICABLE, {"why": "nothing_to_search"})


def test_twenty_places_are_listed_and_all_are_counted():
    many = tuple(Exposure(ExposureSort.SECRET, "key", "a.py", line) for line in range(25))
    finding = find("safety.secrets", make_repo(exposures=many))
    assert (len(finding.facts["exposures"]), finding.facts["total"], finding.facts["rules"]) == (20, 25, {"key": 25})


def test_an_address_is_worth_a_look_and_an_id_fails():
    assert find("safety.personal_data", make_repo(exposures=(MAIL, TOKEN))).outcome == Outcome.WARN
    finding = find("safety.personal_data", make_repo(exposures=(MAIL, DNI)))
    assert (finding.outcome, finding.facts["rules"]) == (Outcome.FAIL, {"email": 1, "national_id": 1})
    assert find("safety.personal_data", make_repo(exposures=(TOKEN,), searched=SEARCHED)).outcome == Outcome.PASS


@pytest.mark.parametrize(
    "file", ["pytorch_model.bin", "pytorch_model-00001-of-00002.bin", "adapter_model.bin", "x/m.pt"]
)
def test_weights_that_are_pickles_fail_and_beside_safetensors_warn(file):
    finding = find("safety.pickles", make_repo("model", "a/m", files=[file]))
    assert (finding.outcome, finding.facts["weights"], finding.facts["beside"]) == (Outcome.FAIL, [file], False)
    finding = find("safety.pickles", make_repo("model", "a/m", files=[file, "model.safetensors"]))
    assert (finding.outcome, finding.facts["beside"]) == (Outcome.WARN, True)


@pytest.mark.parametrize("file", ["datos.pkl", "vectores.PICKLE", "modelo.joblib"])
def test_other_pickles_warn_in_a_corpus_too(file):
    finding = find("safety.pickles", make_repo(files=[file, "data.csv"]))
    assert (finding.outcome, finding.facts["others"]) == (Outcome.WARN, [file])


@pytest.mark.parametrize("file", ["training_args.bin", "checkpoint-10/optimizer.pt", "rng_state_0.pth", "scheduler.pt"])
def test_what_a_training_leaves_behind_is_only_mentioned(file):
    finding = find("safety.pickles", make_repo("model", "a/m", files=[file, "model.safetensors"]))
    assert (finding.outcome, finding.facts["leftovers"]) == (Outcome.PASS, [file])


@pytest.mark.parametrize(
    "file", ["data.bin", "tokenizer.json", "tokenizer.model", "mypt", "vectores.npy", "model.gguf"]
)
def test_other_files_are_no_pickles(file):
    assert find("safety.pickles", make_repo("model", "a/m", files=[file])).outcome == Outcome.PASS


def test_how_a_files_ending_is_typed_changes_nothing():
    finding = find("safety.pickles", make_repo("model", "a/m", files=["A.PT", "B.PKL", "C.NPY", "MODEL.SAFETENSORS"]))
    named = {name: finding.facts[name] for name in ("weights", "others", "arrays", "beside")}
    assert named == {"weights": ["A.PT"], "others": ["B.PKL"], "arrays": ["C.NPY"], "beside": True}


def test_a_silent_hub_leaves_pickles_unknown():
    repo = make_repo(status=Status.SILENT, unread=(Unread(Part.REPO, "unreachable"),))
    assert find("safety.pickles", repo).outcome == Outcome.UNKNOWN
