"""Is this figure noise, or did something change? Three marks that are never mixed: variation, assurance, position."""
