"""Which columns of this app are about a person, why they are held, how they are shown and how long they are kept."""

from protection.classification import Personal

DUTY = "who carried out a duty of oversight"
KEEP = "3 years after closing"

FIELDS: dict[str, Personal] = {
    "Complaint.text": Personal("L3", "what is said to be wrong; may name people", "none", KEEP),
    "Complaint.name": Personal("L2", "to answer a named complaint", "none", KEEP),
    "Complaint.phone": Personal("L3", "for questions about the complaint", "first 3, last 4", KEEP),
    "Complaint.phone_mask": Personal("L2", "shown instead of the number", "first 3, last 4", KEEP),
    "Complaint.owner": Personal("L2", "to answer in the inbox", "none", KEEP),
    "Complaint.handler": Personal("L2", DUTY, "none", KEEP),
    "Complaint.answer": Personal("L2", "what whoever complained reads", "none", KEEP),
    "Complaint.answered_by": Personal("L2", DUTY, "none", KEEP),
    "ReviewRound.drawn_by": Personal("L2", DUTY, "none", KEEP),
    "BlindReview.reviewer": Personal("L2", DUTY, "none", KEEP),
    "BlindReview.text": Personal("L3", "reasons of the second judgement", "none", KEEP),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Complaint": (
        "state",
        "version",
        "state_since",
        "seal_id",
        "reference",
        "kind",
        "is_sensitive",
        "about_reference",
        "application",
        "received_at",
        "due_at",
        "outcome",
        "measures",
        "answered_at",
        "reopened_at",
    ),
    "ReviewRound": ("drawn_at", "decided_from", "decided_to", "seed", "candidates"),
    "BlindReview": (
        "round",
        "application",
        "was_approved",
        "decided_amount_fen",
        "verdict",
        "amount_fen",
        "done_at",
    ),
    "CriterionJudgement": ("review", "rule_code", "found", "was_found"),
}
