"""`migrate tokens`: counts of a text or a request at several vendors, calibration, and recounts of a log."""
