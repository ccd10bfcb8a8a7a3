"""The projects of the demo. Places are real communities of the zone; organisations, people and figures are made up."""

from dataclasses import dataclass

CRITERIA = (
    ("需求迫切", "Need", "问题是否突出、受益居民多不多", 30),
    ("居民参与", "Participation", "是否经居民议事会、居民出不出力", 20),
    ("方案可行", "Plan", "做法、工期、安全是否可行", 20),
    ("预算合理", "Budget", "报价是否真实、有无自筹", 20),
    ("长效管护", "Lasting effect", "建成后谁来管、钱从哪来", 10),
)
FORBIDDEN = (
    ("社区工作人员工资、补贴", "Wages and allowances of committee staff"),
    ("吃请、娱乐、旅游", "Meals, entertainment, travel"),
    ("偿还债务", "Paying debts"),
    ("未经许可的建筑", "Buildings without a permit"),
    ("政治或宗教活动", "Political or religious activities"),
    ("发放现金、购物卡", "Handing out cash or vouchers"),
)
ON_NOTICE = ("submit", "support", "score", "award")
UNDER_WAY = (*ON_NOTICE, "sign", "pay")


@dataclass(frozen=True)
class DemoProject:
    """`begun`: days before the demo on which it was handed in; `days`: how long the project takes; `lost`: points that
    the first scorer takes off each criterion; `sheets`: how many sheets are in."""

    title: str
    area: str
    representative: str
    credit_code: str
    problem: str
    plan: str
    people: int
    asked_yuan: int
    begun: int
    steps: tuple[str, ...]
    days: int = 150
    lost: int = 2
    sheets: int = 3
    thanks: int = 0


PROJECTS = (
    DemoProject(
        "老楼照明",
        "410172160-huawei",
        "applicant",
        "54410199MEDEM0101B",
        "六栋老楼楼道没有灯，老人夜里摸黑上下楼，去年摔伤三人。",
        "更换声控灯180盏，整理线路，安装应急照明。",
        1_240,
        22_000,
        190,
        (*UNDER_WAY, "midterm", "pay", "finish", "thank"),
        days=90,
        thanks=46,
    ),
    DemoProject(
        "电动车充电棚改造",
        "410172160-xixihuayuan",
        "worker",
        "54410199MEDEM0102E",
        "飞线充电多，居民担心起火；旧棚没有喷淋。",
        "拆除旧棚，安装40个智能充电位、烟感和喷淋。",
        860,
        22_000,
        100,
        (*UNDER_WAY, "thank"),
        thanks=9,
    ),
    DemoProject(
        "慈善书角",
        "410172360-tangli",
        "worker2",
        "54410199MEDEM0103H",
        "村里孩子放学后没有地方看书。",
        "在村委会一楼建书角，配书架、桌椅和800册图书，志愿者每天开放两小时。",
        430,
        18_000,
        14,
        ON_NOTICE,
    ),
    DemoProject(
        "居民议事亭",
        "410172160-tonghe",
        "applicant",
        "54410199MEDEM0104L",
        "居民议事没有地方，只能站在路边。",
        "利用闲置角落建一座议事亭，配公告栏和座椅。",
        600,
        26_000,
        12,
        ("submit", "support", "score"),
        sheets=2,
    ),
    DemoProject(
        "阳台雨水收集",
        "410172160-yulin",
        "worker",
        "54410199MEDEM0105P",
        "雨天阳台排水倒灌，楼下积水。",
        "统一改造雨水立管，收集雨水浇花。",
        300,
        30_000,
        40,
        ("submit", "support", "score", "refuse"),
        lost=8,
    ),
    DemoProject(
        "适老扶手",
        "410172160-hongheyingyuan",
        "applicant",
        "54410199MEDEM0106T",
        "楼梯没有扶手，老人上下楼困难。",
        "在12个单元安装双侧扶手和休息凳。",
        520,
        20_000,
        6,
        ("submit", "return"),
    ),
    DemoProject(
        "垃圾分类亭",
        "410172160-honghe",
        "worker",
        "54410199MEDEM0107X",
        "垃圾桶露天，夏天异味大。",
        "建三座分类亭，志愿者早晚值守。",
        980,
        24_000,
        12,
        ("submit",),
    ),
    DemoProject(
        "儿童游乐角",
        "410172160-hongxingjie",
        "worker",
        "54410199MEDEM01081",
        "孩子只能在停车位之间玩。",
        "铺设软垫，安装小型设施。",
        350,
        21_000,
        2,
        (),
    ),
)
