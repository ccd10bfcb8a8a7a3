"""/certificates/: the public check; /mine for volunteers; /office for the federation."""

from django.urls import path

from certificates.views import mine, office, public

app_name = "certificates"
urlpatterns = [
    path("", public.check_form, name="check_form"),
    path("keys/", public.keys, name="keys"),
    path("mine/", mine.mine, name="mine"),
    path("notices/", office.notices, name="notices"),
    path("office/", office.register, name="register"),
    path("office/bulk/", office.bulk, name="bulk"),
    path("office/exchange/", office.exchange, name="exchange"),
    path("office/<str:number>/", office.certificate, name="certificate"),
    path("office/<str:number>/revoke/", office.revoke, name="revoke"),
    path("<str:number>/pdf/", mine.paper, name="pdf"),
    path("<str:number>/signed/", mine.signed_file, name="signed"),
    path("<str:number>/", public.check, name="check"),
]
