import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/programs/", "/accounts/login/", "/applications/status/"])
def test_every_page_answers_head_without_a_body(client, path):
    answer = client.head(path)

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("path", "above"),
    [("/notifications/read-all/", "/notifications/"), ("/volunteers/shifts/7/watch/", "/volunteers/shifts/7/")],
)
def test_the_address_of_a_button_says_where_to_go(client, volunteer, path, above):
    client.force_login(volunteer)

    page = client.get(path)

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "没有做任何更改，请回到原来的页面点击按钮。" in page.content.decode()
    assert f'href="{above}"' in page.content.decode()


def test_other_methods_are_refused_at_the_door(client):
    assert (client.put("/").status_code, client.put("/").content) == (405, b"")
