"""Random sign-ups, cancels, answers, changes of places and time; after each, nothing is overbooked or out of turn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.factories.volunteers import AT, VolunteerFactory, make_shift, role_of
from volunteers import promises, services
from volunteers.models import Signup
from workflow.machine import WorkflowError

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

START = datetime(2023, 9, 8, 2, 0, tzinfo=UTC)  # three days after AT
PEOPLE = 6


class Places(RuleBasedStateMachine):
    @initialize()
    def open_a_shift(self):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.shift = make_shift(capacity=1, starts_at=START)
        self.leader = self.shift.activity.team.leader
        self.people = [VolunteerFactory() for _ in range(PEOPLE)]
        self.at, self.answered = AT, []

    def teardown(self):
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def attempt(self, service, **arguments):
        """The service in a savepoint, as a request that is refused leaves nothing behind."""
        try:
            with transaction.atomic():
                return service(**arguments, at=self.at)
        except WorkflowError:
            return None

    def live(self, who):
        return Signup.objects.live().filter(shift=self.shift, volunteer=self.people[who]).first()

    @rule(who=st.integers(0, PEOPLE - 1), size=st.sampled_from((1, 1, 1, 2)))
    def sign_up(self, who, size):
        person = self.people[who]
        self.attempt(services.sign_up, shift=self.shift, volunteer=person, party_size=size, by=person.user)

    @rule(who=st.integers(0, PEOPLE - 1), way=st.sampled_from(("cancel_signup", "cannot_come", "can_come_after_all")))
    def leave(self, who, way):
        if signup := self.live(who):
            self.attempt(getattr(services, way), signup=signup, by=self.people[who].user)

    @rule(who=st.integers(0, PEOPLE - 1), yes=st.booleans())
    def answer(self, who, yes):
        signup = self.live(who)
        if signup is None:
            return
        service = services.accept_place if yes else services.decline_place
        done = self.attempt(service, signup=signup, by=self.people[who].user)
        if done and yes and signup.state == "offered":
            assert self.at < signup.offer_expires_at

    @rule(places=st.integers(0, 4))
    def change_places(self, places):
        self.attempt(services.change_capacity, role=role_of(self.shift), capacity=places, by=self.leader)

    @precondition(lambda self: self.at < START)
    @rule(hours=st.sampled_from((1, 3, 10, 24)))
    def let_time_pass(self, hours):
        self.at += timedelta(hours=hours)

    @rule()
    def look_after_offers(self):
        self.attempt(services.fill_free_places)
        stale = Signup.objects.filter(state="offered", offer_expires_at__lte=self.at)
        assert self.at >= START or not stale.exists()

    @invariant()
    def counters_agree_and_nothing_is_overbooked(self):
        if not hasattr(self, "shift"):
            return
        role = role_of(self.shift)
        held = sum(s.party_size for s in Signup.objects.holding().filter(shift=self.shift))
        assert role.taken == held <= role.capacity + role.overfill
        assert list(promises.counters_equal_the_signups()) == []

    @invariant()
    def nobody_waits_beside_a_place_he_could_have(self):
        """Whoever waits has been passed over only for want of places, or was called."""
        if not hasattr(self, "shift") or self.at >= START:
            return
        role = role_of(self.shift)
        for signup in Signup.objects.filter(shift=self.shift, state="waiting"):
            assert role.free < signup.party_size or role.called_at or self.at >= START - timedelta(hours=4)


def test_places_under_random_use():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
