"""An optional language model as second judge and writer; off by default."""
