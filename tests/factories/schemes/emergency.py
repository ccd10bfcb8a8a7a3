"""Help first, papers afterwards: up to 3,000 yuan by two people at once."""

from dataclasses import replace

from programs import common_rules as common
from programs.parameters import money
from programs.schemes import employee_illness_aid
from programs.schemes.employee_illness_aid.terms import EmployeeIllnessParameters
from tests.factories.schemes import EMERGENCY


class EmergencyParameters(EmployeeIllnessParameters):
    fast_limit = money("Fast limit (yuan)", "3000.00", common.PORTAL_DEFAULT)


scheme = replace(
    employee_illness_aid.scheme,
    code=EMERGENCY,
    title="急难救助(测试)",
    lane="emergency",
    publicity_mode="post_hoc_7d",
    parameters=EmergencyParameters,
    examples=(),
)
