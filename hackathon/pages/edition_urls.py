"""An edition's own pages; included last, because their first part is the edition's slug."""

from django.urls import path

from hackathon.pages import views
from hackathon.pages.dashboard import views as dashboard

app_name = "editions"

urlpatterns = [
    path("<slug:slug>/", views.edition_detail, name="detail"),
    path("<slug:slug>/bases/", views.edition_rules, name="rules"),
    path("<slug:slug>/panel/", dashboard.dashboard, name="dashboard"),
    path("<slug:slug>/panel/organizacion/", dashboard.refresh_organisation, name="dashboard_organisation"),
]
