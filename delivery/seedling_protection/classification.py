"""Which columns of this app are about a person, why they are held, how they are shown and how long they are kept.

No column is about a pupil: classes, grades and numbers only. A file that shows faces names who holds the consents.
"""

from protection.classification import Personal

KEEP = "5 years after the school year"
TRAINER = "until 30 days after the training"
DUTY = "who carried out a duty"
TEACHER = "the teacher who answers for the class"

FIELDS: dict[str, Personal] = {
    "SchoolContact.user": Personal("L2", "who acts for the school", "none", KEEP),
    "Facility.keeper": Personal("L2", "who looks after the room", "none", KEEP),
    "Facility.donor_plate": Personal("L2", "what stands on the wall for everybody", "none", KEEP),
    "VisitSlot.guide": Personal("L2", DUTY, "none", KEEP),
    "HallVisit.teacher": Personal("L2", TEACHER, "none", KEEP),
    "HallVisit.booked_by": Personal("L2", DUTY, "none", KEEP),
    "TrainingSession.trainer": Personal("L2", DUTY, "none", KEEP),
    "TrainingSession.qualification": Personal("L2", "whether the trainer may teach this", "none", KEEP),
    "TrainerContact.phone": Personal("L3", "to remind the trainer", "first 3, last 4", TRAINER),
    "TrainerContact.phone_mask": Personal("L2", "shown instead of the number", "first 3, last 4", TRAINER),
    "Paper.file": Personal("L3", "signature of a teacher, or a photograph", "none", KEEP),
    "Paper.consent": Personal("L2", "who holds the guardians' consents", "none", KEEP),
    "Paper.added_by": Personal("L2", DUTY, "none", KEEP),
    "SupplyLot.supplier": Personal("L2", "from whom the goods are", "none", KEEP),
    "SupplyLot.entered_by": Personal("L2", DUTY, "none", KEEP),
    "Distribution.planned_by": Personal("L2", DUTY, "none", KEEP),
    "ClassLine.teacher": Personal("L2", TEACHER, "none", KEEP),
    "ClassLine.receipt": Personal("L2", "the signature for the goods", "none", KEEP),
    "StockMovement.by": Personal("L2", DUTY, "none", KEEP),
    "BookLoan.teacher": Personal("L2", TEACHER, "none", KEEP),
    "BookMovement.by": Personal("L2", DUTY, "none", KEEP),
}
STATE = ("state", "version", "state_since")
PLAIN: dict[str, tuple[str, ...]] = {
    "School": ("name", "stage", "area", "pupils", "entered_at"),
    "SchoolContact": ("school", "since", "ended_at"),
    "Facility": (
        *STATE,
        "kind",
        "name",
        "school",
        "area",
        "hours",
        "capacity",
        "minutes",
        "opened_on",
        "cost_fen",
        "fund",
        "voucher",
    ),
    "VisitSlot": ("facility", "starts_at", "ends_at", "capacity", "taken"),
    "HallVisit": (*STATE, "reference", "slot", "school", "class_name", "headcount", "came", "booked_at"),
    "TrainingSession": (
        *STATE,
        "reference",
        "school",
        "topic",
        "starts_at",
        "minutes",
        "cost_fen",
        "fund",
        "attended",
        "quizzed",
        "quiz_before",
        "quiz_after",
        "note",
        "voucher",
    ),
    "GradeAttendance": ("training", "grade", "pupils"),
    "TrainerContact": ("seal_id", "training"),
    "Paper": ("uuid", "kind", "training", "lot", "sha256", "mime", "shows_faces", "added_at"),
    "SupplyItem": ("kind", "name", "standard", "low_at"),
    "SupplyLot": (
        "item",
        "number",
        "origin",
        "certificate",
        "unit_fen",
        "fund",
        "entered_at",
        "received",
        "in_store",
        "delivered",
        "damaged",
        "lost",
        "voucher",
    ),
    "Distribution": (*STATE, "reference", "school", "item", "day", "planned_at"),
    "ClassLine": (
        "distribution",
        "class_name",
        "planned",
        "handed_out",
        "returned",
        "damaged",
        "signed_at",
    ),
    "StockMovement": ("lot", "line", "kind", "quantity", "note", "at"),
    "BookTitle": ("isbn", "title", "publisher"),
    "BookHolding": ("facility", "title", "shelf", "copies", "on_shelf", "on_loan", "lost"),
    "BookLoan": ("holding", "school", "class_name", "lent_at", "due_on", "lent", "returned", "lost"),
    "BookMovement": ("holding", "loan", "kind", "quantity", "at"),
}
