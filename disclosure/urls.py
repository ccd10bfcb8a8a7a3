"""/transparency/: what the federation publishes about itself; /office for those who prepare it."""

from django.urls import path

from disclosure.views import expenses, gift_use, office, public, reports

app_name = "disclosure"
urlpatterns = [
    path("", public.organisation, name="organisation"),
    path("funds/", public.funds, name="funds"),
    path("aid/", public.aid, name="aid"),
    path("delivered/", public.delivered, name="delivered"),
    path("spending/", public.spending, name="spending"),
    path("spending.csv", public.spending_file, name="spending_file"),
    path("donations/", public.donations, name="donations"),
    path("donations.csv", public.donations_file, name="donations_file"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<str:slug>/v<int:version>/", reports.report, name="report"),
    path("reports/<str:slug>/v<int:version>/report.pdf", reports.report_paper, name="report_paper"),
    path("reports/<str:slug>/v<int:version>/<slug:code>.csv", reports.report_file, name="report_file"),
    path("reports/<str:slug>/v<int:version>/publish/", office.publish, name="publish"),
    path("reports/<str:slug>/v<int:version>/discard/", office.discard, name="discard"),
    path("corrections/", reports.corrections, name="corrections"),
    path("my-donation/", gift_use.ask, name="gift_use_form"),
    path("my-donation/<str:reference>/", gift_use.of_code, name="gift_use"),
    path("office/ratios/", expenses.ratios, name="ratios"),
    path("office/figures/<slug:figure>/", expenses.lines, name="lines"),
    path("office/tables/<slug:table>/<slug:field>/<str:key>/", expenses.cell, name="cell"),
    path("office/timed-gifts/", gift_use.in_time, name="timed_gifts"),
    path("office/gifts/<str:reference>/", gift_use.of_gift, name="gift_trace"),
    path("office/vouchers/<str:reference>/", gift_use.of_voucher, name="voucher"),
    path("office/prepare/", office.prepare, name="prepare"),
    path("office/calendar/", office.calendar, name="calendar"),
    path("office/calendar/<slug:rule>/<slug:subject>/<str:day>/", office.done, name="done"),
    path("tables/<slug:code>.csv", public.table_file, name="table_file"),
]
