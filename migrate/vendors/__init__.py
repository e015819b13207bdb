"""Pages about vendors: what `migrate providers …` prints. Values first, then three ways to print them."""
