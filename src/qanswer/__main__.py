"""`python -m qanswer`."""

from qanswer.cli.main import main

if __name__ == "__main__":
    main()
