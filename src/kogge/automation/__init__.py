"""Batch actions, presets, tasks and services: what runs, when, and what came of it."""
