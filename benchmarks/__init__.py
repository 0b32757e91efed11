"""How fast Kinline is, told as ratios: ours and a peer measured in turn, in one run."""
