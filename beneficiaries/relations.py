"""What somebody is to a new head, from what both were to the old one. A proposal; people correct it. Pure."""

OTHER = "other"

# Relation of the new head to the old one → relation of a member to the old head → relation to the new head.
SEEN_FROM: dict[str, dict[str, str]] = {
    "self": {},
    "spouse": {"self": "spouse", "child": "child", "grandchild": "grandchild", "parent": "in_law", "sibling": "in_law"},
    "child": {"self": "parent", "spouse": "parent", "child": "sibling", "parent": "grandparent"},
    "parent": {"self": "child", "spouse": "in_law", "child": "grandchild", "parent": "spouse", "sibling": "child"},
    "sibling": {
        "self": "sibling",
        "spouse": "in_law",
        "parent": "parent",
        "sibling": "sibling",
        "grandparent": "grandparent",
    },
    "grandchild": {"self": "grandparent", "spouse": "grandparent", "child": "parent", "grandchild": "sibling"},
    "grandparent": {"self": "grandchild", "parent": "child", "sibling": "grandchild", "grandparent": "spouse"},
    "in_law": {"self": "in_law"},
}


def seen_from(new_head: str, member: str) -> str:
    """Both relations are to the old head, and the member is not the new head."""
    if new_head == "self":
        return member
    return SEEN_FROM.get(new_head, {}).get(member, OTHER)
