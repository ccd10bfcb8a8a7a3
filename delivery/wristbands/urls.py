from django.urls import path

from delivery.wristbands.views import alerts, bands, books, family, finder, issuing, outings, overview, search, store

app_name = "wristbands"
urlpatterns = [
    # What stands on the bands and in the messages: short, and never in a log (welfare_portal.logs).
    path("w/<str:token>/", finder.finder, name="finder"),
    path("w/<str:token>/call/", finder.call, name="finder_call"),
    path("w/<str:token>/place/", finder.place, name="finder_place"),
    path("f/<slug:reference>/<int:turn>/<str:proof>/", family.page, name="family"),
    path("f/<slug:reference>/<int:turn>/<str:proof>/<slug:name>/", family.step, name="family_step"),
    path("wristbands/", overview.overview, name="overview"),
    path("wristbands/export/<slug:what>/", overview.export, name="export"),
    path("wristbands/store/", store.batches, name="batches"),
    path("wristbands/store/order/", store.order, name="order"),
    path("wristbands/store/write-off/", store.write_off, name="write_off"),
    path("wristbands/store/allocate/", store.allocate, name="allocate"),
    path("wristbands/store/give-back/", store.give_back, name="give_back"),
    path("wristbands/store/<int:pk>/", store.batch, name="batch"),
    path("wristbands/store/<int:pk>/receive/", store.receive, name="receive"),
    path("wristbands/store/<int:pk>/sheet/", store.make_sheet, name="make_sheet"),
    path("wristbands/store/sheets/<int:pk>/anew/", store.make_sheet_anew, name="make_sheet_anew"),
    path("wristbands/store/sheets/<int:pk>/confirm/", store.confirm_sheet, name="confirm_sheet"),
    path("wristbands/books/", books.books, name="books"),
    path("wristbands/books/<int:pk>/fund/", books.fund, name="set_fund"),
    path("wristbands/books/<int:pk>/book/", books.book, name="book_bands"),
    path("wristbands/events/", outings.events, name="events"),
    path("wristbands/events/new/", outings.plan, name="plan_event"),
    path("wristbands/events/<slug:number>/", outings.event, name="event"),
    path("wristbands/events/<slug:number>/change/", outings.change, name="change_event"),
    path("wristbands/events/<slug:number>/<slug:name>/", outings.step, name="event_step"),
    path("wristbands/issue/", issuing.start, name="issue"),
    path("wristbands/issue/wearer/", issuing.wearer, name="issue_wearer"),
    path("wristbands/people/", bands.people, name="people"),
    path("wristbands/people/<slug:reference>/", bands.band, name="band"),
    path("wristbands/people/<slug:reference>/form/", bands.form, name="form"),
    path("wristbands/people/<slug:reference>/contacts/", bands.contacts, name="contacts"),
    path("wristbands/people/<slug:reference>/<slug:name>/", bands.step, name="band_step"),
    path("wristbands/alerts/", alerts.alerts, name="alerts"),
    path("wristbands/alerts/<slug:reference>/", alerts.alert, name="alert"),
    path("wristbands/alerts/<slug:reference>/<slug:name>/", alerts.step, name="alert_step"),
    path("wristbands/calls/<slug:reference>/", search.call, name="call"),
]
