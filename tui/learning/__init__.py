"""The guided tour: what a GAN is, learned on a real one. Every lesson is a deed, done by the studio's own means."""
