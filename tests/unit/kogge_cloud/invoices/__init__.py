"""Tests of the Cloud."""
