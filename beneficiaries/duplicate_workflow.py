"""What may be decided about two records that resemble each other."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.permissions import may_decide_duplicate
from workflow.machine import State, Transition, Workflow, sources, states, transitions

OPEN, LATER, DIFFERENT, MERGED = "open", "later", "different", "merged"
UNDECIDED = (OPEN, LATER)

WORKFLOW = Workflow(
    code="duplicate",
    initial=OPEN,
    states=states(
        State(OPEN, pgettext_lazy("duplicate", "To be decided"), pgettext_lazy("duplicate", "To be decided"), "need"),
        State(LATER, pgettext_lazy("duplicate", "Put off"), pgettext_lazy("duplicate", "Put off"), "draft"),
        State(DIFFERENT, _("Two people"), _("Two people"), "closed"),
        State(MERGED, _("One person, merged"), _("One person, merged"), "approved"),
    ),
    transitions=transitions(
        Transition(
            "merge",
            sources(OPEN, LATER, DIFFERENT),
            MERGED,
            _("The same person"),
            "beneficiaries.people_merged",
            permission=may_decide_duplicate,
            tone="brand",
        ),
        Transition(
            "tell-apart",
            sources(OPEN, LATER),
            DIFFERENT,
            _("Two people"),
            "beneficiaries.people_told_apart",
            permission=may_decide_duplicate,
        ),
        Transition(
            "put-off",
            sources(OPEN),
            LATER,
            _("Decide later"),
            "beneficiaries.duplicate_put_off",
            permission=may_decide_duplicate,
        ),
        Transition(
            "unmerge",
            sources(MERGED),
            DIFFERENT,
            _("Undo the merge"),
            "beneficiaries.merge_undone",
            permission=may_decide_duplicate,
            tone="danger",
        ),
    ),
)
