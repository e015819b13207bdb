"""The plan: built, sealed, written, read and compared with the tree as it is now."""
