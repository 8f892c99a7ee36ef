"""What tests of automation's screens share: somebody at the screen, and what a page says."""

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from kogge.companies.models import Membership, Role, User
from tests.integration.automation.office import Office


def client_of(office: Office, role: Role, language: str = "de") -> Client:
    """Sign somebody of a role in."""
    user = User.objects.create_user(f"{role}-at-the-screen")
    Membership.objects.create(company=office.shop.company, user=user, role=role)
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def read(answer: HttpResponse | Any) -> str:
    """Return what a page says, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def find_draft(answer: HttpResponse | Any) -> str:
    """Return the hidden field by which the assistant remembers what was entered."""
    found = re.search(r'name="draft" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return html.unescape(found[1])
