"""Settings: who runs the portal. In the frame of every page, in mails and on papers (web.federation).

Another federation sets these first. Empty lines are not shown.
"""

from environs import Env

env = Env()

PORTAL_FEDERATION = env.str("PORTAL_FEDERATION", "郑州高新区慈善总会")
PORTAL_FEDERATION_EN = env.str("PORTAL_FEDERATION_EN", "Zhengzhou High-tech Zone Charity Federation")
PORTAL_SHORT_NAME = env.str("PORTAL_SHORT_NAME", "高新慈善")  # on a phone's home screen
PORTAL_SHORT_NAME_EN = env.str("PORTAL_SHORT_NAME_EN", "Charity")
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", "郑州高新区国槐街6号（邮编 450001）")
PORTAL_ADDRESS_EN = env.str("PORTAL_ADDRESS_EN", "6 Guohuai Street, High-tech Zone, Zhengzhou 450001")
PORTAL_MOTTO = env.str("PORTAL_MOTTO", "西美高新·与善同行")
PORTAL_MOTTO_EN = env.str("PORTAL_MOTTO_EN", "The beautiful west, the High-tech Zone: walking with kindness")
PORTAL_PDF_FONTS = env.str("PORTAL_PDF_FONTS", "")  # a folder; empty: web.typeset looks for Noto CJK

# Shown in header and footer where known; nothing is invented for what is not.
PORTAL_CONTACT = {
    "phone": env.str("PORTAL_PHONE", "0371-00000001" if env.bool("PORTAL_DEMO", False) else ""),
    "email": env.str("PORTAL_CONTACT_EMAIL", ""),
    "icp": env.str("PORTAL_ICP", ""),  # 豫ICP备 number
    "police": env.str("PORTAL_POLICE_RECORD", ""),  # 公安备案 number
}
