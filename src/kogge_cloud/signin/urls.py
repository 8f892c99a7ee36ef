"""The address that Amazon sends the seller's browser back to."""

from django.urls import path

from kogge_cloud.signin.rules import CALLBACK_PATH
from kogge_cloud.signin.views import receive_seller

urlpatterns = [path(CALLBACK_PATH.removeprefix("/"), receive_seller, name="cloud-sign-in")]
