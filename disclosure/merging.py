"""Small groups are published only together (fact book §5.6), and so that no subtraction brings them back.

`counts[group]` is the number of people of a group in each part that is published, in the order in which they are: the
quarters, then the year. A group is small in a part when it counts somebody there, but fewer than `least`. Three rules:

- a small group is hidden: it is published only as a part of "other";
- "other" is never one group alone and never fewer than `least` people: else the smallest group that is still shown
  joins it, because the total less the shown groups would be the hidden one;
- who is hidden in one part stays hidden in every later one, because the year less the other quarters would be the
  hidden figure. The year is a part like the others: who is hidden for one quarter's sake may stand alone in it.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)


def hidden_groups(counts: Mapping[Group, Sequence[int]], least: int) -> frozenset[Group]:
    """The groups that go into "other" in the last part. Order of groups never matters: ties go by their text."""
    hidden: set[Group] = set()
    for part in range(max(map(len, counts.values()), default=0)):
        here = {group: numbers[part] for group, numbers in counts.items() if numbers[part]}
        hidden |= {group for group, number in here.items() if number < least}
        _cover(hidden, here, least)
    return frozenset(hidden)


def _cover(hidden: set[Group], here: Mapping[Group, int], least: int) -> None:
    """Adds the smallest shown groups until those hidden in this part protect each other, or none is left."""
    shown = sorted((group for group in here if group not in hidden), key=lambda group: (here[group], str(group)))
    inside = [here[group] for group in here if group in hidden]
    while inside and shown and (len(inside) == 1 or sum(inside) < least):
        joining = shown.pop(0)
        hidden.add(joining)
        inside.append(here[joining])
