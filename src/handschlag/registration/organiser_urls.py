"""Addresses of the organiser's pages of this flat."""

from __future__ import annotations

from django.urls import path

from handschlag.registration.views import (
    co_organiser,
    organiser,
    organiser_files,
    organiser_invitations,
    organiser_merge,
    organiser_one,
    organiser_rules,
    organiser_work,
)

ALL = "events/<slug:event>/applications/"
INVITATIONS = f"{ALL}invitations/"
ONE = f"{ALL}<id:public_id>/"
RULES = "events/<slug:event>/registration/"
WORK = "events/<slug:event>/work/"
urlpatterns = [
    path(ALL, organiser.applications, name="applications"),
    path(f"{ALL}columns/", organiser.columns, name="columns"),
    path(f"{ALL}many/", organiser.many, name="many"),
    path(f"{ALL}new/", organiser_one.new, name="new_application"),
    path(f"{ALL}export.csv", organiser_files.export_csv, name="export_csv"),
    path(f"{ALL}export.xlsx", organiser_files.export_xlsx, name="export_xlsx"),
    path(f"{ALL}badges.pdf", organiser_files.badges, name="badges"),
    path(f"{ALL}template.<slug:kind>", organiser_files.template, name="import_template"),
    path(f"{ALL}import/", organiser_files.imports, name="imports"),
    path(f"{ALL}import/<id:public_id>/", organiser_files.import_page, name="import"),
    path(f"{ALL}import/<id:public_id>/now/", organiser_files.import_now, name="import_now"),
    path(f"{ALL}import/<id:public_id>/step/", organiser_files.import_step, name="import_step"),
    path(INVITATIONS, organiser_invitations.invitations, name="invitations"),
    path(f"{INVITATIONS}one/", organiser_invitations.invite, name="invite"),
    path(f"{INVITATIONS}many/", organiser_invitations.invite_many, name="invite_many"),
    path(f"{INVITATIONS}remind/", organiser_invitations.remind_all, name="remind_all"),
    path(f"{INVITATIONS}export.csv", organiser_invitations.export, name="export_invitations"),
    path(f"{INVITATIONS}by/<id:public_id>/", co_organiser.link_of, name="link_of"),
    path(f"{INVITATIONS}<id:public_id>/step/", organiser_invitations.step, name="invitation_step"),
    path(f"{ALL}duplicates/", organiser_merge.duplicates, name="duplicates"),
    path(f"{ALL}merges/<id:public_id>/undo/", organiser_merge.part, name="part"),
    path(f"{ONE}merge/<id:other_id>/", organiser_merge.merge, name="merge"),
    path(ONE, organiser_one.application, name="application_desk"),
    path(f"{ONE}files/<id:stored>/", organiser_one.file, name="answered_file"),
    path(f"{ONE}decide/", organiser_one.decide, name="decide"),
    path(f"{ONE}claim/", organiser_one.claim, name="claim"),
    path(f"{ONE}note/", organiser_one.note, name="note"),
    path(f"{ONE}representative/", organiser_one.add_speaker, name="add_speaker"),
    path(f"{ONE}change/", organiser_one.change, name="change_for_them"),
    path(WORK, organiser_work.work, name="work_list"),
    path(f"{WORK}put-off/", organiser_work.put_off, name="put_off"),
    path(f"{WORK}<id:public_id>/step/", organiser_work.step, name="work_step"),
    path(RULES, organiser_rules.rules, name="rules"),
    path(f"{RULES}quotas/", organiser_rules.add_quota, name="add_quota"),
    path(f"{RULES}quotas/<id:public_id>/", organiser_rules.change_quota, name="change_quota"),
    path(f"{RULES}rules/", organiser_rules.add_rule, name="add_rule"),
    path(f"{RULES}rules/<id:public_id>/", organiser_rules.change_rule, name="change_rule"),
    path(f"{RULES}questions/", organiser_rules.questions, name="questions"),
    path(f"{RULES}questions/new/", organiser_rules.new_question, name="new_question"),
    path(f"{RULES}questions/<id:public_id>/", organiser_rules.question, name="question"),
    path(f"{RULES}questions/<id:public_id>/step/", organiser_rules.change_question, name="change_question"),
]
