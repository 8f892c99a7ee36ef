"""Tests of the programs that check the project and what it proves."""
