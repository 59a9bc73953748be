"""What happens, told top to bottom: each flow reads like the work it describes."""
