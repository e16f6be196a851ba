"""What all of the API has in common: how problems are told, what is read, how often one may ask, how it is documented."""
