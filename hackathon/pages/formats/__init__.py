"""How the site writes dates where Django would write them another way."""
