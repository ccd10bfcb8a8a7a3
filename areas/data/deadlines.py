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
    "termination": (3, "working_day", LOCAL),
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
    "termination": (3, "working_day", LOCAL),
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
    "publicity": (7, "day", LOCAL),
    "objection": (10, "working_day", LOCAL),
    "refusal_notice": (1, "working_day", LOCAL),
    "termination": (3, "working_day", LOCAL),
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
    "final": (10, "working_day", LOCAL),
    "deliver": (10, "working_day", LOCAL),
    "total": (30, "working_day", LOCAL),
    "total_extended": (45, "working_day", LOCAL),
    "refusal_notice": (3, "working_day", LOCAL),
    "termination": (3, "working_day", LOCAL),
    "reconsideration_ask": (15, "day", LOCAL),
    "reconsideration_answer": (15, "working_day", LOCAL),
    "follow_up": (90, "day", LOCAL),
}

# How far ahead the work of the desk looks; no case has this lane.
WORK = {
    "plan_ahead": (30, "day", LOCAL),
    "answer_near": (3, "working_day", LOCAL),
    "renewal": (60, "day", LOCAL),
    "series_horizon": (56, "day", LOCAL),
}

# Payments drawn by chance, checked with the payee after the money was paid (payments.sampling).
SAMPLE = {
    "payment_check": (10, "working_day", LOCAL),
    "payment_finding": (10, "working_day", LOCAL),
}

# Requests for volunteers are verified and answered "in time" (志愿服务条例 13 sets no number of days).
SERVICE_REQUEST = {
    "request_verify": (3, "working_day", LOCAL),
    "request_answer": (10, "working_day", LOCAL),
}

# How long before the end a volunteer is told that insurance, training or a qualification runs out, and once more;
# when a roster is confirmed.
VOLUNTEERING = {
    "insurance_notice": (30, "day", LOCAL),
    "insurance_last_notice": (7, "day", LOCAL),
    "qualification_notice": (30, "day", LOCAL),
    "qualification_last_notice": (7, "day", LOCAL),
    "training_notice": (30, "day", LOCAL),
    "training_last_notice": (7, "day", LOCAL),
    "roster_confirm": (48, "hour", LOCAL),
    "record_complete": (10, "working_day", "《志愿服务记录与证明出具办法(试行)》第11条"),
}

# Community grants (社区治理基金): grants of organisations, with the money in three parts.
GRANT = {
    "accept": (5, "working_day", LOCAL),
    "supplement": (10, "working_day", LOCAL),
    "prelim": (10, "working_day", LOCAL),
    "final": (10, "working_day", LOCAL),
    "publicity": (7, "day", LOCAL),
    "objection": (5, "working_day", LOCAL),
    "agreement": (10, "working_day", LOCAL),
    "pay": (10, "working_day", LOCAL),
    "midterm": (10, "working_day", LOCAL),
    "acceptance": (10, "working_day", LOCAL),
    "refund": (15, "day", LOCAL),
    "milestone_ahead": (7, "day", LOCAL),
    "draft_kept": (90, "day", LOCAL),
    "record_kept": (5_479, "day", "低保等救助档案保管惯例15年(本地参数)"),
    "contact_kept": (1_096, "day", "《个人信息保护法》第47条:目的已实现即删除(本地参数3年)"),
}

# Lists of Spring Festival visits hang five to seven days; `last_homes` before the visits end somebody is told of homes
# that are on no route. The report is made before 除夕, and somebody is told `report_ahead` its last day.
FESTIVAL_VISITS = {
    "publicity": (7, "day", LOCAL),
    "objection": (3, "working_day", LOCAL),
    "last_homes": (7, "day", LOCAL),
    "report_before_eve": (1, "day", LOCAL),
    "report_ahead": (5, "day", LOCAL),
    "record_kept": (5_479, "day", "低保等救助档案保管惯例15年(本地参数)"),
}

# Seedling Protection: reminders to schools, and how long the number of a trainer is kept.
SEEDLING_PROTECTION = {
    "loan_again": (7, "day", LOCAL),
    "visit_ahead": (1, "day", LOCAL),
    "training_ahead": (1, "day", LOCAL),
    "signature": (2, "day", LOCAL),
    "trainer_number_kept": (30, "day", LOCAL),
}

# Wristbands: an event of tomorrow, one that is over and not closed, a band whose code nobody has scanned.
WRISTBANDS = {
    "event_ahead": (1, "day", LOCAL),
    "event_close": (1, "day", LOCAL),
    "test_scan": (7, "day", LOCAL),
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
    "service_request": SERVICE_REQUEST,
    "volunteering": VOLUNTEERING,
    "grant": GRANT,
    "festival_visits": FESTIVAL_VISITS,
    "seedling_protection": SEEDLING_PROTECTION,
    "wristbands": WRISTBANDS,
}
