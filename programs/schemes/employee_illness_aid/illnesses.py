"""Serious illnesses as the disease definitions of critical-illness insurance (2020 edition) list them, shortened.

The list only sorts: what is not on it goes to people, because the cost decides (fact book §11, lines 8 and 9).
"""

from django.utils.translation import gettext_lazy as _

OTHER = "other"
SEVERE = (
    ("tumour", _("Malignant tumour")),
    ("infarction", _("Severe acute myocardial infarction")),
    ("stroke", _("Severe consequences of a stroke")),
    ("transplant", _("Transplant of a major organ or of blood stem cells")),
    ("bypass", _("Coronary artery bypass operation")),
    ("kidney", _("Severe chronic kidney failure (uraemia)")),
    ("limbs", _("Loss of several limbs")),
    ("hepatitis", _("Acute severe or fulminant hepatitis")),
    ("brain_tumour", _("Severe benign brain tumour")),
    ("liver", _("Severe chronic liver failure")),
    ("encephalitis", _("Severe consequences of encephalitis or meningitis")),
    ("coma", _("Deep coma")),
    ("deafness", _("Deafness of both ears")),
    ("blindness", _("Blindness of both eyes")),
    ("paralysis", _("Paralysis")),
    ("valve", _("Heart valve operation")),
    ("alzheimer", _("Severe Alzheimer's disease")),
    ("brain_injury", _("Severe brain injury")),
    ("parkinson", _("Severe primary Parkinson's disease")),
    ("burns", _("Severe third-degree burns")),
    ("pulmonary", _("Severe idiopathic pulmonary hypertension")),
    ("motor_neurone", _("Severe motor neurone disease")),
    ("speech", _("Loss of speech")),
    ("anaemia", _("Severe aplastic anaemia")),
    ("aorta", _("Operation of the aorta")),
    ("respiratory", _("Severe chronic respiratory failure")),
    ("crohn", _("Severe Crohn's disease")),
    ("colitis", _("Severe ulcerative colitis")),
)
CODES = tuple(code for code, _label in SEVERE)
QUESTION = [*SEVERE, (OTHER, _("Another serious illness"))]
