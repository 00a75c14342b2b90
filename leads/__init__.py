"""Who asks: enquiry, person, the price seen and the time promised."""
