"""What a step does, and what happens next: one sentence each, for the person in front of the screen."""

from django.utils.translation import gettext_lazy as _

from applications import states as s

# For the page of a step, by the name of the transition: what it does and what it needs.
STEPS = {
    "accept": _("All required papers are here. The family gets a notice of acceptance, and the clock starts."),
    "return": _("The family gets one notice with everything that is missing. The clock stops until it answers."),
    "decline": _("Out of scope, outside the time window, or a duplicate. The family gets a written notice."),
    "resubmit": _("The papers go to the work station, and the clock runs again."),
    "start-verification": _("Each body that you tick gets a question in the file; record its answer when it comes."),
    "start-survey": _("All answers are recorded. Two investigators visit the family and both sign the survey form."),
    "adopt-findings": _("The sealed referral of the case office takes the place of a home visit."),
    "reject-on-data": _("Tell the family first and give it five working days to show other evidence."),
    "finish-survey": _(
        "Both investigators signed, and a member of the household signed or the reason for none stands."
    ),
    "appraise": _("Facts are disputed or unclear: a panel of 5 to 9 residents votes; who has a tie stays out."),
    "finish-appraisal": _("The votes and minutes of the panel are recorded at its meeting. Then the case goes on."),
    "post-notice": _("Your opinion with the amount. Masked facts are posted for some full days before the decision."),
    "post-again": _("The objection changed the facts: a new notice hangs for its full time."),
    "forward": _("Your opinion with the amount. This case is not posted in public."),
    "reject-preliminarily": _("The family gets a letter with your reason and the way to ask for reconsideration."),
    "dismiss-objection": _("The finding answers the objection, and the case goes on to the decision."),
    "uphold-objection": _("The finding answers the objection, and the family gets a letter with the reason."),
    "approve": _("The amount is reserved in the fund at once. Above your level or the terms, refer the case."),
    "reject": _("The family gets a letter with your reason and the way to ask for reconsideration."),
    "send-back": _("One question to the sub-district. It can be asked once."),
    "refer-to-committee": _("Above every level, an exception, or disputed: the committee decides this one case."),
    "approve-collectively": _(
        "At the meeting two thirds of the members voted, and a majority agreed. The money is reserved at once."
    ),
    "reject-collectively": _("The meeting found no majority for approval. The family gets a letter with the reason."),
    "start-follow-up": _("Between 30 and 90 days after the payment somebody looks whether the aid helped."),
    "finish-follow-up": _("Write how the family is. The case is closed and can then only be read."),
    "recover": _("Fraud, or full compensation later on. The family gets a letter with the amount."),
    "record-recovery": _("The money is back in the account of the federation and goes to the fund it came from."),
    "write-off": _("The committee gave up the claim; the minutes say why."),
    "withdraw": _("The application ends here. Money that was reserved is free again. You may apply again later."),
    "terminate": _(
        "A colleague proposed it, and you are the second person. The case ends here, and the family reads the reason "
        "of the proposal. Money that was reserved is free again."
    ),
    "ask-reconsideration": _(
        "Once, within 15 days. Somebody else looks at the case and answers within 15 working days."
    ),
    "keep-refusal": _("The family gets your answer in writing. It is final."),
    "reopen": _("The case starts again after acceptance, with a new handler."),
    "start-fast-review": _(
        "Telephone the community first: it vouches for the emergency. The decision is due 24 hours after the report."
    ),
    "check-fast": _("The first of two confirmations: you, who did not open the case, agree to it and to the amount."),
    "approve-fast": _("The second confirmation. The money is reserved at once and paid; the papers follow."),
    "move-to-standard": _("Not urgent, or above what two people may grant: the case is accepted and checked as usual."),
    "file-paperwork": _("The file is complete: proof, form, signatures and seal. A second person then confirms it."),
    "close-paperwork": _("You compared the file with the payment. The aid is posted afterwards, masked."),
    "approve-in-kind": _("All checks are answered. Goods and services need no money of the fund and no batch."),
    "refer-goods-to-committee": _(
        "Council or donors have a tie to the family, or the case is disputed: the committee decides this one case."
    ),
    "approve-goods-collectively": _("At the meeting two thirds of the members voted, and a majority agreed."),
    "record-delivery": _("Who received it, and who signed the list. Without a signature the reason stands there."),
    "finish-delivery": _("It is in use or the service runs. The case can then only be read."),
}

# For the family, by state: what happens next.
NEXT = {
    s.SUBMITTED: _("The work station checks whether your papers are complete, normally within three working days."),
    s.RETURNED: _("We wait for your papers. The time until they arrive does not count."),
    s.NOT_ACCEPTED: _("The letter says why. You may ask for reconsideration within 15 days."),
    s.ACCEPTED: _("Your case has a number, and the information is checked next. You need not do anything."),
    s.VERIFYING: _("We ask other offices, so that you need not bring what they already know."),
    s.SURVEYING: _("Two members of staff will call and visit you. They carry a work card and never ask for money."),
    s.APPRAISING: _("Residents of your community discuss the case. Their votes are recorded."),
    s.PRELIMINARY_REVIEW: _("The sub-district writes its opinion and proposes an amount."),
    s.PUBLICITY: _("Masked facts are posted for some days. Your full name and your numbers are not shown."),
    s.OBJECTION_REVIEW: _("Somebody asked a question about the notice. The sub-district looks into it."),
    s.FINAL_REVIEW: _("The federation decides. You will be told in writing."),
    s.COLLECTIVE_REVIEW: _("A committee decides. You will be told in writing."),
    s.FAST_REVIEW: _("Your emergency is being decided now. We telephone you; papers can come later."),
    s.PAPERWORK_PENDING: _("The money has been paid. Please bring the papers within ten working days."),
    s.HANDED_OVER: _("If something does not work or is lost, tell the work station of your community."),
    s.APPROVED: _("The money is being prepared and will be transferred to the account in your application."),
    s.REJECTED: _("The letter says why. You may ask once for reconsideration within 15 days."),
    s.DISBURSING: _("The bank is transferring the money."),
    s.DISBURSED: _("Please check the account. If nothing has arrived after three days, call us."),
    s.DISBURSE_FAILED: _("The bank could not transfer the money. We will call you to correct the account."),
    s.FOLLOW_UP: _("Somebody will ask in the coming weeks how you are."),
    s.CLOSED: _("Nothing more to do. Thank you for your trust."),
    s.WITHDRAWN: _("You may apply again at any time while the program is open."),
    s.RECONSIDERATION: _(
        "Somebody who has not decided before looks at it, within 15 working days. You may add papers."
    ),
    s.TERMINATED: _("The letter says why. The work station of your community can tell you more."),
    s.RECOVERING: _("The letter says what has to be repaid and how. Please call us if you need time."),
    s.RECOVERED: _("The repayment has arrived."),
}
