from django.urls import path

from funds import views

app_name = "funds"
urlpatterns = [
    path("", views.fund_list, name="list"),
    path("<str:code>/", views.fund_statement, name="statement"),
]
