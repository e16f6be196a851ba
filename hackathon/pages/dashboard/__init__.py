"""The organisers' dashboard of an edition: what is counted, how it is drawn, and the page."""
