"""One include per app. Every route has a line in the permission matrix (tests/policies/)."""

from django.contrib import admin
from django.urls import include, path, re_path

from applications.admin import simulator
from welfare_portal import health, moved, schedule

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("home.urls")),
    path("programs/", include("programs.urls")),
    path("", include("applications.urls")),
    path("", include("oversight.urls")),
    path("jobs/", include("jobs.urls")),
    path("imports/", include("imports.urls")),
    path("notifications/", include("notifications.urls")),
    path("volunteers/", include("volunteers.urls")),
    path("certificates/", include("certificates.urls")),
    path("festival-visits/", include("delivery.festival_visits.urls")),
    path("funds/", include("funds.urls")),
    path("", include("donations.urls")),
    path("transparency/", include("disclosure.urls")),
    re_path("^disclosure/(?P<rest>.*)$", moved.to_transparency, name="moved_to_transparency"),
    path("community-grants/", include("delivery.community_grants.urls")),
    path("meals/", include("delivery.porridge_house.urls")),
    path("", include("delivery.wristbands.urls")),
    path("seedling-protection/", include("delivery.seedling_protection.urls")),
    path("payments/", include("payments.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/schedule/", schedule.page, name="admin_schedule"),
    path("admin/programs/program/<int:pk>/simulate/", simulator.page, name="programs_simulate"),
    path("admin/", admin.site.urls),
    path("beneficiaries/", include("beneficiaries.urls")),
    path("protection/", include("protection.urls")),
]
