"""Every address of the site. Edition pages come last: their first part is the edition's slug."""

from django.contrib.admin import autodiscover
from django.urls import include, path

from hackathon.accounts.sites import organiser_site
from judging.admin import judge_site

autodiscover()  # every app puts its models on the panels before their addresses are read

urlpatterns = [
    path("", include("hackathon.pages.urls")),
    path("cuenta/", include("hackathon.accounts.urls")),
    path("cuenta/", include("allauth.urls")),
    path("organizacion/", organiser_site.urls),
    path("jurado/", judge_site.urls),
    path("api/v1/", include("hackathon.pages.api_urls")),
    path("", include("hackathon.mail.urls")),
    path("", include("hackathon.registration.urls")),
    path("", include("hackathon.imports.urls")),
    path("", include("hackathon.outreach.urls")),
    path("", include("teams.urls")),
    path("", include("submissions.urls")),
    path("", include("judging.urls")),
    path("", include("hackathon.pages.edition_urls")),
]
