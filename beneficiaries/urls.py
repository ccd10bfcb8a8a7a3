from django.urls import path

from beneficiaries.views import affiliates, door, duplicates, economy, households, register

app_name = "beneficiaries"
urlpatterns = [
    path("", register.index, name="index"),
    path("export/<slug:what>/", register.export, name="export"),
    path("relatives/", register.relatives, name="relatives"),
    path("relatives/<int:pk>/end/", register.end_declaration, name="end_declaration"),
    path("affiliates/", affiliates.affiliates, name="affiliates"),
    path("affiliates/export/", affiliates.export, name="export_affiliates"),
    path("affiliates/<int:pk>/end/", affiliates.end, name="end_affiliate"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/export/", duplicates.export, name="export_duplicates"),
    path("duplicates/<slug:reference>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<slug:reference>/merge/", duplicates.merge, name="merge"),
    path("duplicates/<slug:reference>/tell-apart/", duplicates.tell_apart, name="tell_apart"),
    path("duplicates/<slug:reference>/put-off/", duplicates.put_off, name="put_off"),
    path("duplicates/<slug:reference>/unmerge/", duplicates.unmerge, name="unmerge"),
    path("people/new/", door.register, name="register"),
    path("people/<slug:reference>/", register.person, name="person"),
    path("people/<slug:reference>/consents/<int:pk>/withdraw/", register.withdraw_consent, name="withdraw_consent"),
    path("people/<slug:reference>/income/", economy.income, name="income"),
    path("people/<slug:reference>/property/", economy.property, name="property"),
    path("declarations/<slug:what>/<uuid:public_id>/take-back/", economy.take_back, name="take_back"),
    path("households/<slug:reference>/members/<int:pk>/", economy.standing, name="standing"),
    path("households/<slug:reference>/head/", households.head, name="change_head"),
    path("households/<slug:reference>/split/", households.split, name="split"),
    path("households/<slug:reference>/join/", households.join, name="join"),
    path("households/<slug:reference>/", register.household, name="household"),
    path("certificates/<uuid:seal_id>/check/", register.check_certificate, name="check_certificate"),
    path("documents/<uuid:public_id>/", register.document, name="document"),
]
