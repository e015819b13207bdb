"""Proof that a migrated application works: a stand-in for the vendor that refuses what the vendor refuses."""
