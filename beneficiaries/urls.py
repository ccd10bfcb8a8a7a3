from django.urls import path

from beneficiaries import views

app_name = "beneficiaries"
urlpatterns = [
    path("", views.index, name="index"),
    path("relatives/", views.relatives, name="relatives"),
    path("relatives/<int:pk>/end/", views.end_declaration, name="end_declaration"),
    path("people/<slug:reference>/", views.person, name="person"),
    path("people/<slug:reference>/consents/<int:pk>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("households/<slug:reference>/", views.household, name="household"),
    path("certificates/<uuid:seal_id>/check/", views.check_certificate, name="check_certificate"),
    path("documents/<uuid:public_id>/", views.document, name="document"),
]
