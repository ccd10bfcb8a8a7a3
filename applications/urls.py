"""Cases, drafts, status, notices. The generic step comes last: every other address is more exact."""

from django.urls import path

from applications.views import applicant, cases, casework, drafts, notices, papers, sealed, worklist

app_name = "applications"

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/<str:reference>/", notices.notice, name="notice"),
    path("notices/<str:reference>/object/", notices.object_to, name="object"),
    path("programs/<slug:slug>/apply/", drafts.apply, name="apply"),
    path("applications/drafts/<uuid:uuid>/", drafts.resume, name="resume"),
    path("applications/drafts/<uuid:uuid>/submit/", drafts.submit, name="submit"),
    path("applications/drafts/<uuid:uuid>/discard/", drafts.discard, name="discard"),
    path("applications/drafts/<uuid:uuid>/papers/<str:kind>/add/", drafts.add_paper, name="add_paper"),
    path("applications/drafts/<uuid:uuid>/papers/<int:pk>/remove/", drafts.remove_paper, name="remove_paper"),
    path("applications/drafts/<uuid:uuid>/<slug:code>/", drafts.step, name="step"),
    path("applications/drafts/<uuid:uuid>/<slug:code>/autosave/", drafts.autosave, name="autosave"),
    path("applications/", worklist.index, name="index"),
    path("applications/find/", worklist.find, name="find"),
    path("applications/export/", worklist.export, name="export"),
    path("applications/bulk/assign/", worklist.bulk_assign, name="bulk_assign"),
    path("applications/bulk/return/", worklist.bulk_return, name="bulk_return"),
    path("applications/status/", applicant.status, name="status"),
    path("applications/<str:reference>/", cases.case, name="case"),
    path("applications/<str:reference>/receipt/", applicant.receipt, name="receipt"),
    path("applications/<str:reference>/letter/", casework.letter, name="letter"),
    path("applications/<str:reference>/form/", casework.application_form, name="form"),
    path("applications/<str:reference>/supplement/", papers.supplement, name="supplement"),
    path("applications/<str:reference>/papers/", papers.papers, name="papers"),
    path("applications/<str:reference>/papers/<slug:kind>/add/", papers.add, name="add_case_paper"),
    path("applications/<str:reference>/papers/<slug:kind>/reuse/", papers.reuse, name="reuse_case_paper"),
    path("applications/<str:reference>/reassess/", casework.reassess, name="reassess"),
    path("applications/<str:reference>/assign/", casework.assign, name="assign"),
    path("applications/<str:reference>/extend/", casework.extend, name="extend"),
    path("applications/<str:reference>/remark/", casework.remark, name="remark"),
    path("applications/<str:reference>/checks/<int:pk>/", casework.answer_check, name="answer_check"),
    path("applications/<str:reference>/questions/<slug:step>/", casework.questions, name="questions"),
    path("applications/<str:reference>/visits/<int:pk>/", casework.visit, name="visit"),
    path("applications/<str:reference>/sealed/", sealed.sealed, name="sealed"),
    path("applications/<str:reference>/account/", casework.account, name="account"),
    path("applications/<str:reference>/account/verify/", casework.verify_account, name="verify_account"),
    path("applications/<str:reference>/<slug:name>/", cases.transition, name="transition"),
]
