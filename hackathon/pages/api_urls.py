"""The API, version 1: read-only, with its schema and a page to try it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from judging.api import ResultsView
from submissions.api import ProjectViewSet

router = SimpleRouter()
router.register("projects", ProjectViewSet, basename="project")

app_name = "api"

urlpatterns = [
    path("", include(router.urls)),
    path("editions/<slug:slug>/results/", ResultsView.as_view(), name="results"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
