"""Matching the bank with the books: taking a statement in, finding what belongs together, explaining what does not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from audit.recording import record
from funds import chart, ledger
from funds.bank_digests import digest_of_statement
from funds.bank_files import ReadLine, ReadStatement, StatementRefused, WrongLine, read_statement
from funds.errors import FundsError
from funds.models import Account, BankLine, BankMatch, BankStatement, Explanation, Line, VoucherKind
from funds.money import yuan
from funds.policy import policy_on
from web.references import new_reference


class MatchRefused(FundsError):
    """The chosen lines are not the amount of the bank line, or one of them is matched already."""


class AlreadyImported(FundsError):
    """The same file was taken in before, as `statement`."""

    def __init__(self, statement: BankStatement) -> None:
        super().__init__(_("This file was taken in before as %(statement)s.") % {"statement": statement})
        self.statement = statement


@transaction.atomic
def import_bank_statement(*, content: bytes, account_code: str = chart.BANK, by: Any, at: datetime) -> BankStatement:
    """Takes a file in as a whole or not at all, and matches what is certain.

    The same file again raises AlreadyImported; lines that another file brought are left out, so that overlapping files
    change nothing. Raises StatementRefused with every wrong line, AccountNotAllowed.
    """
    account = chart.money_account(account_code, ledger.day_of(at))
    read = read_statement(content, account_code)
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)  # files of one account are taken in in turn
    known = BankStatement.objects.filter(sha256=read.sha256).first()
    if known:
        raise AlreadyImported(known)
    _demand_not_ahead(read, at)
    existing = _existing(line.identity for line in read.lines)
    fresh = [line for line in read.lines if line.identity not in existing]
    statement = BankStatement.objects.create(
        reference=new_reference("YH"),
        account_code=account_code,
        sha256=read.sha256,
        first_on=read.lines[0].day,
        last_on=read.lines[-1].day,
        opening_fen=read.opening_fen,
        closing_fen=read.closing_fen,
        has_balances=read.has_balances,
        known_lines=len(existing),
        imported_at=at,
        imported_by=by,
    )
    lines = [_bank_line(statement, line) for line in fresh]
    BankLine.objects.bulk_create(lines, batch_size=200)
    digest = digest_of_statement(statement, lines)
    data = {"statement": statement.reference, "lines": len(fresh), "known": len(existing), "digest": digest}
    record("funds.bank_statement_imported", subject=statement, by=by, at=at, data=data)
    match_certain(statement=statement, by=by, at=at)
    return statement


@transaction.atomic
def match_certain(*, statement: BankStatement, by: Any, at: datetime) -> int:
    """Matches the open lines of the statement that leave no doubt; how many. Run again, it finds only new ones.

    First by reference and amount: one line of the books, or all that share the reference (a batch of payments) when
    they are the amount together. Then by amount and day, where as many lines of the bank as of the books could be
    meant on either side. Whatever could be one of several stays for a person.
    """
    locked = BankStatement.objects.select_for_update().get(pk=statement.pk)
    days = policy_on(locked.last_on).match_days
    open_lines = list(open_bank_lines().filter(statement=locked))
    ours = list(
        open_book_lines(locked.account_code).filter(
            voucher__booked_on__gte=locked.first_on - timedelta(days=days),
            voucher__booked_on__lte=locked.last_on + timedelta(days=days),
        )
    )
    pairs = _by_reference(open_lines, ours)
    taken = {line.pk for _bank, lines in pairs for line in lines}
    left = [line for line in open_lines if line.pk not in {bank.pk for bank, _lines in pairs}]
    pairs += _by_day_and_amount(left, [line for line in ours if line.pk not in taken], days)
    BankMatch.objects.bulk_create(
        BankMatch(bank_line=bank, line=line, is_automatic=True, matched_at=at, matched_by=by)
        for bank, lines in pairs
        for line in lines
    )
    if pairs:
        data = {"statement": locked.reference, "matched": len(pairs)}
        record("funds.bank_lines_matched", subject=locked, by=by, at=at, data=data)
    return len(pairs)


@transaction.atomic
def match_bank_line(*, bank_line: BankLine, lines: Iterable[int], by: Any, at: datetime) -> list[BankMatch]:
    """By hand: the chosen lines of the books are this line of the bank. Raises MatchRefused."""
    bank_line = _locked(bank_line)
    chosen = list(open_book_lines(bank_line.statement.account_code).filter(pk__in=set(lines)))
    if bank_line.matches.exists() or len(chosen) != len(set(lines)) or not chosen:
        raise MatchRefused(_("One of these lines is matched already. Look at the page again."))
    total = sum(line.amount_fen for line in chosen)
    if total != bank_line.amount_fen:
        raise MatchRefused(
            _("The chosen vouchers come to %(ours)s yuan, the bank says %(theirs)s yuan.")
            % {"ours": yuan(total), "theirs": yuan(bank_line.amount_fen)}
        )
    _explain(bank_line, "", None, None)
    matches = [BankMatch(bank_line=bank_line, line=line, matched_at=at, matched_by=by) for line in chosen]
    for match in matches:
        match.save(force_insert=True)
    data = {"line": bank_line.number, "vouchers": [line.voucher.reference for line in chosen]}
    record("funds.bank_line_matched", subject=bank_line.statement, by=by, at=at, data=data)
    return matches


@transaction.atomic
def unmatch_bank_line(*, bank_line: BankLine, by: Any, at: datetime) -> int:
    """Takes a match back; how many lines of the books are open again."""
    bank_line = _locked(bank_line)
    count, _models = bank_line.matches.all().delete()
    if count:
        record("funds.bank_line_unmatched", subject=bank_line.statement, by=by, at=at, data={"line": bank_line.number})
    return count


@transaction.atomic
def explain_bank_line(*, bank_line: BankLine, explanation: str, by: Any, at: datetime) -> BankLine:
    """Why a line of the bank is not in our books yet; it stays a difference. Raises MatchRefused once it is matched."""
    bank_line = _locked(bank_line)
    if bank_line.matches.exists():
        raise MatchRefused(_("This line is matched; there is nothing to explain."))
    _explain(bank_line, Explanation(explanation), by, at)
    data = {"line": bank_line.number, "explanation": explanation}
    record("funds.bank_line_explained", subject=bank_line.statement, by=by, at=at, data=data)
    return bank_line


def open_bank_lines() -> QuerySet[BankLine]:
    return BankLine.objects.filter(matches__isnull=True)


def open_book_lines(account_code: str) -> QuerySet[Line]:
    """Posted lines on the account that no line of the bank is matched with.

    Two kinds are left out, since nobody will find them at the bank and they come to nothing together: a voucher and its
    reversal, neither seen by the bank, and a transfer between funds that share the account.
    """
    here = Line.objects.filter(account__code=account_code, voucher__posted_at__isnull=False, bank_match__isnull=True)
    never_seen = Line.objects.filter(account__code=account_code, bank_match__isnull=True)
    cancelled = Q(voucher__reversed_by__in=never_seen.values("voucher")) | Q(
        voucher__reverses__in=never_seen.values("voucher")
    )
    between_funds = Q(voucher__kind=VoucherKind.TRANSFER) | Q(
        voucher__reverses__isnull=False, voucher__reverses__kind=VoucherKind.TRANSFER
    )
    left_out = here.filter(cancelled | between_funds)
    return (
        here.exclude(pk__in=left_out.values("pk"))
        .select_related("voucher", "account", "fund")
        .order_by("voucher__booked_on", "pk")
    )


def _by_reference(theirs: Sequence[BankLine], ours: Sequence[Line]) -> list[tuple[BankLine, list[Line]]]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in ours:
        if line.voucher.bank_reference:
            groups[line.voucher.bank_reference].append(line)
    pairs = []
    for bank in theirs:
        words = {bank.bank_reference, *bank.note.split()}
        for reference in sorted(words & groups.keys()):
            chosen = _that_make(bank.amount_fen, groups[reference])
            if chosen:
                pairs.append((bank, chosen))
                groups[reference] = [line for line in groups[reference] if line not in chosen]
                break
    return pairs


def _that_make(amount_fen: int, lines: Sequence[Line]) -> list[Line]:
    """All of them when their sum is the amount, else the first one that is the amount."""
    if sum(line.amount_fen for line in lines) == amount_fen:
        return list(lines)
    return [line for line in lines if line.amount_fen == amount_fen][:1]


def _by_day_and_amount(
    theirs: Sequence[BankLine], ours: Sequence[Line], days: int
) -> list[tuple[BankLine, list[Line]]]:
    """Groups of one amount whose days are near each other; in each, as many on both sides, paired in order."""
    pairs: list[tuple[BankLine, list[Line]]] = []
    for amount in sorted(Counter(line.amount_fen for line in theirs)):
        bank = [line for line in theirs if line.amount_fen == amount]
        books = [line for line in ours if line.amount_fen == amount]
        for group_bank, group_books in _near(bank, books, days):
            if len(group_bank) == len(group_books):
                pairs += [(one, [other]) for one, other in zip(group_bank, group_books, strict=True)]
    return pairs


def _near(bank: list[BankLine], books: list[Line], days: int) -> list[tuple[list[BankLine], list[Line]]]:
    """Cuts both lists where more than `days` lie between two neighbours."""
    marked = sorted(
        [(line.booked_on, 0, line.pk, line) for line in bank]
        + [(line.voucher.booked_on, 1, line.pk, line) for line in books]
    )
    groups: list[tuple[list[BankLine], list[Line]]] = []
    before = None
    for day, side, _pk, line in marked:
        if before is None or (day - before).days > days:
            groups.append(([], []))
        groups[-1][side].append(line)  # type: ignore[arg-type]
        before = day
    return groups


def _existing(identities: Iterable[str]) -> set[str]:
    wanted = list(identities)
    pieces = (wanted[start : start + 500] for start in range(0, len(wanted), 500))
    return {
        found
        for piece in pieces
        for found in BankLine.objects.filter(identity__in=piece).values_list("identity", flat=True)
    }


def _demand_not_ahead(read: ReadStatement, at: datetime) -> None:
    today = ledger.day_of(at)
    late = [line for line in read.lines if line.day > today]
    if late:
        raise StatementRefused([WrongLine(line.line, "", _("This day is still to come.")) for line in late])


def _bank_line(statement: BankStatement, line: ReadLine) -> BankLine:
    return BankLine(
        statement=statement,
        number=line.line,
        identity=line.identity,
        booked_on=line.day,
        amount_fen=line.amount_fen,
        bank_reference=line.bank_reference,
        party=line.party,
        note=line.note,
    )


def _locked(bank_line: BankLine) -> BankLine:
    """With its statement locked, so that two who match at once take turns."""
    BankStatement.objects.select_for_update().get(pk=bank_line.statement_id)
    return BankLine.objects.select_related("statement").get(pk=bank_line.pk)


def _explain(bank_line: BankLine, explanation: str, by: Any, at: datetime | None) -> None:
    bank_line.explanation, bank_line.explained_by, bank_line.explained_at = explanation, by, at
    bank_line.save(update_fields=["explanation", "explained_by", "explained_at"])
