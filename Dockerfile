# The product for production: one image, five ways to run it (docker-compose.yml).

FROM python:3.11-slim-trixie AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.lock pyproject.toml docker/production_lock.py ./
# The lock serves development too; of its pins, production takes what the product itself needs.
RUN python production_lock.py requirements.lock pyproject.toml > production.lock \
    && python -m venv /venv && /venv/bin/pip install --require-hashes --no-deps --requirement production.lock

FROM python:3.11-slim-trixie
# psql, pg_dump and pg_restore replay an authority's schema, back it up and restore it: as new as the server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --shell /usr/sbin/nologin backoffice \
    && install -d -o backoffice -g backoffice /data /data/media /data/backup
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BACKOFFICE_VAR=/data MEDIA_ROOT=/data/media \
    POSTGRES_BIN=/usr/lib/postgresql/17/bin
# Collecting needs settings, not a database: every value here is for this one step and ends with it.
RUN SECRET_KEY=build AUTHORITY_DB_SECRET=build NO_AUTHORITY_DB_PASSWORD=build PORTAL_DB_PASSWORD=build \
    DATABASE_HOST=none REDIS_URL=redis://none python manage.py collectstatic --noinput --verbosity 0
USER backoffice
EXPOSE 8000
ENTRYPOINT ["python", "/app/docker/entrypoint.py"]
CMD ["web"]
HEALTHCHECK --interval=15s --timeout=10s --start-period=40s --retries=4 CMD ["python", "/app/docker/health.py", "web"]
