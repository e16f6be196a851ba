"""What the organisers' admin pages of all apps have in common: one sees and changes only what belongs to one's own editions."""

from datetime import datetime

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.editions.models import Edition


def own_editions(request: HttpRequest) -> QuerySet[Edition]:
    """The editions that the reader runs; a superuser runs all."""
    return roles.editions_with_role(request.user, Role.Kind.ORGANISER)


NOTHING = "–"


def moment(at: datetime | None, edition: Edition | None = None) -> SafeString | str:
    """A moment as the site shows it, with its zone's name: the edition's, else AoE; a dash for none."""
    if at is None:
        return NOTHING
    rules = {"rules": edition.parsed_rules} if edition else {}
    return render_to_string("pages/_moment.html", {"at": at, **rules})


class OrganiserAdmin(ModelAdmin):
    """A read-only page of rows that belong to an edition; subclasses open what may be changed.

    ``edition_path`` leads from a row to its edition, as in a query.
    """

    edition_path = "edition"
    list_per_page = 20  # a page that a person reads; a hundred rows take their time to draw
    show_full_result_count = False  # how many there would be without the filter: one more count of everything

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only rows of the reader's editions: others do not exist, by any address."""
        return super().get_queryset(request).filter(**{f"{self.edition_path}__in": own_editions(request)})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By what the pages show, and nothing else. Django's admin filters by any column of the row that an address names:
        a password's hash or an invitation could be read a letter at a time."""
        column = lookup.split("__", 1)[0]
        filters = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        filters = [getattr(each, "parameter_name", each) for each in filters]
        shown = {str(name).split("__", 1)[0] for name in (*self.get_fields(request), *filters, "pk")}
        return column in shown and super().lookup_allowed(lookup, value, request)

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
