"""Addresses of the porridge house, below /meals/. The literal ones stand before those with a number."""

from django.urls import path

from delivery.porridge_house.views import cards, counter, day, office, statements

app_name = "porridge_house"

urlpatterns = [
    path("", office.public, name="public"),
    path("redeem/", counter.redeem_start, name="redeem"),
    path("redeem/<slug:code>/", counter.counter, name="counter"),
    path("redeem/<slug:code>/record/", counter.record, name="record"),
    path("places/<slug:code>/tally/", counter.tally, name="tally"),
    path("places/<slug:code>/tally-sheet/", counter.paper, name="tally_sheet"),
    path("places/<slug:code>/count/", day.count, name="count"),
    path("places/<slug:code>/food/", day.food, name="food"),
    path("places/<slug:code>/certificates/", day.certificates, name="certificates"),
    path("places/<slug:code>/certificates/<int:pk>/end/", day.end_certificate, name="end_certificate"),
    path("office/", office.overview, name="overview"),
    path("board/", office.board, name="board"),
    path("counts/", office.count_list, name="counts"),
    path("counts/<int:pk>/review/", office.review, name="review"),
    path("log/", office.meal_log, name="log"),
    path("log/export/", office.export_meals, name="export_meals"),
    path("log/<int:pk>/take-back/", office.take_back, name="take_back"),
    path("signals/", office.signal_list, name="signals"),
    path("signals/<int:pk>/", office.answer_signal, name="answer_signal"),
    path("missed/", office.missed, name="missed"),
    path("missed/<int:pk>/", office.answer_missed, name="answer_missed"),
    path("mine/", cards.mine, name="mine"),
    path("cards/", cards.card_list, name="cards"),
    path("cards/export/", cards.export, name="export_cards"),
    path("cards/waiting/", cards.waiting, name="waiting"),
    path("cards/waiting/<str:reference>/", cards.make, name="make"),
    path("cards/print/", cards.print_cards, name="print_cards"),
    path("cards/print/handover/", cards.print_handover, name="print_handover"),
    path("cards/<str:number>/", cards.card, name="card"),
    path("cards/<str:number>/<slug:name>/", cards.step, name="card_step"),
    path("statements/", statements.statement_list, name="statements"),
    path("statements/export/", statements.export, name="export_statements"),
    path("statements/prepare/", statements.prepare, name="prepare"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/paper/", statements.paper, name="statement_paper"),
    path("statements/<str:reference>/<slug:name>/", statements.step, name="statement_step"),
]
