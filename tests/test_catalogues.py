"""The Chinese catalogues are complete, compiled, and read the sources as Django does."""

from pathlib import Path

import pytest
from django.utils import translation

from scripts import catalogue


@pytest.mark.parametrize("app", catalogue.apps())
def test_every_text_of_the_app_is_in_its_catalogue(app):
    assert catalogue.gaps(app) == []


@pytest.mark.parametrize("app", catalogue.catalogues())
def test_the_catalogue_is_translated_and_compiled(app):
    assert catalogue.faults(app) == []


def test_no_two_catalogues_translate_one_text_differently():
    assert catalogue.contradictions() == []


def messages_in(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    return list(catalogue.messages_in(path))


def test_python_msgids_are_found_under_every_name(tmp_path):
    source = """
from django.utils.translation import gettext_lazy as _, ngettext as plural, pgettext_lazy
from django.utils import translation
_("one " "text")
plural("%d day", "%d days", 3)
pgettext_lazy("menu", "Home")
translation.gettext("by module")
other("not a text")
"""

    assert messages_in(tmp_path, "a.py", source) == [
        (None, "one text", None),
        (None, "%d day", "%d days"),
        ("menu", "Home", None),
        (None, "by module", None),
    ]


def test_template_msgids_are_found_in_every_tag(tmp_path):
    source = """{% translate "Plain" %}{% translate "Home" context "menu" %}{% include "x" with label=_("Given") %}
    {% blocktranslate trimmed count left=n %}
      {{ left }} place
    {% plural %}
      {{ left }} places
    {% endblocktranslate %}{# {% translate "in a comment" %} #}"""

    assert messages_in(tmp_path, "a.html", source) == [
        (None, "Plain", None),
        ("menu", "Home", None),
        (None, "Given", None),
        (None, "%(left)s place", "%(left)s places"),
    ]


def test_a_text_that_is_put_together_is_refused():
    source = "from django.utils.translation import gettext\ngettext(f'{x} left')"

    with pytest.raises(catalogue.NotAConstant, match="is not a plain string"):
        list(catalogue.messages_in_python(source, Path(catalogue.ROOT / "web" / "x.py")))


def test_an_untranslated_text_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    file = catalogue.po_path("web")
    file.parent.mkdir(parents=True)
    fresh = catalogue.new_catalogue()
    fresh.append(catalogue.entry_of(catalogue.Message(None, "%(n)s left", None), ["web/a.py"], ""))
    fresh.save(str(file))
    catalogue.compile_catalogue("web")

    assert catalogue.faults("web") == ["web: not translated: '%(n)s left'"]


def test_a_lost_placeholder_and_a_stale_compilation_are_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    file = catalogue.po_path("web")
    file.parent.mkdir(parents=True)
    fresh = catalogue.new_catalogue()
    fresh.append(catalogue.entry_of(catalogue.Message(None, "%(n)s left", None), ["web/a.py"], "还剩"))
    fresh.save(str(file))

    assert catalogue.faults("web") == [
        "web: other placeholders than its msgid: '%(n)s left'",
        "web: django.mo is out of date; run `python scripts/catalogue.py compile`",
    ]


@pytest.mark.parametrize(
    ("text", "chinese"),
    [("Yesterday", "昨天"), ("Past 7 days", "最近 7 天"), ("Forgotten your login credentials?", "忘记登录信息？")],
)
def test_gaps_of_libraries_are_filled(text, chinese):
    with translation.override("zh-hans"):
        assert translation.gettext(text) == chinese
