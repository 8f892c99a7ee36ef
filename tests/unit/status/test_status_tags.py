"""What pages show of what platforms were told."""

from django.utils.translation import override

from kogge.status.templatetags.status import amount_told


def test_amounts_read_as_in_the_language() -> None:
    with override("de"):
        assert amount_told({"amount": "1204.08", "currency": "EUR"}) == "1.204,08\N{NO-BREAK SPACE}€"
