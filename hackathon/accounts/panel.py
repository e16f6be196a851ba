"""What the organisers' admin pages of all apps have in common: one sees and changes only what belongs to one's own editions."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.editions.models import Edition


def own_editions(request: HttpRequest) -> QuerySet[Edition]:
    """The editions that the reader runs; a superuser runs all."""
    return roles.editions_with_role(request.user, Role.Kind.ORGANISER)


class OrganiserAdmin(ModelAdmin):
    """A read-only page of rows that belong to an edition; subclasses open what may be changed.

    ``edition_path`` leads from a row to its edition, as in a query.
    """

    edition_path = "edition"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of the reader's editions: others do not exist, by any address."""
        return super().get_queryset(request).filter(**{f"{self.edition_path}__in": own_editions(request)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(TabularInline):
    """Rows shown on another row's page."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
