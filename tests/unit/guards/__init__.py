"""Tests of the guard's pure rules."""
