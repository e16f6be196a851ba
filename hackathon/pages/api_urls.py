"""The API, version 1, with its schema and a page to try it."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from hackathon.pages.api.problems import not_found
from judging.api import (
    ArchiveKeyView,
    DerivationView,
    ExportsView,
    ExportView,
    PublishedResultsView,
    ResultsView,
)
from submissions.api import (
    EvaluationRunViewSet,
    EvaluationViewSet,
    LeaderboardsView,
    LeaderboardView,
    LikesView,
    ProjectViewSet,
)
from teams.api import JoinRequestViewSet, JoinView, MembershipsView, MembershipView, PeopleViewSet, TeamViewSet
from teams.api.teams import KEY

router = SimpleRouter()
router.register("projects", ProjectViewSet, basename="project")
router.register("evaluations", EvaluationViewSet, basename="evaluation")
router.register("evaluation-runs", EvaluationRunViewSet, basename="evaluation-run")
router.register("teams", TeamViewSet, basename="team")
router.register("join-requests", JoinRequestViewSet, basename="join-request")
router.register("people", PeopleViewSet, basename="person")

app_name = "api"

urlpatterns = [
    path("", include(router.urls)),
    path("editions/<slug:slug>/leaderboards/", LeaderboardsView.as_view(), name="leaderboards"),
    path("editions/<slug:slug>/leaderboards/<slug:suite>/", LeaderboardView.as_view(), name="leaderboard"),
    path("editions/<slug:slug>/likes/", LikesView.as_view(), name="likes"),
    path("editions/<slug:slug>/results/", ResultsView.as_view(), name="results"),
    path("editions/<slug:slug>/results/published/", PublishedResultsView.as_view(), name="published_results"),
    path("editions/<slug:slug>/results/projects/<int:pk>/", DerivationView.as_view(), name="derivation"),
    path("editions/<slug:slug>/exports/", ExportsView.as_view(), name="exports"),
    path("editions/<slug:slug>/exports/<slug:table>/", ExportView.as_view(), name="export"),
    path("editions/<slug:slug>/archive-key/", ArchiveKeyView.as_view(), name="archive_key"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("join/", JoinView.as_view(), name="join"),
    re_path(rf"^teams/(?P<team>{KEY})/memberships/$", MembershipsView.as_view(), name="memberships"),
    re_path(rf"^teams/(?P<team>{KEY})/memberships/(?P<user>{KEY})/$", MembershipView.as_view(), name="membership"),
    re_path("", not_found),
]
