"""The programs of the demo: texts in both languages, terms and budgets (fact book §9.2, rows 20 to 28 and 32).

Applications are taken all year round in the demo, so that every window is open on whatever day somebody tries it; the
terms say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PHONE, SUPERVISION = "0371-00000001", "0371-00000002"  # no such numbers: an area code, then zeros
PLACE_ZH = """各村(社区)慈善工作站，或郑州高新区国槐街6号慈善总会服务窗口(邮编450001)。
周一至周五 9:00–12:00、13:30–17:30，法定节假日除外。"""
PLACE_EN = """The charity work station of your community or village, or the federation at 6 Guohuai Street (450001).
Monday to Friday, 9:00 to 12:00 and 13:30 to 17:30, except on public holidays."""
FAQ_ZH = """没有智能手机怎么办？
可以到所在村(社区)慈善工作站，由工作人员免费帮您填写，也可以用纸质表格申请。

材料不全可以先申请吗？
可以。经办人会一次性告知还缺哪些材料，补正期间不计入办理时限。

申请要收费吗？
不收费。总会和工作站不会以任何名义收费，也不会索要银行卡密码。"""
FAQ_EN = """What if I have no smartphone?
The charity work station of your community or village fills in the form with you, free of charge, or takes it on paper.

May I apply before I have all papers?
Yes. You are told everything that is missing at once, and the time stops until it comes.

Does it cost anything?
No. Nobody of the federation or a work station asks for a fee or for the password of a bank card."""


@dataclass(frozen=True)
class DemoProgram:
    slug: str
    scheme_code: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    fund_zh: str
    fund_en: str
    budget_yuan: int
    source: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    faq_zh: str = FAQ_ZH
    faq_en: str = FAQ_EN


DEMO_PROGRAMS = (
    DemoProgram(
        slug="student-aid",
        scheme_code="student_aid",
        title_zh="困难中小学生救助",
        title_en="Aid for pupils in hardship",
        summary_zh="为在高新区就读或具有高新区户籍的困难家庭中小学生发放学年助学金，不公示学生姓名。",
        summary_en="A sum for the school year for pupils from families in hardship. No names are published.",
        fund_zh="困难学生助学专项基金",
        fund_en="Pupils' aid fund",
        budget_yuan=286_000,
        source="演示数据，待总会确认：金额参照新郑慈善总会2019年标准；演示期间全年受理(正式办理为9月1日至10月15日、3月1日至31日)。",
        parameters={
            "autumn_opens": "01-01",
            "autumn_closes": "12-31",
            "spring_opens": "01-01",
            "spring_closes": "12-31",
        },
    ),
    DemoProgram(
        slug="freshman-aid",
        scheme_code="freshman_aid",
        title_zh="困难大学新生救助",
        title_en="Aid for freshmen in hardship",
        summary_zh="当年通过高考被全日制本科或专科录取、家庭困难的新生，一次性救助，一人一生一次。",
        summary_en="One sum, once in a lifetime, for a student from a family in hardship admitted this year.",
        fund_zh="困难大学新生助学专项基金",
        fund_en="Freshmen's aid fund",
        budget_yuan=260_000,
        source="演示数据，待总会确认：金额参照台州2023年、南安2017年做法；演示期间全年受理(正式办理为7月1日至8月25日，本科8月10日截止)。",
        parameters={"opens": "01-01", "benke_closes": "12-31", "zhuanke_closes": "12-31"},
        faq_zh="""录取通知书还没到怎么办？
可以先上传招生考试机构网站的录取信息截图，通知书到后再补。

公费师范生、军校生可以申请吗？
不可以。免学费的军警院校、公费师范、定向培养不在救助范围内。

开学后还要交什么？
10月31日前上传缴费凭证或学籍证明。放弃入学的，应退回救助金。""",
        faq_en="""What if the admission letter has not come yet?
A print of the page of the examination office will do until it comes.

May I apply with a fee-free place?
No. Military and police academies, fee-free teacher training and reserved places are not covered.

