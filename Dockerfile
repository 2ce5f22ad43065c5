# Grading anywhere: everything that `make grade` needs, made by the scripts that CI runs too. See book/grading.md for the commands.
FROM python:3.11-slim-bookworm
WORKDIR /course
COPY . .
RUN sh tools/packages.sh grading && make .venv/ready
# run it as yourself (docker run --user): any user can, and none has a home here
ENV PATH=/course/.venv/bin:$PATH HOME=/tmp
ENTRYPOINT ["python", "-m", "grading"]
