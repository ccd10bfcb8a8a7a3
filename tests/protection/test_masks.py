"""What is left to see."""

import pytest

from protection import masks


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.id_number, "410199193802149016", "4***************16"),
        (masks.id_number, "41019920090905911X", "4***************1X"),
        (masks.id_number, "C1234", "***"),
        (masks.phone, "+8619900000001", "199****0001"),
        (masks.phone, "+8637167980000", "371****0000"),
        (masks.phone, "12345", "***"),
        (masks.bank_account, "6200000000000013", "****0013"),
        (masks.bank_account, "123", "***"),
        (masks.name, "张演", "张*"),
        (masks.name, "张演一", "张**"),
        (masks.name, "欧阳示", "欧阳*"),
        (masks.name, "", ""),
        (masks.address, "石佛办事处西湖春天小区1号楼", "石佛办事处***"),
        (masks.address, "河南省郑州市中原区石佛镇百炉屯村", "河南省郑州市中原区石佛镇***"),
        (masks.address, "郑州市高新区长椿路8号", "郑州市高新区***"),
        (masks.address, "郑州市长椿路8号", "郑州市***"),
        (masks.address, "国槐街6号花园小区3号楼", "***"),
        (masks.text, "anything", "***"),
    ],
)
def test_mask(mask, value, shown):
    assert mask(value) == shown
