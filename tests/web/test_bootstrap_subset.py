"""The smaller Bootstrap that pages load: made from the vendored one, and up to date with what the portal uses."""

from scripts import bootstrap_subset
from scripts.bootstrap_subset import rules, selectors, subset, without_idle_animations


def test_the_committed_file_is_what_the_portal_uses_now():
    """When this fails: .venv/bin/python scripts/bootstrap_subset.py"""
    assert bootstrap_subset.TARGET.read_text(encoding="utf-8") == bootstrap_subset.made()


def test_rules_of_used_classes_stay_in_their_order():
    css = "a{b:c}.card,.btn-x:is(.q,.row){d:e}@media print{.card{f:g}.row{h:i}}.gone{j:k}"

    made = subset(css, {"btn-x", "q", "row"}, set())

    assert made == "a{b:c}\n.btn-x:is(.q,.row){d:e}\n@media print{.row{h:i}}"


def test_a_class_whose_end_is_a_variable_stays():
    assert subset(".btn-danger{a:b}.badge-x{c:d}", set(), {"btn-"}) == ".btn-danger{a:b}"


def test_animations_that_nothing_uses_go():
    css = "@keyframes turn{0%{a:b}}@keyframes idle{0%{a:b}}.x{animation:turn 1s}"

    assert without_idle_animations(css) == "@keyframes turn{0%{a:b}}\n.x{animation:turn 1s}"


def test_statements_and_commas_inside_parentheses():
    assert list(rules("@import url(x);a{b:c}")) == [("@import url(x);", ""), ("a", "b:c")]
    assert selectors(".a:not(.b,.c),.d") == [".a:not(.b,.c)", ".d"]
