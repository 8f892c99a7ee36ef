"""The states of orders, payments and deliveries, and which action leads from one to another: Shopware's own graph.

Gathered from Shopware's migrations, from 1536233560 (the first graph) to 1628519513 (unconfirmed payments).
"""

from dataclasses import dataclass
from http import HTTPStatus

from shopware_emulator.errors import failure

ORDER, TRANSACTION, DELIVERY = "order.state", "order_transaction.state", "order_delivery.state"
MACHINES = {"order": ORDER, "order_transaction": TRANSACTION, "order_delivery": DELIVERY}
"""The machine that moves an entity."""

NAMES = {
    ORDER: {
        "open": "Offen",
        "in_progress": "In Bearbeitung",
        "completed": "Abgeschlossen",
        "cancelled": "Abgebrochen",
    },
    TRANSACTION: {
        "open": "Offen",
        "paid": "Bezahlt",
        "paid_partially": "Teilweise bezahlt",
        "refunded": "Erstattet",
        "refunded_partially": "Teilweise erstattet",
        "cancelled": "Abgebrochen",
        "reminded": "Erinnert",
        "in_progress": "In Bearbeitung",
        "failed": "Fehlgeschlagen",
        "authorized": "Autorisiert",
        "chargeback": "Rückbuchung",
        "unconfirmed": "Unbestätigt",
    },
    DELIVERY: {
        "open": "Offen",
        "shipped": "Versandt",
        "shipped_partially": "Teilweise versandt",
        "returned": "Retour",
        "returned_partially": "Teilretour",
        "cancelled": "Abgebrochen",
    },
}
"""The states of each machine, with their German names; the first is where everything begins."""

_GRAPH = {
    ORDER: """
        open process in_progress · open cancel cancelled · in_progress cancel cancelled
        in_progress complete completed · cancelled reopen open · completed reopen open
    """,
    DELIVERY: """
        open ship shipped · open ship_partially shipped_partially · open cancel cancelled
        shipped retour returned · shipped retour_partially returned_partially · shipped cancel cancelled
        shipped reopen open · shipped_partially retour returned · shipped_partially retour_partially returned_partially
        shipped_partially ship shipped · shipped_partially cancel cancelled · shipped_partially reopen open
        returned reopen open · returned_partially reopen open · returned_partially retour returned
        cancelled reopen open
    """,
    TRANSACTION: """
        open pay paid · open paid paid · open pay_partially paid_partially · open paid_partially paid_partially
        open cancel cancelled · open remind reminded · open do_pay in_progress · open fail failed
        open authorize authorized · open process_unconfirmed unconfirmed
        reminded pay paid · reminded paid paid · reminded pay_partially paid_partially
        reminded paid_partially paid_partially · reminded cancel cancelled · reminded reopen open
        reminded do_pay in_progress · reminded authorize authorized · reminded process_unconfirmed unconfirmed
        in_progress reopen open · in_progress fail failed · in_progress cancel cancelled · in_progress paid paid
        in_progress paid_partially paid_partially · in_progress pay_partially paid_partially
        in_progress authorize authorized
        failed reopen open · failed do_pay in_progress · failed pay paid · failed fail failed · failed paid paid
        failed paid_partially paid_partially · failed pay_partially paid_partially
        failed process_unconfirmed unconfirmed
        paid_partially remind reminded · paid_partially pay paid · paid_partially paid paid
        paid_partially refund_partially refunded_partially · paid_partially refund refunded
        paid_partially cancel cancelled · paid_partially reopen open · paid_partially do_pay in_progress
        paid_partially chargeback chargeback · paid_partially process_unconfirmed unconfirmed
        paid refund_partially refunded_partially · paid refund refunded · paid cancel cancelled · paid reopen open
        paid chargeback chargeback
        refunded_partially refund refunded · refunded_partially cancel cancelled · refunded_partially reopen open
        cancelled reopen open · cancelled refund refunded · cancelled refund_partially refunded_partially
        cancelled paid paid · cancelled process_unconfirmed unconfirmed
        authorized paid paid · authorized paid_partially paid_partially · authorized fail failed
        authorized cancel cancelled
        chargeback paid paid · chargeback paid_partially paid_partially · chargeback cancel cancelled
        unconfirmed paid paid · unconfirmed paid_partially paid_partially · unconfirmed fail failed
        unconfirmed cancel cancelled · unconfirmed authorize authorized · unconfirmed reopen open
    """,
}


@dataclass(frozen=True, slots=True)
class Transition:
    """An action that leads from a state to another."""

    origin: str
    action: str
    target: str


TRANSITIONS = {
    machine: tuple(
        Transition(*step.split()) for line in text.strip().splitlines() for step in line.split("·") if step.strip()
    )
    for machine, text in _GRAPH.items()
}


def list_actions(machine: str, state: str) -> list[str]:
    """Return the actions that a state allows, sorted as Shopware lists them."""
    return sorted(each.action for each in TRANSITIONS[machine] if each.origin == state)


def move(machine: str, state: str, state_id: str, action: str) -> str:
    """Return the state that an action leads to.

    Up to Shopware 6.6 everything can be cancelled, whatever the graph says, and what would lead to the state that is
    there already changes nothing. Raises ShopwareError (400), which names the state by its id, as Shopware does.
    """
    steps = [each for each in TRANSITIONS[machine] if each.action == action]
    if action == "cancel" and steps:
        return steps[0].target
    for step in sorted(steps, key=lambda each: each.target != state):
        if state in {step.target, step.origin}:
            return step.target
    possible = list_actions(machine, state)
    shown = ", ".join(possible)
    detail = f'Illegal transition "{action}" from state "{state_id}". Possible transitions are: {shown}'
    parameters = {
        "transition": action,
        "currentState": state_id,
        "possibleTransitionsString": shown,
        "possibleTransitions": possible,
    }
    raise failure(HTTPStatus.BAD_REQUEST, "SYSTEM__ILLEGAL_STATE_TRANSITION", detail, parameters)
