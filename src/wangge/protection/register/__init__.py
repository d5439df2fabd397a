"""The register of processing: made from the definitions, with what the city adds (PIPL §54–56)."""
