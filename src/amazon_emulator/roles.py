"""The roles that an application may have; they decide what it is told."""

from enum import StrEnum


class Role(StrEnum):
    """A role under Amazon's name for it."""

    AMAZON_FULFILLMENT = "Amazon Fulfillment"
    BUYER_COMMUNICATION = "Buyer Communication"
    BUYER_SOLICITATION = "Buyer Solicitation"
    DIRECT_TO_CONSUMER = "Direct-to-Consumer Shipping"
    FINANCE = "Finance and Accounting"
    INVENTORY = "Inventory and Order Tracking"
    PRICING = "Pricing"
    PRODUCT_LISTING = "Product Listing"
    PROFESSIONAL_SERVICES = "Professional Services"
    INSIGHTS = "Selling Partner Insights"
    TAX_INVOICING = "Tax Invoicing"
    TAX_REMITTANCE = "Tax Remittance"


ALL_ROLES = frozenset(Role)
TAX_ROLES = frozenset({Role.TAX_INVOICING, Role.TAX_REMITTANCE})
RESTRICTED_ROLES = TAX_ROLES | {Role.DIRECT_TO_CONSUMER, Role.PROFESSIONAL_SERVICES}
