"""Registration, profile, teams, the leader's planning, branded projects, risks, requests for volunteers."""

from django.urls import path

from volunteers.views import help, join, leading, qualifications, requests, risks, teams

urlpatterns = [
    path("join/", join.join, name="join"),
    path("join/<slug:code>/", join.step, name="join_step"),
    path("me/profile/", join.profile, name="profile"),
    path("me/qualifications/add/", qualifications.add, name="add_qualification"),
    path("me/qualifications/<int:pk>/withdraw/", qualifications.withdraw, name="withdraw_qualification"),
    path("qualifications/<int:pk>/paper/", qualifications.paper, name="qualification_paper"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team_page"),
    path("teams/<int:pk>/ask/", teams.ask, name="ask_to_join"),
    path("teams/<int:pk>/withdraw/", teams.withdraw, name="withdraw_join"),
    path("teams/<int:pk>/leave/", teams.leave, name="leave_team"),
    path("projects/<slug:slug>/", teams.project, name="project"),
    path("activities/<int:pk>/risks/", risks.risks, name="risks"),
    path("shifts/<int:pk>/accept-risks/", risks.accept_and_sign_up, name="accept_risks"),
    path("team/<int:pk>/people/", leading.people, name="team_people"),
    path("team/<int:pk>/settings/", leading.settings, name="team_settings"),
    path("team/<int:pk>/activities/", leading.activity_list, name="team_activities"),
    path("team/<int:pk>/activities/new/", leading.new_activity, name="new_activity"),
    path("team/asked/<int:pk>/accept/", leading.accept, name="accept_join"),
    path("team/asked/<int:pk>/decline/", leading.decline, name="decline_join"),
    path("team/members/<int:pk>/role/", leading.role, name="member_role"),
    path("team/members/<int:pk>/charge/", leading.put_in_charge, name="put_in_charge"),
    path("team/members/<int:pk>/end/", leading.end, name="end_membership"),
    path("team/activities/<int:pk>/", leading.edit_activity, name="edit_activity"),
    path("team/activities/<int:pk>/shift/", leading.new_shift, name="new_shift"),
    path("team/activities/<int:pk>/past-shift/", leading.past_shift, name="past_shift"),
    path("team/shifts/<int:pk>/tasks/add/", leading.add_task, name="add_task"),
    path("team/shifts/<int:pk>/minimum/", leading.change_minimum, name="change_minimum"),
    path("help/", help.ask, name="help"),
    path("help/received/", help.received, name="help_received"),
    path("help/status/", help.status, name="help_status"),
    path("help/withdraw/", help.withdraw, name="help_withdraw"),
    path("requests/", requests.desk, name="requests"),
    path("requests/<str:reference>/", requests.show, name="request"),
    path("requests/<str:reference>/<slug:name>/", requests.step, name="request_step"),
]
