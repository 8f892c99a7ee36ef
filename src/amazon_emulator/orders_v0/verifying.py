"""Orders with regulated articles: what the seller has to check before he ships, and what he decides. Pure."""

from datetime import datetime
from typing import Any

from amazon_emulator.errors import ApiError, invalid_input
from amazon_emulator.times import format_time, parse_time

Fields = dict[str, Any]

REASONS = {
    "pets_rx_sc_incorrect_product": "Another product was meant.",
    "pets_rx_sc_early_refill": "It is too early for a refill.",
    "pets_rx_sc_other": "The prescription was denied.",
}
INTERIM = {"processing": "The prescription is being worked on.", "no_vet_response": "The vet has not answered."}
_SUPPORTED = {
    "prescriptionDetail": "Approved",
    "approvedAlternativeDetails": "Rejected",
    "interimStatusDetail": "Pending",
}
_REQUIRED: dict[str, dict[str, type]] = {
    "prescriptionDetail": {
        "prescriptionId": str,
        "expirationDate": str,
        "writtenQuantity": int,
        "totalRefillsAuthorized": int,
        "refillsRemaining": int,
        "clinicId": str,
        "usageInstructions": str,
    },
    "interimStatusDetail": {"statusCode": str, "statusDateTime": str},
}
_TIMES = {"prescriptionDetail": "expirationDate", "interimStatusDetail": "statusDateTime"}
WRONG_STATUS = "Invalid request parameter `status`. Must be one of [Approved, Rejected]."


def regulate(order_id: str, answers: dict[str, str]) -> Fields:
    """Return what waits for the seller's check: the buyer's answers, by question."""
    fields = [
        {"FieldId": f"field_{number}", "FieldLabel": label, "FieldType": "Text", "FieldValue": value}
        for number, (label, value) in enumerate(answers.items(), start=1)
    ]
    reasons = [{"RejectionReasonId": name, "RejectionReasonDescription": words} for name, words in REASONS.items()]
    return {
        "AmazonOrderId": order_id,
        "RequiresDosageLabel": False,
        "RegulatedInformation": {"Fields": fields},
        "RegulatedOrderVerificationStatus": {
            "Status": "Pending",
            "RequiresMerchantAction": True,
            "ValidRejectionReasons": reasons,
            "ValidVerificationDetails": [
                {"VerificationDetailType": name, "ValidVerificationStatuses": [status]}
                for name, status in _SUPPORTED.items()
            ],
            "ValidInterimStatusCodes": [
                {"StatusCode": code, "StatusDescription": words} for code, words in INTERIM.items()
            ],
        },
    }


def verify(regulated: Fields, body: object, now: datetime) -> Fields:
    """Return the check with the seller's decision. Raises ApiError (400), with an error for everything wrong."""
    decision: Fields | None = body.get("regulatedOrderVerificationStatus") if isinstance(body, dict) else None
    if not isinstance(decision, dict):
        raise invalid_input("Missing request parameter: regulatedOrderVerificationStatus.")
    before = regulated["RegulatedOrderVerificationStatus"]
    if problems := [*_status_problems(decision, before), *_detail_problems(decision)]:
        raise _refusal(problems)
    status = decision.get("status", before["Status"])
    after = before | {
        "Status": status,
        "RequiresMerchantAction": status == "Pending",
        "ExternalReviewerId": decision["externalReviewerId"],
        "ReviewDate": format_time(now),
    }
    if status == "Rejected":
        reasons = before["ValidRejectionReasons"]
        reason = next(each for each in reasons if each["RejectionReasonId"] == decision["rejectionReasonId"])
        after["RejectionReason"] = reason
    return regulated | {"RegulatedOrderVerificationStatus": after}


def require_approved(regulated: Fields | None) -> None:
    """Refuse to ship what waits for a check or failed it. Raises ApiError (400)."""
    if regulated is not None and regulated["RegulatedOrderVerificationStatus"]["Status"] != "Approved":
        raise invalid_input("The order has regulated items that are not approved.")


def _status_problems(decision: Fields, before: Fields) -> list[str]:
    status, details = decision.get("status"), decision.get("verificationDetails")
    problems = []
    is_interim = status == "Pending" and isinstance(details, dict) and "interimStatusDetail" in details
    if status not in (None, "Approved", "Rejected") and not is_interim:
        problems.append(WRONG_STATUS)
    elif before["Status"] != "Pending" and status not in (None, before["Status"]):
        problems.append(f"The order is {before['Status']} already.")
    if status == "Rejected":
        valid = {each["RejectionReasonId"] for each in before["ValidRejectionReasons"]}
        if not decision.get("rejectionReasonId"):
            problems.append("Missing request parameter: rejectionReasonId.")
        elif str(decision["rejectionReasonId"]) not in valid:
            problems.append("Invalid request parameter `rejectionReasonId`.")
    if not isinstance(decision.get("externalReviewerId"), str) or not decision["externalReviewerId"]:
        problems.append("Missing request parameter: externalReviewerId.")
    return problems


def _detail_problems(decision: Fields) -> list[str]:
    details: Fields | None = decision.get("verificationDetails") or {}
    status = decision.get("status")
    if not isinstance(details, dict):
        return ["Invalid request parameter `verificationDetails`."]
    problems = []
    for name, detail in details.items():
        if name not in _SUPPORTED:
            problems.append(f"Invalid verification detail `{name}`.")
        elif status not in (None, _SUPPORTED[name]):
            problems.append(f"Verification Detail `{name}` is not supported when order is in {status} status.")
        else:
            problems.extend(_value_problems(name, detail))
    return problems


def _value_problems(name: str, detail: object) -> list[str]:
    required = _REQUIRED.get(name)
    if required is None:
        return [] if isinstance(detail, list) else [f"Invalid verification detail `{name}`."]
    fields = detail if isinstance(detail, dict) else {}
    missing = [field for field in required if fields.get(field) in (None, "")]
    if missing:
        return [f"Missing required parameter(s) from {name} value: {', '.join(missing)}"]
    wrong = [field for field, kind in required.items() if type(fields[field]) is not kind]
    try:
        parse_time(fields[_TIMES[name]])
    except (TypeError, ValueError, OverflowError):
        wrong.append(_TIMES[name])
    return [f"Invalid parameter(s) in {name} value: {', '.join(dict.fromkeys(wrong))}"] if wrong else []


def _refusal(problems: list[str]) -> ApiError:
    error = invalid_input(problems[0])
    error.body["errors"] = [{"code": "InvalidInput", "message": problem} for problem in problems]
    return error
