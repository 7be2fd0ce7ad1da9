"""The network, the clock, the scheduler and the command line."""
