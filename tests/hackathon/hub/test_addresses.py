import pytest

from hackathon.hub.addresses import AddressError, AddressProblem, RepoAddress, is_repo_id, parse_address, web_address
from hackathon.hub.types import RepoType

DATASET, MODEL, SPACE = RepoType.DATASET, RepoType.MODEL, RepoType.SPACE
SANDBOX = "http://127.0.0.1:8001"


@pytest.mark.parametrize(
    ("typed", "repo_type"),
    [
        ("https://huggingface.co/datasets/ana/recetas", DATASET),
        ("https://huggingface.co/ana/recetas", MODEL),
        ("https://huggingface.co/spaces/ana/recetas", SPACE),
        ("https://huggingface.co/spaces/ana/recetas/", SPACE),
        ("https://huggingface.co//datasets//ana/recetas//", DATASET),
        ("http://huggingface.co/ana/recetas", MODEL),
        ("HTTPS://HuggingFace.co/ana/recetas", MODEL),
        ("https://www.huggingface.co/ana/recetas", MODEL),
        ("https://huggingface.co:443/ana/recetas", MODEL),
        ("https://hf.co/datasets/ana/recetas", DATASET),
        ("hf.co/ana/recetas", MODEL),
        ("huggingface.co/datasets/ana/recetas", DATASET),
        ("//huggingface.co/ana/recetas", MODEL),
        ("https://huggingface.co/datasets/ana/recetas/tree/main", DATASET),
        ("https://huggingface.co/datasets/ana/recetas/viewer/default/train?row=3", DATASET),
        ("https://huggingface.co/ana/recetas/blob/main/README.md#uso", MODEL),
        ("https://huggingface.co/ana/recetas/commits/main", MODEL),
        ("https://huggingface.co/ana/recetas?utm_source=x", MODEL),
        ("https://huggingface.co/ana/recetas.git", MODEL),
        ("https://huggingface.co/datasets/ana%2Frecetas", DATASET),
        ("https://ana:secreto@huggingface.co/ana/recetas", MODEL),
        ("hf://datasets/ana/recetas", DATASET),
        ("hf://datasets/ana/recetas@main/train.csv", DATASET),
        ("datasets/ana/recetas", DATASET),
        ("/datasets/ana/recetas/", DATASET),
        ("spaces/ana/recetas", SPACE),
        ("models/ana/recetas", MODEL),
        ("ana/recetas", None),
        ("ana/recetas/tree/main", None),
        ("ana/recetas?x=1", None),
        ("  ana/recetas\n", None),
        ("\u200bana/recetas\ufeff", None),
        ("\xa0https://huggingface.co/ana/recetas\xa0", MODEL),
        ("<https://huggingface.co/ana/recetas>", MODEL),
        ('"ana/recetas"', None),
        ("«ana/recetas»", None),
        ("https://huggingface.co/ana/recetas,", MODEL),
    ],
)
def test_what_people_type_for_a_repo_is_understood(typed: str, repo_type: RepoType | None) -> None:
    assert parse_address(typed) == RepoAddress(repo_id="ana/recetas", repo_type=repo_type)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", AddressProblem.EMPTY),
        (" \n\t\u200b", AddressProblem.EMPTY),
        ("<>", AddressProblem.EMPTY),
        ("https://github.com/ana/recetas/blob/main/demo.ipynb", AddressProblem.NOT_HUB),
        ("github.com/ana/recetas", AddressProblem.NOT_HUB),
        ("https://colab.research.google.com/drive/1abc", AddressProblem.NOT_HUB),
        ("https://huggingface.co.example.org/ana/recetas", AddressProblem.NOT_HUB),
        ("https://huggingface.co@example.org/ana/recetas", AddressProblem.NOT_HUB),
        ("https://example.org/?https://huggingface.co/ana/recetas", AddressProblem.NOT_HUB),
        ("http://127.0.0.1:8001/ana/recetas", AddressProblem.NOT_HUB),
        ("https://huggingface.co", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/ana", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/datasets", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/datasets/ana", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/models?author=ana", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/collections/ana/recetas-65f0", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/papers/2403.00001", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/blog/ana/recetas", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/posts/ana/123", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/organizations/ana/activity", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/datasets/ana/recetas/discussions/3", AddressProblem.NOT_A_REPO),
        ("https://huggingface.co/ana/recetas/discussions", AddressProblem.NOT_A_REPO),
        ("https://ana-recetas.hf.space", AddressProblem.NOT_A_REPO),
        ("https://discuss.huggingface.co/t/recetas/1", AddressProblem.NOT_A_REPO),
        ("datasets/recetas", AddressProblem.NOT_A_REPO),
        ("recetas", AddressProblem.MALFORMED),
        ("recetas_gemma-2b-it-v0.1.1", AddressProblem.MALFORMED),
        ("nuestro corpus de recetas", AddressProblem.MALFORMED),
        ("ana/recetas ana/otras", AddressProblem.MALFORMED),
        ("ana/recetas\x00", AddressProblem.MALFORMED),
        ("ana/receta--s", AddressProblem.MALFORMED),
        ("ana/../recetas", AddressProblem.NOT_A_REPO),
        ("ana/..", AddressProblem.MALFORMED),
        ("https://huggingface.co/datasets/ana/%2e%2e", AddressProblem.MALFORMED),
        ("ana/corazón", AddressProblem.MALFORMED),
        ("ana/" + "a" * 97, AddressProblem.MALFORMED),
        ("javascript:alert(1)", AddressProblem.MALFORMED),
        ("ftp://huggingface.co/ana/recetas", AddressProblem.MALFORMED),
        ("https://", AddressProblem.MALFORMED),
        ("https://huggingface.co:puerto/ana/recetas", AddressProblem.MALFORMED),
        ("https://[huggingface.co/ana/recetas", AddressProblem.MALFORMED),
        ("git@hf.co:ana/recetas", AddressProblem.MALFORMED),
    ],
)
def test_what_is_no_repo_is_refused_with_the_reason(typed: str, code: AddressProblem) -> None:
    with pytest.raises(AddressError) as refusal:
        parse_address(typed)
    assert (refusal.value.code, refusal.value.text) == (code, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "http://127.0.0.1:8001/datasets/ana/recetas",
        "127.0.0.1:8001/datasets/ana/recetas/tree/main",
        "http://localhost:8001/datasets/ana/recetas",
        "https://huggingface.co/datasets/ana/recetas",
    ],
)
def test_the_sandbox_s_addresses_are_accepted_beside_the_hub_s(typed: str) -> None:
    assert parse_address(typed, endpoint=SANDBOX) == RepoAddress(repo_id="ana/recetas", repo_type=DATASET)


