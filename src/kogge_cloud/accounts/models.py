"""Tables of tenants, their API clients and their registered platforms."""

import uuid
from typing import ClassVar

from django.db import models


class Tenant(models.Model):
    """A customer of the Cloud: everything else belongs to one."""

    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        """One table."""

        db_table = "cloud_tenant"

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Client(models.Model):
    """What a tenant's Office signs in with; only a hash of the secret is kept."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="clients")
    client_id = models.CharField(max_length=100, unique=True)
    secret_hash = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """One table."""

        db_table = "cloud_client"

    def __str__(self) -> str:
        """Show the public half."""
        return self.client_id


class Registration(models.Model):
    """A platform account that a tenant registered, its authorization, and the counters of its feed.

    This row's lock is what makes feed order commit order: whoever appends holds it until the commit.
    `method` is "self", "oauth" or "keys"; `secret_created_at` (UTC) belongs to a merchant's own client secret.
    `listed_until` (UTC) says up to when the platform's changes are known to be in the feed.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="registrations", db_index=False)
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=10)
    marketplaces = models.JSONField(default=list)
    state = models.CharField(max_length=30)
    state_reason = models.TextField(blank=True)
    seller_reference = models.CharField(max_length=100, blank=True)
    credentials_encrypted = models.BinaryField(null=True)
    authorized_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=10, blank=True)
    secret_created_at = models.DateTimeField(null=True)
    listed_until = models.DateTimeField(null=True)
    feed_head = models.BigIntegerField(default=0)
    acknowledged_sequence = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        """Names are unique in a tenant, and one selling account is one platform."""

        db_table = "cloud_registration"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant", "name"], name="cloud_registration_name_once"),
            models.UniqueConstraint(fields=["tenant", "reference"], name="cloud_registration_reference_once"),
            models.UniqueConstraint(
                fields=["tenant", "kind", "seller_reference"],
                condition=~models.Q(seller_reference=""),
                name="cloud_registration_seller_once",
            ),
        ]

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class Application(models.Model):
    """The Cloud's own public application at a kind of platform: what sellers consent to in their browser.

    `secrets_encrypted` is a JSON list of client secrets with their times, newest first. `redirect_uri` and
    `authorize_url` override what the Cloud derives from its own and the platform's addresses.
    """

    kind = models.CharField(max_length=20, unique=True)
    application_id = models.CharField(max_length=200)
    client_id = models.CharField(max_length=200)
    secrets_encrypted = models.BinaryField()
    redirect_uri = models.CharField(max_length=500, blank=True)
    authorize_url = models.CharField(max_length=500, blank=True)
    is_draft = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        """One table."""

        db_table = "cloud_application"

    def __str__(self) -> str:
        """Show the public half."""
        return self.application_id
