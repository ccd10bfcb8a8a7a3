"""A statement of the bank as a file, in the form in which banks give it out."""

HEAD = "交易日期,借方发生额,贷方发生额,余额,交易流水号,对方户名,摘要"


def bank_csv(*lines: str, head: str = HEAD, encoding: str = "gb18030") -> bytes:
    above = ["账号：1702****0001,,,,,,", "币种：人民币,,,,,,"]
    return "\r\n".join([*above, head, *lines, "合计,,,,,,"]).encode(encoding)


SEPTEMBER = (
    '2023-09-04,,"1,000.00","1,000.00",L1,河南示例有限公司,捐款',
    "2023-09-05,300.00,,700.00,L2,张演一,救助金 账号6222020200112233445",
    "2023-09-06,0.50,,699.50,L3,,手续费",
)
