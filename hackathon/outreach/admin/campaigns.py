"""Mail to many in the organisers' admin: write it, see exactly whom it goes to, send it, see how it fares."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from unfold.decorators import display

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.panel import OrganiserAdmin, moment, own_editions
from hackathon.accounts.sites import organiser_site
from hackathon.editions.models import Edition
from hackathon.mail.queries import is_opted_out
from hackathon.outreach import actions, letters, mailing, queries
from hackathon.outreach.audience import Audience, BadFilter, describe
from hackathon.outreach.forms.audience import AudienceForm, bad_filter
from hackathon.outreach.forms.campaigns import CampaignForm
from hackathon.outreach.models import Campaign

State = Campaign.State
STATES = {State.DRAFT: gettext_lazy("borrador"), State.SENT: gettext_lazy("enviado")}
TONES = {State.DRAFT: "warning", State.SENT: "success"}
PAGE_SIZE = 50
NO_FILTERS = ("edicion", "csrfmiddlewaretoken", *CampaignForm.base_fields)


@admin.register(Campaign, site=organiser_site)
class CampaignAdmin(OrganiserAdmin):
    """The campaigns of the reader's editions."""

    list_display = ("subject", "edition_title", "state_shown", "people", "created", "sent")
    list_filter = (OwnEditionFilter, "state")
    list_select_related = ("edition",)
    search_fields = ("subject", "subject_en", "body", "body_en")
    fields = ("subject", "edition", "state", "created_at", "sent_at")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return own_editions(request).exists()

    def has_change_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        return super().get_queryset(request).annotate(people_count=Count("recipients"))

    def get_urls(self) -> list[URLPattern]:
        """Only our own pages: the admin's forms would write without the deeds' care."""
        view = self.admin_site.admin_view
        one = "<int:object_id>"
        return [
            path("", view(self.changelist_view), name="outreach_campaign_changelist"),
            path("add/", view(self.write), name="outreach_campaign_add"),
            path(f"{one}/change/", view(self.rewrite), name="outreach_campaign_change"),
            path(f"{one}/preview/", view(self.preview), name="outreach_campaign_preview"),
            path(f"{one}/refresh/", view(require_POST(self.refresh)), name="outreach_campaign_refresh"),
            path(f"{one}/test/", view(require_POST(self.test)), name="outreach_campaign_test"),
            path(f"{one}/send/", view(require_POST(self.send)), name="outreach_campaign_send"),
            path(f"{one}/discard/", view(require_POST(self.discard)), name="outreach_campaign_discard"),
            path(f"{one}/progress/", view(self.progress), name="outreach_campaign_progress"),
            path(f"{one}/resend/", view(require_POST(self.resend)), name="outreach_campaign_resend"),
        ]

    @display(description=gettext_lazy("Edición"), ordering="edition__slug")
    def edition_title(self, campaign: Campaign) -> str:
        return campaign.edition.title

    @display(description=gettext_lazy("Estado"), ordering="state", label=TONES)
    def state_shown(self, campaign: Campaign) -> tuple[str, str]:
        return campaign.state, str(STATES[campaign.state])

    @display(description=gettext_lazy("Personas"), ordering="people_count")
    def people(self, campaign: Campaign) -> int:
        return campaign.people_count

    @display(description=gettext_lazy("Escrito"), ordering="created_at")
    def created(self, campaign: Campaign) -> str:
        return moment(campaign.created_at)

    @display(description=gettext_lazy("Enviado"), ordering="sent_at")
    def sent(self, campaign: Campaign) -> str:
        return moment(campaign.sent_at)

    # --- writing -----------------------------------------------------------------------------------------------------
    def write(self, request: HttpRequest) -> HttpResponse:
        """Write a new one for the edition of ``?edicion=``; the rest of the address is the filter to begin with."""
        editions = list(own_editions(request))
        edition = _chosen(editions, request.GET.get("edicion"))
        if edition is None:
            return self._page(request, "edition", title=_("Escribir a mucha gente"), editions=editions)
        try:
            started_with = Audience.from_query(request.GET, also=NO_FILTERS)
        except BadFilter as error:
            messages.error(request, bad_filter(error))
            return self._to("changelist")
        texts, filters = self._forms(request, edition, CampaignForm(), started_with)
        if texts.is_valid() and filters.is_valid():
            draft = _draft(texts, filters)
            campaign = actions.write_campaign(edition=edition, draft=draft, by=request.user, at=request.now)
            return self._to("preview", campaign)
        title = _("Escribir a mucha gente")
        return self._page(request, "write", title=title, edition=edition, texts=texts, filters=filters)

    def rewrite(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Change the text or the filter; what was sent is shown instead."""
        campaign = self._campaign(request, object_id)
        if campaign.state == State.SENT:
            return self._to("progress", campaign)
        texts, filters = self._forms(request, campaign.edition, CampaignForm.showing(campaign), _audience(campaign))
        if texts.is_valid() and filters.is_valid():
            try:
                actions.rewrite_campaign(campaign=campaign, draft=_draft(texts, filters), at=request.now)
            except actions.AlreadySent:
                messages.error(request, _("Otra persona lo ha enviado mientras tanto: ya no se puede cambiar."))
            return self._to("preview", campaign)
        context = {"campaign": campaign, "edition": campaign.edition, "texts": texts, "filters": filters}
        return self._page(request, "write", title=campaign.subject, **context)

    def _forms(
        self, request: HttpRequest, edition: Edition, shown: CampaignForm, audience: Audience | None
    ) -> tuple[CampaignForm, AudienceForm]:
        if request.method == "POST":
            return CampaignForm(request.POST), AudienceForm(request.POST, edition=edition, also=NO_FILTERS)
        if audience is None:
            messages.error(request, _("El filtro guardado ya no se entiende. Elige otra vez a quién te diriges."))
        return shown, AudienceForm(edition=edition, initial=audience.as_typed() if audience else {})

    # --- before it goes ----------------------------------------------------------------------------------------------
    def preview(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Exactly whom it goes to and what they will read; from here it is sent."""
        campaign = self._campaign(request, object_id)
        if campaign.state == State.SENT:
            return self._to("progress", campaign)
        audience = _audience(campaign)
        if audience is None:
            return self._to("change", campaign)
        now = queries.reach(campaign)
        recipients = queries.recipients(campaign)
        context = {
            "campaign": campaign,
            "edition": campaign.edition,
            "who": describe(audience, campaign.edition),
            "page": Paginator(recipients, PAGE_SIZE).get_page(request.GET.get("p")),
            "left_out": now.left_out,
            "drift": queries.drift(campaign, now),
            "digest": queries.digest(campaign),
            "examples": mailing.examples(campaign),
            "without_team": _without_team(campaign),
            "no_test": not campaign.essential and is_opted_out(email=request.user.email, user=request.user),
        }
        return self._page(request, "preview", title=campaign.subject, **context)

    def refresh(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The list anew, as whoever matches now."""
        campaign = self._campaign(request, object_id)
        try:
            actions.freeze_campaign(campaign=campaign, at=request.now)
        except actions.AlreadySent:
            messages.error(request, _("Otra persona lo ha enviado mientras tanto: ya no se puede cambiar."))
        except BadFilter as error:
            messages.error(request, bad_filter(error))
        else:
            messages.success(request, _("Lista actualizada."))
        return self._to("preview", campaign)

    def test(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send it to oneself."""
        campaign = self._campaign(request, object_id)
        try:
            actions.send_test(campaign=campaign, by=request.user, at=request.now)
        except actions.WantsNoMail:
            text = _(
                "Te diste de baja de estos correos, así que la prueba no te llegaría. Puedes cambiarlo en tu perfil."
            )
            messages.error(request, text)
        else:
            messages.success(request, _("Prueba enviada a %(email)s.") % {"email": request.user.email})
        return self._to("preview", campaign)

    def send(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send it to the list that was shown. A second click finds it sent."""
        campaign = self._campaign(request, object_id)
        try:
            actions.send_campaign(
                campaign=campaign, digest=request.POST.get("digest", ""), by=request.user, at=request.now
            )
        except actions.ListMovedOn:
            text = _("No se ha enviado: el texto o la lista han cambiado desde que los viste. Revísalos otra vez.")
            messages.error(request, text)
        except actions.NobodyToWriteTo:
            messages.error(request, _("No se ha enviado: no hay nadie en la lista."))
        else:
            return self._to("progress", campaign)
        return self._to("preview", campaign)

    def discard(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Throw a draft away."""
        campaign = self._campaign(request, object_id)
        try:
            actions.discard_campaign(campaign=campaign, by=request.user, at=request.now)
        except actions.AlreadySent:
            messages.error(request, _("Ya se ha enviado: no se puede descartar."))
            return self._to("progress", campaign)
        messages.success(request, _("Borrador descartado."))
        return self._to("changelist")

    # --- afterwards --------------------------------------------------------------------------------------------------
    def progress(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How many messages stand where, and which did not arrive, with why. Renews its numbers while there is something to do."""
        campaign = self._campaign(request, object_id)
        if campaign.state == State.DRAFT:
            return self._to("preview", campaign)
        context = {"campaign": campaign, "edition": campaign.edition, "progress": queries.progress(campaign)}
        if request.headers.get("HX-Request"):
            renewed = self._page(request, "_progress", **context)
            if not context["progress"].under_way:
                renewed.headers["HX-Refresh"] = "true"  # the rest of the page tells what did not arrive
            return renewed
        troubles = Paginator(queries.troubles(campaign), PAGE_SIZE).get_page(request.GET.get("p"))
        who = describe(audience, campaign.edition) if (audience := _audience(campaign)) else ""
        example = {"examples": mailing.examples(campaign), "who": who}
        return self._page(request, "progress", title=campaign.subject, troubles=troubles, **context, **example)

    def resend(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send again those that were ticked."""
        campaign = self._campaign(request, object_id)
        ticked = {int(each) for each in request.POST.getlist("message") if each.isdecimal() and len(each) < 19}
        again = actions.resend(campaign=campaign, messages=ticked, by=request.user, at=request.now)
        if again:
            text = ngettext("%(n)s correo vuelve a la cola.", "%(n)s correos vuelven a la cola.", again)
            messages.success(request, text % {"n": again})
        else:
            messages.info(request, _("No has marcado ninguno que se pueda volver a enviar."))
        return self._to("progress", campaign)

    # --- common ------------------------------------------------------------------------------------------------------
    def _campaign(self, request: HttpRequest, object_id: int) -> Campaign:
        return get_object_or_404(self.get_queryset(request).select_related("edition", "sent_by"), pk=object_id)

    def _to(self, page: str, campaign: Campaign | None = None) -> HttpResponse:
        name = f"{self.admin_site.name}:outreach_campaign_{page}"
        return redirect(name, campaign.pk) if campaign else redirect(name)

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"outreach/admin/campaign/{template}.html", {**common, **context})


def _chosen(editions: list[Edition], slug: str | None) -> Edition | None:
    """The edition asked for, or the only one; None when there is a choice to be made, or none with that name is one's own."""
    if slug is None:
        return editions[0] if len(editions) == 1 else None
    return next((edition for edition in editions if edition.slug == slug), None)


def _audience(campaign: Campaign) -> Audience | None:
    """The filter that was saved; None when it cannot be understood any more."""
    try:
        return Audience.from_dict(campaign.audience)
    except BadFilter:
        return None


def _draft(texts: CampaignForm, filters: AudienceForm) -> actions.Draft:
    return actions.Draft(audience=filters.audience, **texts.cleaned_data)


def _without_team(campaign: Campaign) -> int:
    """How many read "(no team)" where the text names their team."""
    texts = (campaign.subject, campaign.body, campaign.subject_en, campaign.body_en)
    return queries.without_team(campaign) if letters.uses("equipo", *texts) else 0
