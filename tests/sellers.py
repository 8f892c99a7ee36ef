"""A seller in front of a browser, as far as HTTP goes: through the Emulator's pages and back to the Cloud."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx

DEMO, NORDLICHT, HARBOR = (f"{name}@kogge.example" for name in ("demo", "nordlicht", "harbor"))
PASSWORD = "kogge-demo"
ONE_TIME_CODE = "123456"


@dataclass(frozen=True)
class Return:
    """Where Amazon sends the browser: the Cloud's page, with what came of the consent."""

    query: dict[str, str]


def consent(url: str, email: str, decision: str = "confirm") -> Return:
    """Walk through sign-in, second factor and consent at `url`; return what the browser brings back."""
    with httpx.Client(follow_redirects=False, timeout=30) as browser:
        for step in (
            {"step": "sign_in", "email": email, "password": PASSWORD},
            {"step": "second_factor", "code": ONE_TIME_CODE},
        ):
            assert browser.post(url, data=step).status_code in {302, 303}
        last = browser.post(url, data={"step": "consent", "agreed": "yes", "decision": decision})
        assert last.status_code in {302, 303}, last.text
        return Return(dict(parse_qsl(urlsplit(last.headers["location"]).query)))
