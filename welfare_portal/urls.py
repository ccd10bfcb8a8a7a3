"""One include per app. Every route has a line in the permission matrix (tests/policies/)."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
