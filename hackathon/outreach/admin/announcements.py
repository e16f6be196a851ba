"""Announcements in the organisers' admin: write one, correct it, take it back, see how it fared on Discord."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.panel import OrganiserAdmin, moment, own_editions
from hackathon.accounts.sites import organiser_site
from hackathon.outreach import actions
from hackathon.outreach.discord import default_channel
from hackathon.outreach.forms.announcements import AnnounceForm, NewsForm
from hackathon.outreach.models import Announcement
from hackathon.outreach.wording import why_not_posted

State = Announcement.DiscordState
TONES = {
    State.NOT_WANTED: "default",
    State.QUEUED: "info",
    State.POSTING: "info",
    State.POSTED: "success",
    State.FAILED: "danger",
}


@admin.register(Announcement, site=organiser_site)
class AnnouncementAdmin(OrganiserAdmin):
    """The announcements of the reader's editions."""

    list_display = ("title", "edition", "published", "author", "on_site", "on_discord")
    list_filter = (OwnEditionFilter, "discord_state")
    list_select_related = ("edition", "published_by")
    search_fields = ("title", "title_en", "body", "body_en")
    fields = ("title", "edition", "published_at", "published_by")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True  # whoever gets here runs an edition

    def has_change_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return True

    def get_urls(self) -> list[URLPattern]:
        """Only our own pages: the admin's forms would write without the deeds' care."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="outreach_announcement_changelist"),
            path("add/", view(self.announce), name="outreach_announcement_add"),
            path("<int:object_id>/change/", view(self.one), name="outreach_announcement_change"),
        ]

    @display(description=gettext_lazy("Publicado"), ordering="published_at")
    def published(self, announcement: Announcement) -> str:
        return moment(announcement.published_at)

    @display(description=gettext_lazy("Por"), ordering="published_by__name")
    def author(self, announcement: Announcement) -> str:
        return announcement.published_by.display_name

    @display(description=gettext_lazy("En el sitio"), label={"shown": "success", "withdrawn": "default"})
    def on_site(self, announcement: Announcement) -> tuple[str, str]:
        return ("withdrawn", _("retirado")) if announcement.withdrawn_at else ("shown", _("a la vista"))

    @display(description="Discord", ordering="discord_state", label=TONES)
    def on_discord(self, announcement: Announcement) -> tuple[str, str]:
        return announcement.discord_state, announcement.get_discord_state_display()

    def announce(self, request: HttpRequest) -> HttpResponse:
        """Write and publish one."""
        form = AnnounceForm(
            *([request.POST] if request.method == "POST" else []),
            editions=own_editions(request),
            discord=default_channel() is not None,
        )
        if request.method == "POST" and form.is_valid():
            announcement = actions.publish(
                edition=form.cleaned_data["edition"],
                news=form.news,
                on_discord=form.cleaned_data.get("on_discord", False),
                by=request.user,
                at=request.now,
            )
            messages.success(request, _("Publicado. Ya se ve en la página de la edición."))
            return self._to(announcement)
        return self._page(request, title=_("Nuevo anuncio"), form=form)

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """One announcement: what it says, which can be corrected; where it is shown; how it fares on Discord."""
        announcement = get_object_or_404(self.get_queryset(request).select_related("edition"), pk=object_id)
        deed = request.POST.get("deed", "")
        if deed in DEEDS:
            DEEDS[deed](request, announcement)
            return self._to(announcement)
        form = NewsForm(request.POST) if request.method == "POST" else NewsForm.showing(announcement)
        if request.method == "POST" and form.is_valid():
            actions.correct(announcement=announcement, news=form.news, by=request.user, at=request.now)
            messages.success(request, _("Guardado."))
            return self._to(announcement)
        return self._page(
            request,
            title=announcement.title,
            form=form,
            announcement=announcement,
            edition=announcement.edition,
            rules=announcement.edition.parsed_rules,
            tone=TONES[announcement.discord_state],
            why=why_not_posted(announcement.discord_error),
            can_post=announcement.withdrawn_at is None
            and announcement.discord_state not in (State.QUEUED, State.POSTING),
        )

    def _to(self, announcement: Announcement) -> HttpResponse:
        return redirect(f"{self.admin_site.name}:outreach_announcement_change", announcement.pk)

    def _page(self, request: HttpRequest, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts, "discord": default_channel() is not None}
        return TemplateResponse(request, "outreach/admin/announcement.html", {**common, **context})


def _withdraw(request: HttpRequest, announcement: Announcement) -> None:
    actions.withdraw(announcement=announcement, by=request.user, at=request.now)
    messages.success(request, _("Retirado: ya no se ve en el sitio. Puedes volver a mostrarlo cuando quieras."))


def _restore(request: HttpRequest, announcement: Announcement) -> None:
    actions.restore(announcement=announcement, by=request.user, at=request.now)
    messages.success(request, _("Vuelve a verse en el sitio."))


def _post_again(request: HttpRequest, announcement: Announcement) -> None:
    if default_channel() is None:
        messages.error(request, _("Discord no está configurado en este sitio."))
        return
    try:
        actions.post_again(announcement=announcement, by=request.user, at=request.now)
    except actions.AlreadyQueued:
        messages.info(request, _("Ya está en cola para Discord."))
    except actions.TooSoon:
        messages.info(request, _("Se acaba de intentar. Espera medio minuto antes de publicarlo otra vez."))
    except actions.Withdrawn:
        messages.error(request, _("Está retirado: vuelve a mostrarlo antes de publicarlo en Discord."))
    else:
        messages.success(request, _("En cola: saldrá en Discord dentro de unos segundos."))


DEEDS = {"withdraw": _withdraw, "restore": _restore, "post_again": _post_again}
