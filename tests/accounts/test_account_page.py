import pytest

from audit.models import Event
from protection.indexing import index_of
from tests.factories.accounts import RoleGrantFactory

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_is_known(client, worker):
    client.force_login(worker)

    page = client.get("/accounts/").content.decode()

    assert "石演工" in page
    assert "西湖春天社区" in page


def test_saving_the_profile_keeps_language_and_text_size_in_cookies(client, volunteer):
    client.force_login(volunteer)

    response = client.post("/accounts/profile/", {"display_name": "志演甲", "language": "en", "text_size": "xlarge"})

    volunteer.refresh_from_db()
    assert (response.status_code, volunteer.display_name, volunteer.language) == (302, "志演甲", "en")
    assert (client.cookies["portal_language"].value, client.cookies["text_size"].value) == ("en", "xlarge")


def test_a_wrong_profile_is_shown_again_with_422(client, volunteer):
    client.force_login(volunteer)

    response = client.post("/accounts/profile/", {"display_name": "", "language": "xx", "text_size": "large"})

    volunteer.refresh_from_db()
    assert (response.status_code, volunteer.display_name) == (422, "志演一")


def test_the_telephone_number_is_sealed(client, volunteer):
    client.force_login(volunteer)

    client.post("/accounts/phone/", {"phone": "199 0000 0001"})

    volunteer.refresh_from_db()
    assert volunteer.phone_mask == "199****0001"
    assert volunteer.phone_index == index_of(type(volunteer), "phone", "19900000001")
    assert "19900000001" not in volunteer.phone
    assert Event.objects.get(code="accounts.phone_changed").data == {"removed": False}


def test_a_telephone_number_can_be_removed(client, volunteer):
    client.force_login(volunteer)
    client.post("/accounts/phone/", {"phone": "19900000001"})

    client.post("/accounts/phone/", {"phone": ""})

    volunteer.refresh_from_db()
    assert (volunteer.phone, volunteer.phone_mask, volunteer.phone_index) == ("", "", None)


def test_a_wrong_number_is_shown_again_with_422(client, volunteer):
    client.force_login(volunteer)

    assert client.post("/accounts/phone/", {"phone": "123"}).status_code == 422


@pytest.mark.parametrize("grants", [1, 3])
def test_the_page_costs_the_same_queries(client, worker, places, grants, django_assert_num_queries):
    for code in ("410172160-tonghe", "410172160-huawei")[: grants - 1]:
        RoleGrantFactory(user=worker, role="community_worker", area=places[code])
    client.force_login(worker)
    client.get("/accounts/")

    with django_assert_num_queries(6):
        client.get("/accounts/")


def test_signing_in_brings_the_kept_language_and_text_size(client, volunteer):
    volunteer.language, volunteer.text_size = "en", "large"
    volunteer.save()

    client.post("/accounts/login/", {"login": "volunteer", "password": "demo-portal-2023"})  # pragma: allowlist secret

    assert (client.cookies["portal_language"].value, client.cookies["text_size"].value) == ("en", "large")
