"""What the unmodified client reads about repos."""

import json
from datetime import timedelta

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import DisabledRepoError, RepositoryNotFoundError, RevisionNotFoundError

from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED


def safetensors(shape: list[int]) -> bytes:
    size = shape[0] * shape[1] * 2
    header = json.dumps({"w": {"dtype": "BF16", "shape": shape, "data_offsets": [0, size]}}).encode()
    return len(header).to_bytes(8, "little") + header + bytes(size)


def test_the_client_reads_a_dataset_with_the_size_of_every_file(api: HfApi, corpus: str) -> None:
    info = api.dataset_info(corpus, files_metadata=True)
    assert (info.id, info.author, info.created_at) == (corpus, "somos", CREATED)
    assert info.last_modified == CREATED + timedelta(hours=2)
    assert info.card_data.to_dict()["language"] == "es"
    assert "license:cc-by-4.0" in info.tags
    files = {sibling.rfilename: sibling for sibling in info.siblings}
    assert sorted(files) == ["README.md", "data/train.parquet", "scripts/crear.py"]
    assert files["scripts/crear.py"].size == 14
    assert files["scripts/crear.py"].lfs is None
    assert files["data/train.parquet"].lfs.size == files["data/train.parquet"].size


def test_expand_gives_what_was_asked_for_and_the_ids(hub: RunningHub, http, corpus: str) -> None:
    answer = http.get(f"{hub.url}/api/datasets/{corpus}", params={"expand": ["sha", "likes"]})
    assert sorted(answer.json()) == ["_id", "id", "likes", "sha"]


def test_expand_and_blobs_exclude_each_other(hub: RunningHub, http, corpus: str) -> None:
    answer = http.get(f"{hub.url}/api/datasets/{corpus}", params={"expand": "sha", "blobs": "true"})
    assert answer.status_code == 400


def test_an_older_revision_is_told_as_it_was(api: HfApi, corpus: str) -> None:
    first = api.list_repo_commits(corpus, repo_type="dataset")[-1].commit_id
    info = api.dataset_info(corpus, revision=first)
    assert info.sha == first
    assert [sibling.rfilename for sibling in info.siblings] == ["README.md"]


def test_an_unknown_revision_is_told_from_an_unknown_repo(api: HfApi, corpus: str) -> None:
    with pytest.raises(RevisionNotFoundError):
        api.dataset_info(corpus, revision="no-such-branch")
    with pytest.raises(RepositoryNotFoundError):
        api.dataset_info("somos/nada")


@pytest.mark.parametrize("repo_id", ["gpt2", "somos/%2e%2e", "ñ/ñ"])
def test_a_name_that_no_repo_can_have_is_a_missing_repo(hub: RunningHub, http, repo_id: str) -> None:
    for path in ("", "/refs", "/commits/main"):
        answer = http.get(f"{hub.url}/api/models/{repo_id}{path}")
        assert (answer.status_code, answer.headers["X-Error-Code"]) == (401, "RepoNotFound")


def test_a_private_repo_answers_like_a_missing_one(hub: RunningHub, http, corpus: str) -> None:
    hub.storage.set_meta(RepoType.DATASET, corpus, private=True)
    private = http.get(f"{hub.url}/api/datasets/{corpus}")
    missing = http.get(f"{hub.url}/api/datasets/somos/nada")
    assert private.status_code == 401
    assert private.headers["X-Error-Code"] == "RepoNotFound"
    assert (private.status_code, private.content) == (missing.status_code, missing.content)


def test_a_private_repo_is_there_for_a_member(hub: RunningHub, corpus: str) -> None:
    hub.storage.add_person("alicia", orgs={"somos": "write"})
    hub.storage.set_meta(RepoType.DATASET, corpus, private=True)
    assert HfApi(endpoint=hub.url, token="hf_alicia").dataset_info(corpus).private is True


def test_a_disabled_repo_says_so(hub: RunningHub, api: HfApi, corpus: str) -> None:
    hub.storage.set_meta(RepoType.DATASET, corpus, disabled=True)
    with pytest.raises(DisabledRepoError):
        api.dataset_info(corpus)


@pytest.mark.parametrize(
    "readme", [b"", b"# sin YAML", b"---\nlanguage: es\n", b"---\na: [1\n---\n", b"---\n\xff: 1\n---"]
)
def test_a_card_without_readable_yaml_has_no_card_data(hub: RunningHub, api: HfApi, readme: bytes) -> None:
    hub.storage.create_repo(RepoType.MODEL, "somos/m", {"README.md": readme}, author="alicia", at=CREATED)
    info = api.model_info("somos/m")
    assert (info.card_data is None) == (b"\xff" not in readme)


