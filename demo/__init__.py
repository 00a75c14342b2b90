"""Sandbox operators on loopback, and captured ones replayed under their own clock."""
