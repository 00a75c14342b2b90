"""Who asks, what they agreed to, what a lead is worth, whose it is and when it is called."""
