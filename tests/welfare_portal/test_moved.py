"""What was printed or bookmarked before still leads to the page."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/disclosure/", "/transparency/"),
        (
            "/disclosure/funds/?year=2023&fund=%E7%B2%A5%E5%B1%8B",
            "/transparency/funds/?year=2023&fund=%E7%B2%A5%E5%B1%8B",
        ),
        ("/disclosure//example.org", "/transparency//example.org"),
    ],
)
def test_an_address_of_before_leads_to_the_figures(client, before, now):
    response = client.get(before)

    assert (response.status_code, response["Location"]) == (301, now)
    assert client.post("/disclosure/").status_code == 405


@pytest.mark.django_db
def test_the_figures_stand_at_their_address(client):
    assert client.get("/transparency/").status_code == 200
