"""Addresses of the people's pages."""

from django.urls import path

from kogge.companies.permissions import Right
from kogge.people import views
from kogge.web.access import needs

app_name = "people"
show_people = needs(Right.ADMINISTER_PEOPLE)(views.PeopleList.as_view())  # type: ignore[arg-type]  # it answers with a page
urlpatterns = [
    path("people/", show_people, name="list"),
    path("people/new/", views.add_person, name="add"),
    path("people/<int:person_id>/", views.edit_person, name="edit"),
    path("people/<int:person_id>/keys/", views.add_key, name="add-key"),
    path("people/keys/<int:key_id>/revoke/", views.revoke, name="revoke-key"),
    path("password/", views.change_own_password, name="own-password"),
]
