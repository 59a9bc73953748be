"""python -m sim: the same as the command `firstfix`."""

from sim.app.cli import main

if __name__ == "__main__":
    main()