What do I hand in after the term has begun?
The receipt of the fees or the page of the register, by 31 October. Who gives up the place pays the aid back.""",
    ),
    DemoProgram(
        slug="employee-illness-aid",
        scheme_code="employee_illness_aid",
        title_zh="企事业单位工作人员大病救助",
        title_en="Aid for seriously ill staff",
        summary_zh="对高新区企业、事业单位职工患大病后自付费用较高的，按自付金额分档给予一次性救助。",
        summary_en="One grant after a serious illness, by tiers of own costs, for staff of the zone.",
        fund_zh="大病救助专项基金",
        fund_en="Serious illness fund",
        budget_yuan=480_000,
        source="演示数据，待总会确认：分档参照温州龙湾、绍兴2022年做法。",
    ),
    DemoProgram(
        slug="marginal-household-aid",
        scheme_code="marginal_household_aid",
        title_zh="最低生活保障边缘救助",
        title_en="Aid for households just above the allowance",
        summary_zh="人均收入高于低保标准、低于低保标准1.5倍且财产符合规定的家庭，每户每年救助一次。",
        summary_en="Once a year for a household between the allowance standard and one and a half times the standard.",
        fund_zh="低保边缘家庭救助专项基金",
        fund_en="Fund for households just above the allowance",
        budget_yuan=300_000,
        source="演示数据，待总会确认：低保标准730元为演示值；演示期间全年受理(正式办理为3月1日至11月30日)。",
        parameters={"opens": "01-01", "closes": "12-31"},
        faq_zh="""人均收入怎么算？
家庭成员最近12个月的全部收入，减去不计入的部分(优抚金、奖学金、见义勇为奖励、政府救助款物、中央基础养老金)，除以人数，再除以12。

正在领取低保可以申请吗？
不可以，低保和特困家庭由政府保障，也可申请总会的其他项目。

没有低保边缘认定书可以申请吗？
可以。经您授权，由社会事业局核对收入和财产。""",
        faq_en="""How is the income per person counted?
All income of the members in the last twelve months, less what does not count (special care payments, scholarships,
rewards for brave acts, government relief, the central basic pension), divided by the persons and by twelve.

May I apply while on the minimum living allowance?
No. The government helps those households, and our other programs are open to them.

May I apply without a certificate?
Yes. With your authorisation the Social Affairs Bureau checks income and property.""",
    ),
    DemoProgram(
        slug="child-care-protection",
        scheme_code="child_care_protection",
        title_zh="困境儿童关爱保护",
        title_en="Care and protection of children in difficulty",
        summary_zh="为孤儿、事实无人抚养、重病、残疾、留守等困境儿童提供生活救助、微心愿和志愿陪伴，一律不公示。",
        summary_en="Living aid, a small wish and visits for children in difficulty. Never published.",
        fund_zh="困境儿童关爱专项基金",
        fund_en="Fund for children in difficulty",
        budget_yuan=120_000,
        source="演示数据，待总会确认：生活救助每年1500元、微心愿不超过300元。",
        faq_zh="""发现孩子有危险怎么办？
请立即拨打110，并告知所在村(社区)儿童主任。不要等待申请结果。

孩子的情况会公开吗？
不会。不公示，也不公开姓名、学校、住址和照片；查看记录逐次留痕。

微心愿是什么？
孩子想要的一件学习、生活或文体用品，由总会购买后送达。""",
        faq_en="""What if a child is in danger?
Call 110 at once, and tell the children's director of the community. Do not wait for an application.

Will anybody learn about the child?
No. Nothing is published: no name, school, address or picture. Every look into the file leaves a record.

What is a small wish?
One thing to learn, play or wear with, which the federation buys and brings.""",
    ),
    DemoProgram(
        slug="emergency-relief",
        scheme_code="emergency_relief",
        title_zh="困难群众救急难慈善专项基金",
        title_en="Emergency relief fund",
        summary_zh="因火灾、交通事故、突发重病等暂时陷入困境的，不限户籍，先行救助，事后补齐手续。",
        summary_en="After fire, accident or sudden illness, whatever the register says: help first, papers afterwards.",
        fund_zh="困难群众救急难慈善专项基金",
        fund_en="Emergency relief fund",
        budget_yuan=300_000,
        source="演示数据，待总会确认：先行救助不超过3000元，一般不超过10000元，最高20000元，超过的一事一议。",
        faq_zh="""没有本地户口可以申请吗？
可以。急难发生在高新区的，不限户籍。

