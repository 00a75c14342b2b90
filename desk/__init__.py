"""The managers' work on the leads that reached them."""
