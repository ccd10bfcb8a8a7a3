"""Money: whole fen inside, Decimal yuan at the edge, capital numerals on vouchers. Never a float."""

from decimal import Decimal

FEN_PER_YUAN = 100
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
WAN, YI = 10**4, 10**8
LARGEST_YUAN = YI * YI - 1


class NotWholeFen(ValueError):
    """The amount has more than two decimal places; nobody can pay a part of a fen."""


def yuan(fen: int) -> Decimal:
    """Yuan with two decimal places: 650 → Decimal("6.50")."""
    return Decimal(fen).scaleb(-2)


def fen(yuan: Decimal | int) -> int:
    """Whole fen. Raises NotWholeFen beyond two decimal places and TypeError for a float."""
    if isinstance(yuan, float):
        raise TypeError("money is never a float")
    amount = Decimal(yuan) * FEN_PER_YUAN
    if amount != amount.to_integral_value():
        raise NotWholeFen(str(yuan))
    return int(amount)


def capital(fen: int) -> str:
    """The amount as vouchers write it (大写): 650 → 陆元伍角整. Source: 《正确填写票据和结算凭证的基本规定》."""
    if fen < 0:
        return "负" + capital(-fen)
    whole, cents = divmod(fen, FEN_PER_YUAN)
    if whole > LARGEST_YUAN:
        raise ValueError("too large to be written in capital numerals")
    text = f"{_whole(whole)}元" if whole else ""
    return (text + _cents(cents, after_yuan=bool(whole))) or "零元整"


def _cents(cents: int, *, after_yuan: bool) -> str:
    if not cents:
        return "整" if after_yuan else ""
    jiao, rest = divmod(cents, 10)
    if not rest:
        return f"{DIGITS[jiao]}角整"
    if jiao:
        return f"{DIGITS[jiao]}角{DIGITS[rest]}分"
    return f"{'零' if after_yuan else ''}{DIGITS[rest]}分"


def _whole(number: int) -> str:
    for unit, name in ((YI, "亿"), (WAN, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return f"{_whole(high)}{name}{gap}{_whole(low) if low else ''}"
    return _four_digits(number)


def _four_digits(number: int) -> str:
    """Below 10,000: zeros between digits become one 零, zeros at the end and in front none."""
    text, zero_waiting = "", False
    for digit, place in zip(f"{number:04d}", PLACES, strict=True):
        if digit == "0":
            zero_waiting = bool(text)
            continue
        text += ("零" if zero_waiting else "") + DIGITS[int(digit)] + place
        zero_waiting = False
    return text
