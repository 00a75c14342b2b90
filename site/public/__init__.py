"""What visitors see: home, results, a stay, how we rank."""
