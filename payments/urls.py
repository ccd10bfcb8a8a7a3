from django.urls import path

from payments import check_views, views

app_name = "payments"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("export/", views.export, name="export"),
    path("new/", views.new_batch, name="new"),
    path("checks/", check_views.check_list, name="checks"),
    path("checks/<str:reference>/", check_views.check_detail, name="check"),
    path("checks/<str:reference>/record/", check_views.record, name="check_record"),
    path("checks/<str:reference>/answer/", check_views.answer, name="check_answer"),
    path("checks/<str:reference>/take/", check_views.take, name="check_take"),
    path("<str:reference>/", views.batch_detail, name="detail"),
    path("<str:reference>/add/", views.add_payments, name="add"),
    path("<str:reference>/payments/<int:position>/remove/", views.remove_payment, name="remove"),
    path("<str:reference>/lock/", views.lock, name="lock"),
    path("<str:reference>/approve/", views.approve, name="approve"),
    path("<str:reference>/return/", views.return_to_maker, name="return"),
    path("<str:reference>/release/", views.release, name="release"),
    path("<str:reference>/bank-file/", views.bank_file, name="bank_file"),
    path("<str:reference>/prints/<slug:code>/", views.roster, name="roster"),
    path("<str:reference>/result/", views.result, name="result"),
    path("<str:reference>/close/", views.close, name="close"),
    path("<str:reference>/abort/", views.abort, name="abort"),
]
