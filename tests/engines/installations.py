"""Installations."""
