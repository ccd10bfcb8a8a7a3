import re

from django.http import HttpResponse

from web.request_ids import RequestIdMiddleware


def test_every_request_gets_an_id_of_ours_whatever_the_sender_claims(rf):
    seen = []

    def view(request):
        seen.append(request.headers["X-Request-ID"])
        return HttpResponse()

    answers = [RequestIdMiddleware(view)(rf.get("/", headers={"X-Request-ID": "forged\nline"})) for _ in range(2)]

    assert [answer.headers["X-Request-ID"] for answer in answers] == seen
    assert all(re.fullmatch("[0-9a-f]{32}", request_id) for request_id in seen)
    assert seen[0] != seen[1]


def test_pages_carry_it(client, db):
    assert re.fullmatch("[0-9a-f]{32}", client.get("/accounts/login/").headers["X-Request-ID"])