def test_odd_yaml_values_still_come_as_json(hub: RunningHub, api: HfApi) -> None:
    readme = "---\nlanguage: no\nwhen: 2024-03-01\nscore: .nan\n1: uno\n---\n"
    hub.storage.create_repo(RepoType.MODEL, "somos/m", {"README.md": readme}, author="alicia", at=CREATED)
    card = api.model_info("somos/m").card_data.to_dict()
    assert (card["language"], card["when"], card["1"]) == (False, "2024-03-01", "uno")


def test_weights_are_counted_from_the_headers(hub: RunningHub, api: HfApi) -> None:
    files = {"model.safetensors": safetensors([3, 5])}
    hub.storage.create_repo(RepoType.MODEL, "somos/m", files, author="alicia", at=CREATED)
    weights = api.model_info("somos/m", expand=["safetensors"]).safetensors
    assert (weights.parameters, weights.total) == ({"BF16": 15}, 15)


def test_weights_can_be_set_without_a_large_file(hub: RunningHub, api: HfApi) -> None:
    meta = {"parameters": {"BF16": 7_241_732_096}}
    hub.storage.create_repo(RepoType.MODEL, "somos/m", {}, author="alicia", at=CREATED, **meta)
    assert api.model_info("somos/m").safetensors.total == 7_241_732_096


def test_a_space_tells_its_sdk_and_how_it_is_doing(hub: RunningHub, api: HfApi) -> None:
    card = "---\ntitle: Demo\nsdk: gradio\nmodels: [somos/m]\n---\n"
    hub.storage.create_repo(RepoType.SPACE, "somos/demo", {"README.md": card}, author="alicia", at=CREATED)
    assert api.space_info("somos/demo").sdk == "gradio"
    assert api.space_info("somos/demo").models == ["somos/m"]
    assert api.get_space_runtime("somos/demo").stage == "RUNNING"
    hub.storage.set_meta(RepoType.SPACE, "somos/demo", stage="SLEEPING", hardware=None)
    runtime = api.get_space_runtime("somos/demo")
    assert (runtime.stage, runtime.hardware, runtime.requested_hardware) == ("SLEEPING", None, "cpu-basic")


def test_lists_hold_the_public_repos_of_an_author(hub: RunningHub, api: HfApi, corpus: str) -> None:
    hub.storage.create_repo(RepoType.DATASET, "somos/secreto", {}, author="alicia", at=CREATED, private=True)
    hub.storage.create_repo(RepoType.DATASET, "otra/cosa", {}, author="alicia", at=CREATED)
    listed = list(api.list_datasets(author="SOMOS", expand=["sha", "lastModified", "likes"]))
    assert [(info.id, info.sha) for info in listed] == [(corpus, api.dataset_info(corpus).sha)]


def test_a_long_list_comes_in_pages(hub: RunningHub, http) -> None:
    for name in "abcde":
        hub.storage.create_repo(RepoType.MODEL, f"somos/{name}", {}, author="alicia", at=CREATED)
    first = http.get(f"{hub.url}/api/models", params={"author": "somos", "limit": 2, "expand": ["sha", "likes"]})
    assert first.links["next"]["url"].startswith(hub.url)
    second = http.get(first.links["next"]["url"])
    third = http.get(second.links["next"]["url"])
    pages = [[item["id"] for item in answer.json()] for answer in (first, second, third)]
    assert pages == [["somos/a", "somos/b"], ["somos/c", "somos/d"], ["somos/e"]]
    assert "next" not in third.links
    assert sorted(second.json()[0]) == ["_id", "id", "likes", "sha"]


def test_likes_name_the_people_and_their_own_page_the_dates(hub: RunningHub, api: HfApi, http, corpus: str) -> None:
    hub.storage.add_person("carla", name="Carla Díaz")
    hub.storage.like(RepoType.DATASET, corpus, by="carla", at=CREATED)
    assert [(user.username, user.fullname) for user in api.list_repo_likers(corpus, repo_type="dataset")] == [
        ("carla", "Carla Díaz")
    ]
    assert api.dataset_info(corpus).likes == 1
    assert api.list_liked_repos("carla", token=False).datasets == [corpus]
    liked = http.get(f"{hub.url}/api/users/carla/likes").json()
    assert liked == [{"createdAt": "2024-03-08T10:00:00.000Z", "repo": {"name": corpus, "type": "dataset"}}]


