"""``/_sandbox``: commits with any date, runtimes, renames, over HTTP."""

import base64
from datetime import UTC, datetime

import pytest
from huggingface_hub import HfApi

from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED


def test_a_commit_carries_the_date_and_author_that_it_was_given(hub: RunningHub, api, http, corpus: str) -> None:
    content = {
        "repo_type": "dataset",
        "repo_id": corpus,
        "files": {"tarde.txt": "x", "b.bin": {"base64": base64.b64encode(b"\0\1").decode()}, "scripts/crear.py": None},
        "author": "librarian-bot",
        "date": "2024-03-30T12:30:00+00:00",
        "message": "Tarde",
    }
    sha = http.post(f"{hub.url}/_sandbox/commit", json=content).json()["sha"]
    newest = api.list_repo_commits(corpus, repo_type="dataset")[0]
    assert (newest.commit_id, newest.authors) == (sha, ["librarian-bot"])
    assert newest.created_at == datetime(2024, 3, 30, 12, 30, tzinfo=UTC)
    names = [item.rfilename for item in api.dataset_info(corpus).siblings]
    assert names == ["README.md", "b.bin", "data/train.parquet", "tarde.txt"]


def test_a_repo_is_made_renamed_hidden_and_deleted(hub: RunningHub, api: HfApi, http) -> None:
    def post(name: str, **content: object) -> int:
        return http.post(f"{hub.url}/_sandbox/{name}", json=content).status_code

    demo = {"repo_type": "space", "repo_id": "somos/demo"}
    made = {"files": {"app.py": "1"}, "author": "diego", "date": "2024-03-20T00:00:00Z", "likes": 3}
    assert post("repo", **demo, **made) == 200
    assert post("repo", **demo, **made) == 400
    assert post("runtime", repo_id="somos/demo", stage="RUNTIME_ERROR") == 200
    assert api.get_space_runtime("somos/demo").stage == "RUNTIME_ERROR"
    assert post("rename", **demo, to="somos/demo-nueva") == 200
    assert api.space_info("somos/demo").id == "somos/demo-nueva"
    assert post("meta", repo_type="space", repo_id="somos/demo-nueva", private=True) == 200
    assert api.repo_exists("somos/demo-nueva", repo_type="space") is False
    assert post("delete", repo_type="space", repo_id="somos/demo-nueva") == 200
    assert hub.storage.repos(RepoType.SPACE) == []


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"repo_type": "bucket", "repo_id": "a/b", "author": "x", "date": "2024-03-20T00:00:00Z", "message": "m"},
        {"repo_type": "dataset", "repo_id": "no/hay", "author": "x", "date": "2024-03-20T00:00:00Z", "message": "m"},
        {"repo_type": "dataset", "repo_id": "../etc", "author": "x", "date": "2024-03-20T00:00:00Z", "message": "m"},
        {"repo_type": "dataset", "repo_id": "somos/Refranes", "author": "x", "date": "2024-03-20", "message": "m"},
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(hub: RunningHub, http, corpus: str, content: dict[str, str]) -> None:
    answer = http.post(f"{hub.url}/_sandbox/commit", json=content)
    assert answer.status_code == 400
    assert answer.json()["error"] != ""


def test_another_sites_page_cannot_pull_the_strings(hub: RunningHub, http) -> None:
    answer = http.post(f"{hub.url}/_sandbox/faults", content='{"kind": "drop"}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400
    assert hub.faults.all() == []


def test_people_and_organisations_are_told(hub: RunningHub, api: HfApi, http, corpus: str) -> None:
    person = {"username": "alicia", "name": "Alicia Robles", "orgs": {"somos": "admin"}}
    assert http.post(f"{hub.url}/_sandbox/person", json=person).status_code == 200
    assert [user.username for user in api.list_organization_members("SOMOS")] == ["alicia"]
    assert api.get_organization_overview("somos").num_datasets == 1
    assert api.get_user_overview("Alicia").orgs[0].name == "somos"
    me = HfApi(endpoint=hub.url, token="hf_alicia").whoami()
    assert (me["name"], me["orgs"][0]["roleInOrg"]) == ("alicia", "admin")
    assert http.get(f"{hub.url}/api/whoami-v2").status_code == 401
    assert http.get(f"{hub.url}/api/organizations/nadie/members").status_code == 404


def test_yaml_is_checked(hub: RunningHub, http) -> None:
    def check(text: str) -> int:
        content = {"repoType": "dataset", "content": text}
        return http.post(f"{hub.url}/api/validate-yaml", json=content).status_code

    assert check("---\nlanguage: es\n---\n# x") == 200
    assert check("---\nlanguage: [es\n---\n# x") == 400


def test_pages_show_what_is_there_and_escape_it(hub: RunningHub, http, corpus: str) -> None:
    card = {"README.md": "<script>alert('x')</script>"}
    hub.storage.commit(RepoType.DATASET, corpus, card, author="<b>", at=CREATED, message="<i>")
    home = http.get(hub.url)
    assert (home.status_code, f'href="/datasets/{corpus}"' in home.text) == (200, True)
    page = http.get(f"{hub.url}/datasets/{corpus}").text
    assert "data/train.parquet" in page
    assert "Esto no es Hugging Face" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<b>" not in page
    assert http.get(f"{hub.url}/datasets/{corpus}/tree/main").status_code == 200
    assert (
        http.get(f"{hub.url}/datasets/{corpus}/blob/main/README.md")
        .headers["Location"]
        .endswith("/resolve/main/README.md")
    )
    assert http.get(f"{hub.url}/somos").status_code == 200
    assert http.get(f"{hub.url}/nadie").status_code == 404
    assert http.get(f"{hub.url}/nadie/nada").status_code == 401
    assert http.get(f"{hub.url}/avatars/alicia.svg").headers["Content-Type"].startswith("image/svg+xml")
