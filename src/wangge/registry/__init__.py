"""The register of people, homes, organisations and components: what may be held is data, and checked."""