要先准备材料吗？
急难型不用。只需身份证；身份证灭失的，由村(社区)说明。其他材料在付款后10个工作日内由工作人员帮您补齐。

多久能拿到？
2小时内联系您，24小时内决定，48小时内付款。""",
        faq_en="""Do I need a local household register?
No. What counts is that the emergency happened in the zone.

Do I need papers first?
Not when it is urgent. The identity card is enough, and if it was lost, the community states who you are. The rest
follows within ten working days after the payment, with our help.

How long does it take?
We call within two hours, decide within 24 hours and pay within 48 hours.""",
    ),
    DemoProgram(
        slug="judicial-aid",
        scheme_code="judicial_aid_fund",
        title_zh="司法救助基金",
        title_en="Judicial aid fund",
        summary_zh="救助因犯罪侵害而生活困难、又得不到赔偿的刑事被害人及主要依赖其生活的近亲属，由办案机关转介，不公示。",
        summary_en="For victims of crime and those who lived on them, when the offender cannot pay. Never published.",
        fund_zh="司法救助基金",
        fund_en="Judicial aid fund",
        budget_yuan=120_000,
        source="演示数据，待总会确认：低保标准730元、月平均工资均为演示值；每案上限参照奉化慈善司法救助基金。",
        faq_zh="""我可以自己申请吗？
请先联系办理案件的公安机关、检察院、法院或司法所，由办案机关核实后转介。

我的情况会公开吗？
不会。司法救助一律不公示，系统中也只显示化名。""",
        faq_en="""May I apply myself?
Please ask the police, procuratorate, court or judicial office that handles the case. It checks and refers the case.

Will anybody learn about it?
No. Judicial aid is never published, and our screens show another name.""",
    ),
    DemoProgram(
        slug="wristband",
        scheme_code="wristband",
        title_zh="“微信手环”防走失",
        title_en="Wristbands against getting lost",
        summary_zh="为失智、精神或智力残疾及75岁以上老人免费发放防走失手环，扫码即可联系家人，不显示个人信息。",
        summary_en="Free bands with a code for people who may get lost. A finder reaches the family and sees no name.",
        fund_zh="微信手环防走失专项",
        fund_en="Wristband fund",
        budget_yuan=115_000,
        source="演示数据，待总会确认：5000只手环，40场宣传活动；75岁以上等条件见成立公告。",
        faq_zh="""扫码的人能看到什么？
只能看到手环编号和联系家人、拨打110的按钮，看不到姓名、住址、病情和家人电话。

手环丢了怎么办？
告诉所在村(社区)，旧手环作废后免费补发一次。

手环不够时怎么办？
按失智、精神或智力残疾、独居的75岁以上老人、其他75岁以上老人的顺序发放。""",
        faq_en="""What does somebody see who scans the band?
Its number and buttons to reach the family or 110. No name, address, illness or telephone number.

What if the band is lost?
Tell your community. The old band is closed, and the first new one is free.

What if there are too few bands?
Dementia comes first, then mental or intellectual disability, then elders who live alone, then other elders.""",
    ),
    DemoProgram(
        slug="porridge-house",
        scheme_code="porridge_house",
        title_zh="慈善粥屋",
        title_en="Porridge house",
        summary_zh="在高新区工作的困难环卫工人，凭早餐卡每天在爱心商家领取一份免费早餐。",
        summary_en="One free breakfast a day at partner shops for sanitation workers of the zone in hardship.",
        fund_zh="慈善粥屋专项",
        fund_en="Porridge house fund",
        budget_yuan=263_520,
        source="演示数据，待总会确认：12个网点，每份6.00元；用人单位名单为演示数据。",
        faq_zh="""怎么办卡？
一般由用人单位统一报名单，也可以自己申请，由用人单位或村(社区)确认。

几点可以用餐？
每天5:30–9:00，每卡每天一份。

卡丢了怎么办？
告诉用人单位或总会，旧卡冻结后补发。""",
        faq_en="""How do I get a card?
Usually the employer hands in a list. You may also apply yourself; employer or community confirm it.

When can I eat?
Every day from 5:30 to 9:00, one meal per card and day.

What if the card is lost?
Tell the employer or the federation. The old card is frozen and a new one issued.""",
    ),
)
