"""The two networks: the generator writes the missing parts, the discriminator judges the whole."""
