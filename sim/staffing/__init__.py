"""How many agents the hotline needs at every hour of the week, by Erlang's theory and proved by simulation."""
