"""Where training music comes from: corpora → segments (cached .npz) → batches."""
