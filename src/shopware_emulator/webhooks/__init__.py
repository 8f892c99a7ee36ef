"""Telling others what happened: webhooks of apps."""
