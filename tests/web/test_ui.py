"""Tags and filters of the look."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from web.templatetags import ui
from workflow.machine import State

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def render(source: str, path: str = "/list/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template(source).render(Context({"request": request, **context})).strip()


@pytest.mark.parametrize(("fen", "shown"), [(123450, "1,234.50"), (0, "0.00"), (-5, "-0.05"), (None, "")])
def test_yuan_has_two_decimals_and_thousands(fen, shown):
    assert ui.yuan(fen) == shown


@pytest.mark.parametrize(
    ("fen", "language", "shown"),
    [
        (88_600_000, "zh-hans", "88.60万元"),
        (99_999_999, "zh-hans", "100.00万元"),
        (999_999, "zh-hans", "9,999.99元"),
        (88_600_000, "en", "CNY 886,000.00"),
        (None, "zh-hans", ""),
    ],
)
def test_wan_is_for_large_sums_in_chinese_only(fen, language, shown):
    with translation.override(language):
        assert ui.wan(fen) == shown


@pytest.mark.parametrize(("minutes", "shown"), [(90, "1.5"), (120, "2"), (0, "0"), (None, "")])
def test_hours_drop_an_empty_decimal(minutes, shown):
    assert ui.hours(minutes) == shown


@pytest.mark.parametrize(("number", "shown"), [("50.00", "50"), ("12.3400", "12.34"), ("1200", "1200"), (None, "")])
def test_a_quantity_has_no_empty_decimals(number, shown):
    assert ui.plain(number and Decimal(number)) == shown


def test_days_are_those_of_shanghai():
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)

    assert (ui.ymd(late), ui.ymd_hm(late), ui.ymd(date(2026, 1, 2))) == ("2026-11-23", "2026-11-23 01:30", "2026-01-02")


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "2026年11月23日"), ("en", "23 November 2026")])
def test_sentences_write_days_out(language, words):
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)

    with translation.override(language):
        assert (ui.in_text(late), ui.in_text(date(2026, 11, 23)), ui.in_text(None)) == (words, words, "")


def test_a_chip_says_the_state_with_glyph_and_word():
    state = State("accepted", "Accepted", "We have your papers", chip="approved")

    assert 'class="st st-approved"' in ui.state_chip(state)
    assert ui.state_chip(state).endswith("Accepted</span>")
    assert ui.state_chip(state, public=True).endswith("We have your papers</span>")
    assert "#check-lg" in ui.state_chip(state)


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in ui.icon("bell")
    assert 'role="img" aria-label="Messages"' in ui.icon("bell", "Messages")


@pytest.mark.parametrize(
    ("due", "left", "tone", "words"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), None, "late", "3 days overdue"),
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), -1, "late", "1 working day overdue"),
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), None, "late", "overdue since today"),
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), 0, "soon", "due today"),
        (datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC), None, "soon", "1 day left"),
        (datetime(2026, 12, 1, 15, 59, 59, tzinfo=UTC), 6, "calm", "6 working days left"),
        (datetime(2026, 11, 29, 15, 59, 59, tzinfo=UTC), 0, "calm", "6 days left"),
    ],
)
def test_a_deadline_is_told_in_words(due, left, tone, words):
    with translation.override("en"):
        light = ui.light(due, NOW, left)

    assert (light.tone, light.words) == (tone, words)


def test_a_deadline_of_another_year_shows_the_year():
    assert ui.light(date(2027, 1, 3), NOW, None).day == "2027-01-03"


def test_no_deadline_is_said_too():
    with translation.override("en"):
        assert ui.deadline_light(None, NOW) == '<span class="due calm">none</span>'


def test_a_bar_chart_repeats_its_numbers_in_a_table_and_has_no_inline_style():
    html = render('{% bar_chart series "Paid" %}', series=[("10", 40), ("11", 80)])

    assert "<style" not in html
    assert "style=" not in html
    assert 'height="66.0"' in html
    assert '<td class="r num">80</td>' in html
    assert html.count('class="now"') == 1


def test_a_bar_chart_of_money_has_its_cents():
    html = render('{% bar_chart series "Paid" %}', series=[("10", 0.0), ("11", 85795.5)])

    assert ("0.00</td>" in html, html.count("85,795.50")) == (True, 2)


def test_a_bar_chart_groups_thousands_and_leaves_empty_months_without_a_number():
    html = render('{% bar_chart series "Paid" %}', series=[("10", 0), ("11", 13600)])

    assert html.count('<text class="v"') == 1
    assert ">13,600</text>" in html


@pytest.mark.parametrize(
    ("series", "width"),
    [
        ([("07", 62385), ("08", 1), ("09", 2)], 624),  # three bars are no larger than twelve
        ([(f"{month:02}", 1) for month in range(12)], 624),
        ([(f"{month:02}", 1_234_567) for month in range(12)], 12 * 9 * 8),  # nine characters each
    ],
)
def test_a_bar_chart_keeps_its_size_and_room_for_its_figures(series, width):
    html = render('{% bar_chart series "Paid" %}', series=series)

    assert f'viewBox="0 0 {width}' in html.replace(".0 190", " 190")


def test_a_chart_without_figures_says_so():
    with translation.override("en"):
        assert "There are no figures yet." in render('{% bar_chart series "Paid" %}', series=[])


@pytest.mark.parametrize(
    ("taken", "capacity", "on", "words"), [(4, 6, 4, "<b>2</b> places left"), (20, 20, 12, "Full")]
)
def test_the_meter_says_the_free_places(taken, capacity, on, words):
    with translation.override("en"):
        html = render("{% meter taken capacity %}", taken=taken, capacity=capacity)

    assert words in html
    assert html.count('class="on"') == on


class ExampleForm(forms.Form):
    name = forms.CharField(label="Name", error_messages={"required": "Enter the name"})
    relation = forms.ChoiceField(
        label="Relation",
        choices=[("self", "Myself"), ("other", "Another")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )

    def clean(self):
        raise forms.ValidationError("Nothing fits")


def test_the_error_summary_links_to_fields_and_to_the_first_radio():
    with translation.override("en"):
        html = render("{% field_errors_summary form %}", form=ExampleForm({}))

    assert 'role="alert" tabindex="-1"' in html
    assert "There are 3 problems to correct" in html
    assert '<a href="#id_name">Name: Enter the name</a>' in html
    assert '<a href="#id_relation_0">Relation: Choose one</a>' in html
    assert "<li>Nothing fits</li>" in html


def test_a_form_without_errors_has_no_summary():
    assert render("{% field_errors_summary form %}", form=ExampleForm()) == ""


def test_crispy_ties_help_and_error_to_the_field():
    html = render('{% include "_components/_form.html" with submit="Send" %}', form=ExampleForm({"relation": "self"}))

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert "novalidate" in html


def test_query_replace_keeps_the_other_parameters():
    source = "{% autoescape off %}{% query_replace page=2 after=None %}{% endautoescape %}"

    assert render(source, "/list/?state=open&after=x&q=张") == "?state=open&q=%E5%BC%A0&page=2"


@pytest.mark.parametrize(
    ("query", "href", "direction"),
    [
        ("", "?sort=due", None),
        ("?sort=due&after=x", "?sort=-due", "ascending"),
        ("?sort=-due", "?sort=due", "descending"),
    ],
)
def test_a_sorting_head_turns_around(query, href, direction):
    html = render('{% sort_th "due" "Due" %}', f"/list/{query}")

    assert f'href="/list/{href}"' in html
    assert (f'aria-sort="{direction}"' in html) is bool(direction)


@pytest.mark.parametrize(
    ("path", "target", "shown"),
    [("/programs/", "/programs/", "page"), ("/programs/x/", "/programs/", "true"), ("/programs/", "/", None)],
)
def test_a_menu_link_knows_where_the_reader_is(path, target, shown):
    html = render("{% here target %}", path, target=target)

    assert html == (f'aria-current="{shown}"' if shown else "")


def test_of_two_links_of_a_menu_the_nearer_one_is_marked():
    items = [SimpleNamespace(path=path) for path in ("/payments/", "/payments/checks/")]

    html = render("{% for item in items %}{% here item.path %}|{% endfor %}", "/payments/checks/CQ-1/", items=items)

    assert html == '|aria-current="true"|'
