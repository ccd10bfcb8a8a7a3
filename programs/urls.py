"""Programs in public. Starting an application belongs to `applications`."""

from django.urls import path

from programs import views

app_name = "programs"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("check/", views.check, name="check"),
    path("<slug:slug>/", views.guide, name="guide"),
    path("<slug:slug>/forms/<slug:kind>/", views.blank, name="blank_form"),
]
