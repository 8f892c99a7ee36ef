"""Conditions of rules: a small language over documented fields, in German and English; pure but for its wording."""
