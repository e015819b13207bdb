"""Side-by-side measurements, as ratios in one run. Not part of the wheel or of CI."""
