"""Addresses of the customers' pages."""

from django.urls import path

from kogge.customers.views import CustomerList, show_customer

app_name = "customers"
urlpatterns = [
    path("customers/", CustomerList.as_view(), name="list"),
    path("customers/<int:customer_id>/", show_customer, name="detail"),
]
