"""Many runs: replications, comparisons, their statistics and the directory they leave."""
