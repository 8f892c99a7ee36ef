"""Addresses of the changeover."""

from django.urls import path

from kogge.changeover import backup_views, inspection_views, notice_views, views

app_name = "changeover"
urlpatterns = [
    path("changeover/", views.show_platforms, name="platforms"),
    path("changeover/rejected/", views.RejectedList.as_view(), name="rejected"),
    path("changeover/installation/", views.edit_installation, name="installation"),
    path("changeover/backup/", backup_views.confirm_backup, name="backup"),
    path("changeover/<int:platform_id>/backup/", backup_views.show_backup, name="backup-state"),
    path("changeover/<int:platform_id>/backup/make/", backup_views.start_backup, name="make-backup"),
    path("changeover/<int:platform_id>/", views.show_changeover, name="platform"),
    path("changeover/<int:platform_id>/signs/", views.show_signs, name="signs"),
    path("changeover/<int:platform_id>/proof/", views.ProofList.as_view(), name="proof"),
    path("changeover/<int:platform_id>/cut-over/", views.cut_over, name="cut-over"),
    path("changeover/<int:platform_id>/fall-back/", views.fall_back, name="fall-back"),
    path("changeover/<int:platform_id>/rest/", views.take_rest, name="rest"),
    path("changeover/<int:platform_id>/look-for/<str:kind>/", inspection_views.start, name="inspect"),
    path("changeover/<int:platform_id>/adoptions/", inspection_views.AdoptionList.as_view(), name="adoptions"),
    path("changeover/<int:platform_id>/old-ids/", inspection_views.enter_old_identities, name="old-identities"),
    path("changeover/<int:platform_id>/duplicates/", inspection_views.DuplicateList.as_view(), name="duplicates"),
    path("changeover/<int:platform_id>/shadow/", inspection_views.ShadowList.as_view(), name="shadow"),
    path("changeover/<int:platform_id>/notices/", notice_views.NoticeList.as_view(), name="notices"),
    path("changeover/<int:platform_id>/notices/write/", notice_views.write, name="notice"),
    path("changeover/notices/<int:notice_id>/read/", notice_views.confirm, name="read-notice"),
]
