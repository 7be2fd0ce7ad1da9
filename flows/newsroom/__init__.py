"""An invented newsroom of outlets on loopback addresses, with the dirt of real ones and the truth about it."""
