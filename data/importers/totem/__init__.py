"""TOTEM, the XML that French local authorities send their budgets in."""
