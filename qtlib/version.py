"""The version of the library and the course, said here and nowhere else."""

__version__ = "1.0.0"
