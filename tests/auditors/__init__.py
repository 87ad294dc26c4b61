"""The register of auditors."""