def test_another_port_is_another_site() -> None:
    with pytest.raises(AddressError) as refusal:
        parse_address("http://127.0.0.1:8000/datasets/ana/recetas", endpoint=SANDBOX)
    assert refusal.value.code == "not_hub"


def test_the_case_of_a_name_is_kept() -> None:
    assert parse_address("https://HF.co/SomosNLP/NoticIA-IT").repo_id == "SomosNLP/NoticIA-IT"


def test_only_a_text_that_says_its_kind_is_explicit() -> None:
    assert [parse_address(typed).explicit for typed in ("ana/x", "spaces/ana/x", "hf.co/ana/x")] == [False, True, True]


@pytest.mark.parametrize("repo_type", RepoType)
@pytest.mark.parametrize("endpoint", ["https://huggingface.co", "https://huggingface.co/", SANDBOX])
def test_a_repo_s_page_is_read_back_as_that_repo(repo_type: RepoType, endpoint: str) -> None:
    page = web_address(repo_id="ana/recetas", repo_type=repo_type, endpoint=endpoint)
    assert parse_address(page, endpoint=endpoint) == RepoAddress(repo_id="ana/recetas", repo_type=repo_type)


@pytest.mark.parametrize("text", ["", "/", "ana/", "/recetas", "ana/.git", "ana/x.git", "-ana/x", "ana/x\n", "ana/b/c"])
def test_impossible_names_are_no_repo_ids(text: str) -> None:
    assert is_repo_id(text) is False
