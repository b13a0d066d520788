# The site in a container: it runs as nobody special, on a root file system that may be
# read-only, and writes to /data and /tmp alone. docs/operations.md says how to use it.

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /packages
COPY requirements/site.txt /requirements.txt
RUN /packages/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/packages/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/tmp/static \
    HOST=0.0.0.0 \
    PORT=8000
RUN useradd --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin site \
    && install --directory --owner=site --group=site /data /backups
COPY --from=packages /packages /packages
WORKDIR /site
COPY manage.py ./
COPY fixtures fixtures
COPY institutes institutes
COPY mfgusa mfgusa
COPY pillars pillars
COPY roadmaps roadmaps
COPY templates templates
RUN python -m compileall -q . && chmod -R a+rX .
USER site
VOLUME ["/data", "/backups"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=180s --retries=3 \
    CMD ["python", "-m", "mfgusa.healthcheck"]
CMD ["python", "manage.py", "run"]
