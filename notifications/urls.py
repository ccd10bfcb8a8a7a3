"""The inbox and the wishes of the person signed in."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read-all/", views.mark_all_read, name="mark_all_read"),
    path("preferences/", views.preferences, name="preferences"),
    path("<str:reference>/read/", views.mark_read, name="mark_read"),
    path("<str:reference>/open/", views.open_message, name="open"),
]
