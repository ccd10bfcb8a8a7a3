"""Signing up for family, and groups."""

from django.urls import path

from volunteers.views import families, groups

urlpatterns = [
    path("family/", families.family, name="family"),
    path("family/ask/", families.ask, name="ask_family"),
    path("family/<int:pk>/agree/", families.agree, name="agree_family"),
    path("family/<int:pk>/end/", families.end, name="end_family"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("team/family/", families.desk, name="family_desk"),
    path("team/family/<int:pk>/confirm/", families.confirm, name="confirm_family"),
]
