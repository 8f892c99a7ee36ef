"""Addresses of the customers' pages."""

from django.urls import path

from kogge.customers import views

app_name = "customers"
urlpatterns = [
    path("customers/", views.CustomerList.as_view(), name="list"),
    path("customers/add/", views.add, name="add"),
    path("customers/<int:customer_id>/", views.show_customer, name="detail"),
    path("customers/<int:customer_id>/edit/", views.edit, name="edit"),
    path("customers/duplicates/", views.list_duplicates, name="duplicates"),
    path("customers/duplicates/<int:first_id>/<int:second_id>/", views.decide_duplicate, name="duplicate"),
]
