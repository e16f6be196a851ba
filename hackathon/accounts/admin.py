"""People and roles in the organisers' admin. An organiser sees who has to do with their editions, and nobody else."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hackathon.accounts import queries, roles
from hackathon.accounts.desk import link
from hackathon.accounts.forms import GrantRoleForm
from hackathon.accounts.merge_page import MergeMixin
from hackathon.accounts.models import Role, User
from hackathon.accounts.panel import OrganiserAdmin, ReadOnlyInline, own_editions
from hackathon.accounts.sites import organiser_site


class OwnEditionFilter(admin.SimpleListFilter):
    """A filter by edition that knows only the reader's own. ``paths`` lead from a row to its edition."""

    title = _("edición")
    parameter_name = "edition"
    paths = ("edition",)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(edition.slug, edition.title) for edition in own_editions(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if not self.value():
            return queryset
        # An address may name another edition; who of one's own people is in that one is not the reader's to know.
        named = own_editions(request).filter(slug=self.value())
        wanted = Q()
        for path in self.paths:
            wanted |= Q(**{f"{path}__in": named})
        return queryset.filter(wanted).distinct()


class PeopleEditionFilter(OwnEditionFilter):
    paths = ("roles__edition", "memberships__edition")


class OwnRoleFilter(admin.SimpleListFilter):
    """A filter by what people are in the reader's editions; of what they are in others it knows nothing."""

    title = _("papel")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Role.Kind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if not self.value():
            return queryset
        held = Role.objects.filter(kind=self.value(), edition__in=own_editions(request))
        return queryset.filter(pk__in=held.values("user"))


class RoleInline(ReadOnlyInline):
    """The person's roles in the reader's editions."""

    model = Role
    fk_name = "user"
    fields = readonly_fields = ["edition", "kind", "granted_at", "granted_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        found = super().get_queryset(request).select_related("edition", "granted_by")
        return found.filter(edition__in=own_editions(request))


@admin.register(User, site=organiser_site)
class UserAdmin(MergeMixin, OrganiserAdmin):
    """People. Their data is theirs to change; a superuser may close an account."""

    change_list_template = "accounts/desk/users.html"

    class Media:
        css = {"all": ["accounts/desk.css"]}

    list_display = ["display_name", "email", "hub_username", "role_count", "last_login"]
    list_filter = [PeopleEditionFilter, OwnRoleFilter]
    search_fields = ["name", "hub_name", "email", "hub_username"]
    ordering = ["-pk"]
    fields = ["name", "email", "hub_username", "hub_sub", "date_joined", "last_login", "is_active", "merge"]
    inlines = [RoleInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = User.objects.all() if request.user.is_superuser else queries.people_of(own_editions(request))
        own = Role.objects.filter(user=OuterRef("pk"), edition__in=own_editions(request))
        counted = own.order_by().values("user").annotate(count=Count("pk")).values("count")
        return people.annotate(role_count=Coalesce(Subquery(counted), 0)).order_by(*self.ordering)

    @admin.display(description=_("papeles"))
    def role_count(self, user: User) -> int:
        return user.role_count

    @admin.display(description=_("nombre"))
    def display_name(self, user: User) -> str:
        return user.display_name

    @admin.display(description=_("¿Tiene otra cuenta?"))
    def merge(self, user: User) -> SafeString:
        page = reverse("organiser_admin:accounts_user_merge")
        return link(f"{page}?{urlencode({'one': user.email})}", gettext("Unir las dos"))

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> type:
        # Django's own names of these are English.
        labels = {"hub_sub": _("Número en Hugging Face"), "date_joined": _("Desde"), "is_active": _("Puede entrar")}
        return super().get_form(request, obj, change, labels=labels, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [name for name in self.fields if name != "is_active"]


@admin.register(Role, site=organiser_site)
class RoleAdmin(OrganiserAdmin):
    """Who is what. A role is given or taken away, never changed."""

    form = GrantRoleForm
    list_display = ["user", "kind", "edition", "granted_at", "granted_by"]
    list_filter = [OwnEditionFilter, "kind"]
    list_select_related = ["user", "edition", "granted_by"]
    search_fields = ["user__name", "user__hub_name", "user__email", "user__hub_username"]
    ordering = ["-granted_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        # The rules are a large tree, read anew for each row and asked for nothing.
        return super().get_queryset(request).defer("edition__rules")

    def get_form(self, request: HttpRequest, obj: Role | None = None, change: bool = False, **kwargs: Any) -> type:
        if obj is not None:
            return super().get_form(request, obj, change, form=ModelForm, **kwargs)
        return type("GrantRoleForm", (GrantRoleForm,), {"editions": own_editions(request)})

    def get_fields(self, request: HttpRequest, obj: Role | None = None) -> list[str]:
        return ["person", "edition", "kind"] if obj is None else ["user", "edition", "kind", "granted_at", "granted_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return own_editions(request).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Role | None = None) -> bool:
        """What one gives, one may take: jury and organisers, but not one's own seat at the desk; teams make participants."""
        if obj is None:
            return True
        return obj.kind != Role.Kind.PARTICIPANT and obj.user_id != request.user.pk

    def save_model(self, request: HttpRequest, obj: Role, form: GrantRoleForm, change: bool) -> None:
        granted = roles.grant(
            user=form.cleaned_data["person"], edition=obj.edition, kind=obj.kind, by=request.user, at=request.now
        )
        obj.pk, obj.user = granted.pk, granted.user

    def delete_model(self, request: HttpRequest, obj: Role) -> None:
        roles.revoke(role=obj, by=request.user, at=request.now)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One at a time: taking roles away in bulk would pass over whose they are."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}
