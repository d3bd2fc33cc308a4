"""Systems that an organisation already has for requests, each spoken to in its own words, and the choice among them."""
