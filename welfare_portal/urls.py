"""One include per app. Every route has a line in the permission matrix (tests/policies/)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("home.urls")),
    path("admin/", admin.site.urls),
]
