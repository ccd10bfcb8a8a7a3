"""郑州高新区: the zone, its five sub-districts, and every community and village that a source names.

Codes of the zone and sub-districts: statistical codes of the National Bureau of Statistics, 2023 (410172 is a
statistical code only; resident IDs issued here begin with other digits). Communities carry codes of our own.
"""

from dataclasses import dataclass

VALID_FROM = "2020-01-01"
STATISTICS = "国家统计局统计用区划代码 2023"
ZONE = ("410172", "郑州高新区", "Zhengzhou High-tech Zone", "郑州高新技术产业开发区", "郑州高新技术产业开发区")
DEMO_SOURCE = "演示"

REPORT_2020 = "高新区疫情防控款物公示 2020-02"
REPORT_2016 = "2016年社区报道"
REPORT_2022 = "2022年社区报道"
REPORT_2024 = "2024年社会组织报道"
FUND_2021 = "“大里村助学”基金报道 2021-06;所属办事处未载,暂列石佛"


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    name_en: str
    source: str
    level: str = "community"


@dataclass(frozen=True)
class Subdistrict:
    code: str
    name: str
    name_en: str
    stat_name: str
    places: tuple[Place, ...]


SUBDISTRICTS = (
    Subdistrict(
        "410172160",
        "石佛办事处",
        "Shifo Sub-district",
        "石佛镇",
        (
            Place("xihuchuntian", "西湖春天社区", "Xihu Chuntian Community", REPORT_2020),
            Place("hongheyingyuan", "红河瀛园社区", "Honghe Yingyuan Community", REPORT_2020),
            Place("tonghe", "通和社区", "Tonghe Community", REPORT_2020),
            Place("xixihuayuan", "西溪花园社区", "Xixi Huayuan Community", REPORT_2020),
            Place("huawei", "华威社区", "Huawei Community", REPORT_2020),
            Place("yulin", "育林社区", "Yulin Community", REPORT_2020),
            Place("honghe", "红河社区", "Honghe Community", REPORT_2016),
            Place("hongxingjie", "宏兴街社区", "Hongxing Street Community", REPORT_2016),
            Place("bailutun", "百炉屯", "Bailutun", REPORT_2022 + "(小区)"),
            Place("dali", "大里村", "Dali Village", FUND_2021, "village"),
        ),
    ),
    Subdistrict(
        "410172360",
        "沟赵办事处",
        "Gouzhao Sub-district",
        "沟赵乡",
        (
            Place("yuxinyuan", "御馨苑社区", "Yuxinyuan Community", REPORT_2022),
            Place("tangli", "堂李村", "Tangli Village", REPORT_2022, "village"),
            Place("donglianhe", "东连河村", "Donglianhe Village", REPORT_2022, "village"),
        ),
    ),
    Subdistrict(
        "410172560",
        "枫杨办事处",
        "Fengyang Sub-district",
        "枫杨街道",
        (
            Place("shixinzhuang", "师新庄村", "Shixinzhuang Village", REPORT_2022, "village"),
            Place("fengyang", "枫杨社区(演示)", "Fengyang Community (demo)", DEMO_SOURCE),
        ),
    ),
    Subdistrict(
        "410172561",
        "梧桐办事处",
        "Wutong Sub-district",
        "梧桐街道",
        (
            Place("wawuli", "瓦屋李社区", "Wawuli Community", REPORT_2022),
            Place("changchun", "长椿社区", "Changchun Community", REPORT_2024),
            Place("bamianshen", "八面神新村", "Bamianshen New Village", REPORT_2022),
        ),
    ),
    Subdistrict(
        "410172562",
        "双桥办事处",
        "Shuangqiao Sub-district",
        "双桥街道",
        (
            Place("gouzhao", "沟赵社区", "Gouzhao Community", REPORT_2022),
            Place("guanyue", "观悦社区", "Guanyue Community", REPORT_2022),
        ),
    ),
)
