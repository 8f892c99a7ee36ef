"""Tests of the engines that the Office stands on."""
