"""What messages of leaders hold about people."""

from protection.classification import Personal

KEPT = "3 years after it was sent, by the figure messages_kept"

COORDINATION_FIELDS: dict[str, Personal] = {
    "LeaderMessage.text": Personal("L2", "what the leader told the people", "none", KEPT),
    "LeaderMessage.sent_by": Personal("L2", "who wrote", "none", KEPT),
    "MessageRecipient.person": Personal("L2", "whom the message went to", "none", KEPT),
}
COORDINATION_PLAIN: dict[str, tuple[str, ...]] = {
    "LeaderMessage": ("team", "shift", "audience", "reached", "sent_at"),
    "MessageRecipient": ("message",),
}
