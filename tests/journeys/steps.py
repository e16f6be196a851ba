"""What people do on the pages, step by step; a journey tells the story with these."""

import re

from playwright.sync_api import Page


def sign_in_with_hub(page: Page, username: str) -> None:
    """From the site's sign-in page to the Hub's, which asks who you are, and back."""
    page.goto("/cuenta/login/")
    page.get_by_role("button", name=re.compile("Entrar con Hugging Face")).click()
    page.get_by_role("button", name=re.compile(rf"\b{username}\b")).click()
    page.wait_for_url(re.compile(r"^(?!.*(oauth|oidc)).*$"))
