"""The site's own "Sign in with Hugging Face" against the sandbox: discovery, PKCE, token, userinfo, identity."""

import copy
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from hackathon.hub.sandbox.server import RunningHub


@pytest.mark.django_db
def test_allauth_signs_in_the_person_who_was_picked(hub: RunningHub, http: httpx2.Client, settings: Any) -> None:
    providers = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = hub.url
    settings.SOCIALACCOUNT_PROVIDERS = providers
    person = hub.storage.add_person("alicia", name="Alicia Robles", orgs={"somos-demo": "write"})
    browser = Client(HTTP_HOST="127.0.0.1:8000")

    away = browser.post(reverse("openid_connect_login", args=["huggingface"]))
    assert away.headers["Location"].startswith(f"{hub.url}/oauth/authorize?")
    asked = dict(parse_qsl(urlsplit(away.headers["Location"]).query))
    assert asked["code_challenge_method"] == "S256"
    back = http.post(f"{hub.url}/oauth/authorize", data=asked | {"person": person.sub}).headers["Location"]
    assert back.startswith("http://127.0.0.1:8000/")
    browser.get(back.removeprefix("http://127.0.0.1:8000"))

    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data["userinfo"]["orgs"][0]["roleInOrg"]) == (person.sub, "write")
    assert account.extra_data["id_token"]["iss"] == hub.url
    assert browser.session["_auth_user_id"] == str(account.user_id)
