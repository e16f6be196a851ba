"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from hackathon.outreach import views

app_name = "outreach"

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/anuncios/", views.announcements, name="announcements"),
    path("<slug:slug>/anuncios/<int:pk>/", views.announcement, name="announcement"),
]
