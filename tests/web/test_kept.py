from django.test import override_settings
from django.utils import translation

from web.kept import SECONDS, kept

LOCAL = {"process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_kept"}}


@override_settings(CACHES={"default": LOCAL["process"], **LOCAL})
def test_a_name_is_read_once_in_a_while_and_for_each_language():
    asked = []

    def read():
        asked.append(translation.get_language())
        return ["甲"]

    with translation.override("zh-hans"):
        assert [kept("names", read), kept("names", read)] == [["甲"], ["甲"]]
    with translation.override("en"):
        kept("names", read)

    assert asked == ["zh-hans", "en"]
    assert SECONDS == 30


def test_the_tests_keep_nothing():
    assert [kept("n", lambda: 1), kept("n", lambda: 2)] == [1, 2]
