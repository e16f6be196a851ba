"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from hackathon.registration import views

app_name = "registration"

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/inscripcion/", views.form, name="form"),
    path("<slug:slug>/inscripcion/organizacion/", views.check_organisation, name="check_organisation"),
    path("<slug:slug>/conducta/", views.conduct, name="conduct"),
]
