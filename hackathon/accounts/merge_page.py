"""The organisers' page on which two accounts of one person become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from hackathon.accounts import actions, queries
from hackathon.accounts.forms import MergeForm, TwoAccountsForm
from hackathon.accounts.models import User


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two accounts, with what it has."""

    account: User
    places: Sequence[queries.Place]
    registrations: Sequence[Any]


class MergeMixin:
    """The page of merging, of the users' admin."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path("unir/", self.admin_site.admin_view(self.merge_view), name="accounts_user_merge"),
            *super().get_urls(),
        ]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """First which two; then both side by side, which stays, and why."""
        named = TwoAccountsForm(request.GET if "other" in request.GET else None, by=request.user, initial=request.GET)
        if not named.is_valid():
            return self._merge_page(request, named=named)
        accounts = named.cleaned_data["one"], named.cleaned_data["other"]
        form = MergeForm(request.POST if request.method == "POST" else None, accounts=accounts)
        if request.method == "POST" and form.is_valid() and self._merge(request, form):
            return redirect(f"{request.path}?{urlencode({'one': form.kept.email})}")
        return self._merge_page(request, named=named, form=form, sides=[_side(account) for account in accounts])

    def _merge(self, request: HttpRequest, form: MergeForm) -> bool:
        """Merge and say so; what stands in the way is said on the form."""
        try:
            actions.merge_accounts(
                keep=form.kept,
                gone=form.gone,
                by=request.user,
                at=request.now,
                reason=form.cleaned_data["reason"],
            )
        except actions.MergeConflict as error:
            form.add_error(None, error.what)
        except actions.NotYours:
            form.add_error(None, _("Solo las une quien organiza todas las ediciones de las dos."))
        else:
            text = _("Unidas: todo lo que tenía %(gone)s es ahora de %(keep)s, y la otra cuenta está cerrada.")
            messages.success(request, text % {"gone": form.gone.email, "keep": form.kept.email})
            return True
        return False

    def _merge_page(self, request: HttpRequest, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Unir dos cuentas")}
        return TemplateResponse(request, "accounts/desk/merge.html", {**common, **context})


def _side(account: User) -> Side:
    # ``registrations`` hangs on User by a model of an app above: nothing of it is imported here.
    return Side(account, queries.places(account), list(account.registrations.select_related("edition")))
