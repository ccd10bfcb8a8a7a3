"""One clerk of the register: gifts of every kind, pledges, pools, refunds and files, between entries of the books."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from bench.season.books import AT, Clerk
from donations import services
from donations.models import Campaign, Donation, Donor, GiftFile, MatchingPool, Pledge, SecuritiesSale, UseChange
from donations.services import Consent, GiftFacts, PoolTerms, Purpose
from donations.services.files import AlreadyUploaded
from funds.errors import FundsError
from jobs.services import run_job

DAYS = {"starts_on": date(2023, 9, 7), "ends_on": date(2023, 9, 9)}
HEADINGS = "交易单号,捐款时间,捐款人,捐款金额,手机号,留言"


class GiftClerk(Clerk):
    """`people` by role: the cashier enters, the accountant books, the approver gives back."""

    def __init__(self, number: int, funds: list[int], *, seed: int = 0, sources: int = 200) -> None:
        super().__init__(number, funds, seed=seed, sources=sources)
        self.people = {
            user.username: user for user in User.objects.filter(username__in=("cashier", "accountant", "approver"))
        }
        self.campaign = Campaign.objects.get(code="season")
        self.donors = list(Donor.objects.order_by("pk"))

    def by(self, name: str) -> dict[str, Any]:
        return {"by": self.people[name], "at": AT + timedelta(days=35)}

    def register(self, **more: Any) -> Donation:
        paid = AT + timedelta(minutes=self.dice.randrange(4_000))
        given = {
            "kind": "money",
            "channel": "bank",
            "amount_fen": self.amount,
            "paid_at": paid,
            "received_at": paid,
            **more,
        }
        papers = {name: given.pop(name) for name in ("donor", "pledge") if name in given}
        papers.setdefault("donor", self.dice.choice([None, *self.donors]))
        campaign = self.dice.choice((self.campaign, self.campaign, None))
        fund = self.campaign.fund if campaign else self.fund
        if papers.get("pledge"):
            fund, papers["donor"] = papers["pledge"].fund, papers["pledge"].donor
        return services.register_gift(
            facts=GiftFacts(**given), fund=fund, campaign=campaign, **papers, **self.by("cashier")
        )

    def gift(self, **filters: Any) -> Donation:
        return self.one_of(Donation.objects.filter(**filters))

    def do_register_money(self):
        channel = self.dice.choice(("bank", "tencent", "cash_box", "on_site_qr", "allocation"))
        number = self.dice.choice(("", self.shared("T")))
        purpose = self.dice.choice(
            (Purpose(), Purpose("scheme", scheme="student_aid"), Purpose("project", project="p"))
        )
        self.register(channel=channel, bank_reference=number, purpose=purpose)

    def do_register_and_book(self):
        services.book_gift(gift=self.register(), **self.by("accountant"))

    def do_register_goods(self):
        self.register(kind="goods", channel="goods", basis="invoice", description="大米")

    def do_register_securities(self):
        units, price = Decimal(self.dice.randint(1, 40)), Decimal(self.dice.randint(1, 99_999)) / 10_000
        value = services.securities.value_fen(units, price)
        self.register(
            kind="securities", channel="securities", basis="market", description="股份", quantity=units, unit="股",
            security_code="600000", unit_price=price, valued_on=AT.date(), amount_fen=value,
        )  # fmt: skip

    def do_book(self):
        services.book_gift(gift=self.gift(state="registered"), **self.by("accountant"))

    def do_book_again(self):
        services.book_gift(gift=self.gift(), **self.by("accountant"))

    def do_strike_out(self):
        services.cancel_gift(gift=self.gift(state="registered"), reason="重复登记", **self.by("cashier"))

    def do_give_back(self):
        services.refund_gift(gift=self.gift(state="booked"), reason="汇错", **self.by("approver"))

    def do_promise(self):
        services.make_pledge(
            donor=self.dice.choice(self.donors), fund=self.fund, amount_fen=self.amount, promised_on=AT.date(),
            **self.by("cashier"),
        )  # fmt: skip

    def do_pay_promise(self):
        pledge = self.one_of(Pledge.objects.filter(state="open"))
        amount = self.dice.choice((pledge.owed_fen, self.amount))
        services.book_gift(gift=self.register(pledge=pledge, amount_fen=amount), **self.by("accountant"))

    def do_withdraw(self):
        services.withdraw_pledge(
            pledge=self.one_of(Pledge.objects.filter(state="open")), reason="经营困难", **self.by("cashier")
        )

    def do_change_use(self):
        services.propose_change(
            gift=self.gift(state="booked"), purpose=Purpose("project", project=f"p{self.dice.randrange(5)}"),
            reason="满额", **self.by("cashier"),
        )  # fmt: skip

    def do_agree(self):
        change = self.one_of(UseChange.objects.filter(state="proposed"))
        services.agree_to_change(change=change, consent=Consent(AT.date(), "信函"), **self.by("approver"))

    def do_calculate(self):
        services.calculate_pool(pool=self.pool, **self.by("cashier"))

    def do_confirm(self):
        services.confirm_pool(pool=self.pool, **self.by("accountant"))

    def do_settle_pool(self):
        services.settle_pool(pool=self.pool, **self.by("cashier"))

    def do_open_pool(self):
        if self.turn % 40:
            raise FundsError
        terms = PoolTerms(total_fen=self.dice.randint(1, 9_000), ratio_for=self.dice.randint(1, 3), **DAYS)
        sponsor = self.dice.choice(self.donors)
        services.open_pool(campaign=self.campaign, sponsor=sponsor, terms=terms, **self.by("cashier"))

    def do_end_pool(self):
        if self.turn % 40:
            raise FundsError
        services.end_pool(pool=self.pool, reason="经营困难", **self.by("cashier"))

    @property
    def pool(self):
        return self.one_of(MatchingPool.objects.all())

    def do_sell(self):
        gift = self.gift(state="booked", kind="securities")
        services.sell_securities(
            gift=gift, units=Decimal(self.dice.randint(1, 20)), proceeds_fen=self.amount,
            sold_on=(AT + timedelta(days=5)).date(), paper="L", **self.by("accountant"),
        )  # fmt: skip

    def do_undo_sale(self):
        sale = self.one_of(SecuritiesSale.objects.all())
        services.undo_sale(sale=sale, reason="录错", **self.by("approver"))

    def do_file(self):
        """Few contents, so that several clerks bring the same file; its transactions overlap with other files."""
        if self.turn % 5:
            raise FundsError
        first = self.dice.randrange(self.sources)
        lines = [f"F{first + n},2023-09-08 1{n}:00:00,演,{(first + n) % 90 + 1}.00,,\r\n" for n in range(5)]
        content = io.BytesIO((HEADINGS + "\r\n" + "".join(lines)).encode())
        try:
            file = services.stage_file(
                channel="tencent", fund=self.campaign.fund, campaign=self.campaign, file=content,
                **self.by("accountant"),
            )  # fmt: skip
        except AlreadyUploaded as known:
            file = known.file
        if file.check_job_id is None:
            columns = services.proposed_columns(file)
            file = services.name_columns(file=file, columns=columns, **self.by("accountant"))
        self.run(file.check_job_id)
        job = services.start_taking(file=GiftFile.objects.get(pk=file.pk), **self.by("accountant"))
        self.run(job.pk)

    def run(self, job_id):
        run_job(job_id=job_id, clock=lambda: AT + timedelta(days=35))
