import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines

from tests.factories.accounts import UserFactory
from tests.racing import race
from web import idempotency
from web.idempotency import BadKey, KeyReused, body_hash_of, delete_old_keys, key_of, run_once, submit_once
from web.models import IdempotencyKey
from web.tasks import delete_old_idempotency_keys

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
KEY = uuid.UUID("019f0000-0000-7000-8000-000000000001")


@pytest.fixture
def zhang(db):
    return UserFactory(username="zhang")


class Effect:
    """Counts how often it happened, in the database, so that a rollback undoes the count."""

    def __init__(self, problem=None):
        self.problem = problem

    def __call__(self):
        UserFactory(username=f"made-{uuid.uuid4()}")
        if self.problem:
            raise self.problem
        return "/cases/1/"

    @staticmethod
    def count():
        return UserFactory._meta.model.objects.filter(username__startswith="made-").count()


def once(user, effect, key=KEY, body="a", **options):
    return run_once(user=user, key=key, body_hash=body, effect=effect, at=NOON, **options)


def test_the_second_time_leads_where_the_first_led_and_does_nothing(zhang):
    assert [once(zhang, Effect()), once(zhang, Effect())] == ["/cases/1/", "/cases/1/"]
    assert Effect.count() == 1


def test_another_form_is_another_effect(zhang):
    once(zhang, Effect())
    once(zhang, Effect(), key=uuid.uuid4())

    assert Effect.count() == 2


def test_the_same_key_with_other_content_is_refused(zhang):
    once(zhang, Effect())

    with pytest.raises(KeyReused):
        once(zhang, Effect(), body="b")
    assert Effect.count() == 1


def test_the_key_of_somebody_else_is_refused(zhang):
    once(zhang, Effect())

    with pytest.raises(KeyReused):
        once(UserFactory(), Effect())
    with pytest.raises(KeyReused):
        once(None, Effect())


def test_an_effect_that_failed_leaves_no_key_and_may_be_tried_again(zhang):
    with pytest.raises(ZeroDivisionError):
        once(zhang, Effect(problem=ZeroDivisionError()))

    assert (Effect.count(), IdempotencyKey.objects.count()) == (0, 0)
    assert once(zhang, Effect()) == "/cases/1/"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_act_once_and_all_are_led_to_the_same_place():
    zhang = UserFactory()

    answers = race(50, lambda _number: once(zhang, Effect()), at_once=16)

    assert answers == ["/cases/1/"] * 50
    assert Effect.count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_without_the_key_fifty_at_once_act_fifty_times():
    """The control: the race above is real."""
    zhang = UserFactory()

    race(50, lambda _number: once(zhang, Effect(), key=uuid.uuid4()), at_once=16)

    assert Effect.count() == 50


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_when_the_first_of_two_fails_the_second_acts():
    zhang = UserFactory()
    effects = [Effect(problem=ZeroDivisionError()), Effect()]

    answers = race(2, lambda number: once(zhang, effects[number]))

    assert isinstance(answers[0], ZeroDivisionError) or answers[0] == "/cases/1/"
    assert answers[1] == "/cases/1/"
    assert Effect.count() == 1


def post(rf, user, data, path="/apply/"):
    request = rf.post(path, data)
    request.user = user
    return request


def test_a_view_redirects_and_acts_once(rf, zhang):
    data = {"name": "张演一", "idempotency_key": str(KEY)}

    answers = [submit_once(post(rf, zhang, data), Effect()) for _ in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/cases/1/")] * 2
    assert Effect.count() == 1


def test_a_view_refuses_a_used_form_with_a_sentence(rf, zhang):
    submit_once(post(rf, zhang, {"name": "a", "idempotency_key": str(KEY)}), Effect())

    answer = submit_once(post(rf, zhang, {"name": "b", "idempotency_key": str(KEY)}), Effect())

    assert answer.status_code == 422
    assert Effect.count() == 1


@pytest.mark.parametrize("key", ["1", "x" * 500, "\x00", "019f0000-0000-7000-8000-00000000000g"])
def test_a_key_that_is_none_is_refused(rf, zhang, key):
    answer = submit_once(post(rf, zhang, {"idempotency_key": key}), Effect())

    assert answer.status_code == 422
    with pytest.raises(BadKey):
        key_of(post(rf, zhang, {"idempotency_key": key}))


def test_a_form_without_a_key_acts_each_time(rf, zhang):
    for _ in range(2):
        submit_once(post(rf, zhang, {"name": "a"}), Effect())

    assert Effect.count() == 2


def test_a_visitor_can_send_a_form_too(rf):
    request = post(rf, AnonymousUser(), {"idempotency_key": str(KEY)})

    assert submit_once(request, Effect()).status_code == 302
    assert IdempotencyKey.objects.get().user is None


def test_the_hash_covers_address_fields_order_and_files_but_not_the_tokens(rf, zhang):
    def digest(path="/a/", **data):
        return body_hash_of(post(rf, zhang, data, path))

    file = SimpleUploadedFile("a.jpg", b"123")
    same = {digest(a="1", csrfmiddlewaretoken="x"), digest(a="1", csrfmiddlewaretoken="y", idempotency_key="z")}
    others = [digest("/b/", a="1"), digest(a="2"), digest(b="1"), digest(a=["1", "1"]), digest(a="1", f=file)]

    assert len(same) == 1
    assert len({*same, *others}) == 6


def test_the_hidden_field_has_a_fresh_key_each_time():
    template = engines["django"].from_string("{% idempotency_key %}")

    first, second = (template.render({}) for _ in range(2))

    assert re.fullmatch(r'<input type="hidden" name="idempotency_key" value="([0-9a-f-]{36})">', first)
    assert first != second


def test_keys_are_forgotten_after_thirty_days_but_not_where_money_moved(zhang):
    once(zhang, Effect())
    once(zhang, Effect(), key=uuid.uuid4(), is_kept=True)

    assert delete_old_keys(at=NOON + timedelta(days=30)) == 0
    assert delete_old_keys(at=NOON + timedelta(days=30, seconds=1)) == 1
    assert list(IdempotencyKey.objects.values_list("is_kept", flat=True)) == [True]


def test_the_task_forgets(zhang, monkeypatch):
    asked = []
    monkeypatch.setattr(idempotency, "delete_old_keys", lambda *, at: asked.append(at) or 7)

    assert delete_old_idempotency_keys() == 7
    assert delete_old_idempotency_keys.name == "web.delete_old_idempotency_keys"
    assert asked[0].tzinfo is not None
