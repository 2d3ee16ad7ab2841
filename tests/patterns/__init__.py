"""Every pattern of the product, driven against inputs that make patterns slow."""
