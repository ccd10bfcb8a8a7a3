from django.urls import path, register_converter

from funds.converters import Month
from funds.views import bank, books, funds, months, slips

register_converter(Month, "month")

app_name = "funds"
urlpatterns = [
    path("", funds.fund_list, name="list"),
    path("export/", funds.export, name="export"),
    path("books/statements/", books.statements, name="statements"),
    path("books/statements/xlsx/", books.statements_xlsx, name="statements_xlsx"),
    path("books/statements/pdf/", books.statements_pdf, name="statements_pdf"),
    path("books/balances/", books.balances, name="balances"),
    path("books/balances/xlsx/", books.balances_xlsx, name="balances_xlsx"),
    path("books/accounts/<slug:code>/", books.account, name="account"),
    path("books/accounts/<slug:code>/xlsx/", books.account_xlsx, name="account_xlsx"),
    path("books/vouchers/", books.vouchers, name="vouchers"),
    path("books/vouchers/xlsx/", books.vouchers_xlsx, name="vouchers_xlsx"),
    path("books/vouchers/csv/", books.vouchers_csv, name="vouchers_csv"),
    path("books/vouchers/<slug:reference>/", books.voucher, name="voucher"),
    path("books/entries/", slips.slip_list, name="slips"),
    path("books/entries/new/<slug:kind>/", slips.new, name="new_slip"),
    path("books/entries/<str:reference>/", slips.detail, name="slip"),
    path("books/entries/<str:reference>/book/", slips.book, name="book_slip"),
    path("books/entries/<str:reference>/refuse/", slips.refuse, name="refuse_slip"),
    path("books/months/", months.month_list, name="months"),
    path("books/months/<month:month>/", months.month_detail, name="month"),
    path("books/months/<month:month>/close/", months.close, name="close_month"),
    path("books/months/<month:month>/carry-forward/", months.carry_forward, name="carry_forward"),
    path("books/months/<month:month>/undo/", months.undo, name="undo_carry_forward"),
    path("books/bank/", bank.statement_list, name="bank"),
    path("books/bank/new/", bank.take_in, name="bank_import"),
    path("books/bank/<slug:reference>/", bank.statement_detail, name="bank_statement"),
    path("books/bank/<slug:reference>/look-again/", bank.look_again, name="bank_look_again"),
    path("books/bank/<slug:reference>/<int:number>/", bank.line_detail, name="bank_line"),
    path("books/bank/<slug:reference>/<int:number>/match/", bank.match, name="bank_match"),
    path("books/bank/<slug:reference>/<int:number>/unmatch/", bank.unmatch, name="bank_unmatch"),
    path("books/bank/<slug:reference>/<int:number>/explain/", bank.explain, name="bank_explain"),
    path("books/reconciliation/", bank.reconciled, name="reconciliation"),
    path("books/reconciliation/pdf/", bank.reconciled_pdf, name="reconciliation_pdf"),
    path("<str:code>/", funds.fund_statement, name="statement"),
]