def test_who_never_signed_in_has_likes_too_and_who_has_none_is_not_there(hub: RunningHub, http, corpus: str) -> None:
    hub.storage.like(RepoType.DATASET, corpus, by="de-paso", at=CREATED)
    liked = http.get(f"{hub.url}/api/users/de-paso/likes").json()
    assert [like["repo"]["name"] for like in liked] == [corpus]
    assert http.get(f"{hub.url}/api/users/nadie/likes").status_code == 404


def test_a_repo_in_another_letter_case_redirects_to_its_name(hub: RunningHub, api: HfApi, http, corpus: str) -> None:
    answer = http.get(f"{hub.url}/api/datasets/SOMOS/refranes?blobs=true")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"/api/datasets/{corpus}?blobs=true")
    assert api.dataset_info("SOMOS/refranes").id == corpus


def test_a_renamed_repo_is_found_under_both_names_with_the_same_id(hub: RunningHub, api: HfApi, corpus: str) -> None:
    before = api.dataset_info(corpus)
    hub.storage.rename(RepoType.DATASET, corpus, "somos/refranero")
    after = api.dataset_info(corpus)
    assert (after.id, after._id, after.sha) == ("somos/refranero", before._id, before.sha)
    hub.storage.rename(RepoType.DATASET, "somos/refranero", "otra/refranero")
    assert api.dataset_info(corpus).id == "otra/refranero"


def test_a_new_repo_takes_an_old_name_back(hub: RunningHub, api: HfApi, corpus: str) -> None:
    hub.storage.rename(RepoType.DATASET, corpus, "somos/refranero")
    new = hub.storage.create_repo(RepoType.DATASET, corpus, {}, author="diego", at=CREATED + timedelta(days=9))
    assert api.dataset_info(corpus)._id == new.hub_id


def test_every_answer_tells_the_quota(hub: RunningHub, http, corpus: str) -> None:
    api = http.get(f"{hub.url}/api/datasets/{corpus}").headers
    missing = http.get(f"{hub.url}/api/models/no/hay").headers
    file = http.get(f"{hub.url}/datasets/{corpus}/resolve/main/README.md").headers
    assert api["RateLimit"].startswith('"api";r=')
    assert api["RateLimit-Policy"] == '"fixed window";"api";q=10000;w=300'
    assert missing["RateLimit"].startswith('"api";r=')
    assert file["RateLimit"].startswith('"resolvers";r=')


def test_a_space_s_info_says_how_it_is_doing_and_where_its_page_is(hub: RunningHub, api: HfApi) -> None:
    card = "---\nsdk: gradio\n---\n"
    hub.storage.create_repo(RepoType.SPACE, "somos/demo", {"README.md": card}, author="a", at=CREATED, stage="PAUSED")
    info = api.space_info("somos/demo")
    assert (info.runtime.stage, info.host) == ("PAUSED", f"{hub.url}/_spaces/somos/demo")


def test_a_model_s_settings_are_told_as_the_hub_tells_them(hub: RunningHub, api: HfApi) -> None:
    files = {
        "config.json": '{"architectures": ["X"], "model_type": "x", "auto_map": {"AutoModel": "m.X"}, "hidden_size": 8}',
        "tokenizer_config.json": '{"chat_template": "{{ x }}", "eos_token": "</s>", "added_tokens_decoder": {}}',
        "adapter_config.json": '{"base_model_name_or_path": "google/gemma-2b", "task_type": "CAUSAL_LM", "r": 8}',
        "chat_template.jinja": "{{ y }}",
    }
    hub.storage.create_repo(RepoType.MODEL, "somos/m", files, author="alicia", at=CREATED)
    assert api.model_info("somos/m").config == {
        "architectures": ["X"],
        "model_type": "x",
        "auto_map": {"AutoModel": "m.X"},
        "tokenizer_config": {"chat_template": "{{ x }}", "eos_token": "</s>"},
        "peft": {"base_model_name_or_path": "google/gemma-2b", "task_type": "CAUSAL_LM"},
        "chat_template_jinja": "{{ y }}",
    }


@pytest.mark.parametrize("config", ["", "[1]", "{", "[" * 100_000, "null"])
def test_settings_that_are_no_json_object_are_not_told(hub: RunningHub, api: HfApi, config: str) -> None:
    files = {"config.json": config, "model.safetensors": (2**60).to_bytes(8, "little") + config.encode()}
    hub.storage.create_repo(RepoType.MODEL, "somos/m", files, author="alicia", at=CREATED)
    info = api.model_info("somos/m")
    assert (info.config, info.safetensors) == (None, None)
