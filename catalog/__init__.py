"""Where offers are kept: runs, the gate, rates, joined stays and the generation pointer."""
