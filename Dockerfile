# Grading anywhere: everything that `make grade` needs, made by the scripts that CI runs too. See book/instructor.md for the commands.
FROM python:3.11-slim-bookworm
WORKDIR /course
COPY . .
RUN sh tools/packages.sh grading && make .venv/ready
ENV PATH=/course/.venv/bin:$PATH
ENTRYPOINT ["python", "-m", "grading"]
