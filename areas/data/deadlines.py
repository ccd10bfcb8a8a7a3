"""Deadlines to start with. Staff change them in the admin; loading again never overwrites a change."""

LOCAL = "总会办理时限(参数)"
DIBAO = "参照《最低生活保障审核确认办法》"

STANDARD = {
    "accept": (3, "working_day", LOCAL),
    "supplement": (10, "working_day", LOCAL),
    "verify": (5, "working_day", LOCAL),
    "survey_start": (3, "working_day", f"{DIBAO}第15条"),
    "survey": (8, "working_day", LOCAL),
    "counter_evidence": (5, "working_day", f"{DIBAO}第18条"),
    "appraise": (5, "working_day", LOCAL),
    "prelim": (3, "working_day", LOCAL),
    "publicity": (7, "day", f"{DIBAO}第19条"),
    "objection": (10, "working_day", LOCAL),
    "final": (10, "working_day", f"{DIBAO}第20条"),
    "pay": (5, "working_day", LOCAL),
    "total": (30, "working_day", f"{DIBAO}第22条"),
    "total_extended": (45, "working_day", f"{DIBAO}第22条"),
    "refusal_notice": (3, "working_day", f"{DIBAO}第21条"),
    "reconsideration_ask": (15, "day", LOCAL),
    "reconsideration_answer": (15, "working_day", LOCAL),
    "follow_up_start": (30, "day", LOCAL),
    "follow_up": (90, "day", LOCAL),
    "recover": (60, "working_day", LOCAL),
}

# The case office surveys, nothing is published, so neither has a deadline here.
JUDICIAL = {
    "accept": (3, "working_day", LOCAL),
    "supplement": (10, "working_day", LOCAL),
    "survey_start": (3, "working_day", LOCAL),
    "verify": (5, "working_day", LOCAL),
    "counter_evidence": (5, "working_day", LOCAL),
    "prelim": (2, "working_day", LOCAL),
    "final": (10, "working_day", LOCAL),
    "pay": (5, "working_day", LOCAL),
    "total": (30, "working_day", LOCAL),
    "total_extended": (45, "working_day", LOCAL),
    "refusal_notice": (3, "working_day", LOCAL),
    "reconsideration_ask": (15, "day", LOCAL),
    "reconsideration_answer": (15, "working_day", LOCAL),
    "follow_up_start": (30, "day", LOCAL),
    "follow_up": (90, "day", LOCAL),
    "recover": (60, "working_day", LOCAL),
}

# Named and anonymous complaints alike (慈善法 108, 最低生活保障审核确认办法 37 set no number of days).
COMPLAINT = {
    "answer": (15, "working_day", LOCAL),
}

# Signs that a child is in danger: how soon somebody looks after it (未成年人保护法 11: at once).
DANGER = {
    "take_up": (2, "hour", LOCAL),
}

# How long another body has for its answer, by the body that is asked (applications: VerificationTask.body).
CHECK = {
    "bureau": (5, "working_day", LOCAL),
    "school": (3, "working_day", LOCAL),
    "employer": (5, "working_day", LOCAL),
    "hospital": (5, "working_day", LOCAL),
    "case_office": (5, "working_day", LOCAL),
    "community": (3, "working_day", LOCAL),
}

# Hours count from the report; the papers come afterwards, so nothing waits for them before the money is paid.
EMERGENCY = {
    "contact": (2, "hour", LOCAL),
    "accept": (2, "hour", LOCAL),
    "final": (24, "hour", LOCAL),
    "pay": (48, "hour", LOCAL),
    "total": (48, "hour", LOCAL),
    "paperwork": (10, "working_day", LOCAL),
    "objection": (10, "working_day", LOCAL),
    "refusal_notice": (1, "working_day", LOCAL),
    "reconsideration_ask": (15, "day", LOCAL),
    "reconsideration_answer": (15, "working_day", LOCAL),
    "recover": (60, "working_day", LOCAL),
}

# Goods and services: nobody surveys, nothing is published, nothing is paid.
IN_KIND = {
    "accept": (3, "working_day", LOCAL),
    "supplement": (10, "working_day", LOCAL),
    "survey_start": (3, "working_day", LOCAL),
    "verify": (5, "working_day", LOCAL),
    "deliver": (10, "working_day", LOCAL),
    "total": (30, "working_day", LOCAL),
    "total_extended": (45, "working_day", LOCAL),
    "refusal_notice": (3, "working_day", LOCAL),
    "reconsideration_ask": (15, "day", LOCAL),
    "reconsideration_answer": (15, "working_day", LOCAL),
    "follow_up": (90, "day", LOCAL),
}

# How far ahead the work of the desk looks; no case has this lane.
WORK = {
    "plan_ahead": (30, "day", LOCAL),
    "answer_near": (3, "working_day", LOCAL),
    "renewal": (60, "day", LOCAL),
}

# Payments drawn by chance, checked with the payee after the money was paid (payments.sampling).
SAMPLE = {
    "payment_check": (10, "working_day", LOCAL),
    "payment_finding": (10, "working_day", LOCAL),
}

LANES = {
    "standard": STANDARD,
    "emergency": EMERGENCY,
    "in_kind": IN_KIND,
    "judicial": JUDICIAL,
    "complaint": COMPLAINT,
    "check": CHECK,
    "danger": DANGER,
    "work": WORK,
    "sample": SAMPLE,
}
