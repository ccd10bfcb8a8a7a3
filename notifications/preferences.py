"""Which channels a message takes to each person.

In-app always. Of the others: those the person wants "always"; if there is none, the first that reaches them. The
remaining ones, unless "never", are kept for when that fails.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from notifications.channels import channels
from notifications.contacts import bad_contacts
from notifications.messages import Message
from notifications.models import IN_APP, Preference, Wish
from notifications.recipients import Recipient, reachable, user_ids

Wishes = dict[str, str]


def channels_for(message: Message, recipients: Iterable[Recipient]) -> dict[Recipient, list[str]]:
    """The channels to use now, per recipient. A constant number of queries for any number of recipients."""
    people = set(recipients)
    offers = offers_for(message, people)
    wishes = _wishes(message, people)
    return {person: _first_choice(offers[person], wishes.get(person, {})) for person in people}


def next_channel(message: Message, recipient: Recipient, used: Collection[str]) -> str | None:
    """The channel to try when the last one did not work, or None when all are used, unreachable or unwanted."""
    wishes = _wishes(message, {recipient}).get(recipient, {})
    for code in offers_for(message, {recipient})[recipient]:
        if code not in used and wishes.get(code) != Wish.NEVER:
            return code
    return None


def still_wanted(message: Message, recipient: Recipient, channel: str) -> bool:
    """False when the person has switched the channel off since the message was planned."""
    return _wishes(message, {recipient}).get(recipient, {}).get(channel) != Wish.NEVER


def offers_for(message: Message, people: set[Recipient]) -> dict[Recipient, list[str]]:
    """The channels of the message that reach each person, in the message's order; none with a bad address."""
    offers: dict[Recipient, list[str]] = {person: [] for person in people}
    for code in message.channels:
        if code in channels() and channels()[code].is_configured():
            for person in reachable(people, code):
                offers[person].append(code)
    for person, rows in bad_contacts(people).items():
        bad = {row.channel for row in rows}
        offers[person] = [code for code in offers[person] if code not in bad]
    return offers


def _first_choice(offered: list[str], wishes: Wishes) -> list[str]:
    inbox = [code for code in offered if code == IN_APP]
    others = [code for code in offered if code != IN_APP and wishes.get(code) != Wish.NEVER]
    always = [code for code in others if wishes.get(code) == Wish.ALWAYS]
    return inbox + (always or others[:1])


def _wishes(message: Message, people: set[Recipient]) -> dict[Recipient, Wishes]:
    """Stored wishes per person; none for messages that cannot be switched off."""
    if not message.may_disable:
        return {}
    accounts = user_ids(people)
    stored: dict[int, Wishes] = defaultdict(dict)
    rows = Preference.objects.filter(user_id__in=set(accounts.values()), category=message.category)
    for user_id, code, wish in rows.values_list("user_id", "channel", "wish"):
        stored[user_id][code] = wish
    return {person: stored[user_id] for person, user_id in accounts.items() if user_id in stored}
