from django.urls import path

from payments.views import batches, checks, desk

app_name = "payments"
urlpatterns = [
    path("", batches.batch_list, name="list"),
    path("desk/", desk.finance, name="desk"),
    path("desk/budgets/", desk.budgets_xlsx, name="budgets_xlsx"),
    path("export/", batches.export, name="export"),
    path("new/", batches.new_batch, name="new"),
    path("checks/", checks.check_list, name="checks"),
    path("checks/export/", checks.export, name="check_export"),
    path("checks/<str:reference>/", checks.check_detail, name="check"),
    path("checks/<str:reference>/record/", checks.record, name="check_record"),
    path("checks/<str:reference>/answer/", checks.answer, name="check_answer"),
    path("checks/<str:reference>/telephone/", checks.telephone, name="check_telephone"),
    path("checks/<str:reference>/take/", checks.take, name="check_take"),
    path("<str:reference>/", batches.batch_detail, name="detail"),
    path("<str:reference>/add/", batches.add_payments, name="add"),
    path("<str:reference>/payments/<int:position>/remove/", batches.remove_payment, name="remove"),
    path("<str:reference>/lock/", batches.lock, name="lock"),
    path("<str:reference>/approve/", batches.approve, name="approve"),
    path("<str:reference>/return/", batches.return_to_maker, name="return"),
    path("<str:reference>/release/", batches.release, name="release"),
    path("<str:reference>/bank-file/", batches.bank_file, name="bank_file"),
    path("<str:reference>/prints/<slug:code>/", batches.roster, name="roster"),
    path("<str:reference>/result/", batches.result, name="result"),
    path("<str:reference>/close/", batches.close, name="close"),
    path("<str:reference>/abort/", batches.abort, name="abort"),
]
