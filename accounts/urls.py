"""The person's own account. Signing in and out, passwords, second factor and sessions are allauth's routes."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.show_account, name="account"),
    path("profile/", views.save_profile, name="profile"),
    path("phone/", views.save_phone, name="phone"),
]
