# syntax=docker/dockerfile:1

FROM node:24-slim AS page
WORKDIR /page
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend ./
# Where the page finds it, as beside this file.
COPY analytics/static/analytics/tokens.css /analytics/static/analytics/
RUN npm run build

FROM python:3.11-slim AS wheels
WORKDIR /build
COPY requirements.txt requirements-tracing.txt ./
RUN pip wheel --no-cache-dir --no-deps --require-hashes --wheel-dir /wheels -r requirements.txt -r requirements-tracing.txt

FROM python:3.11-slim
# The file system may be read-only; counters and heartbeats are in memory.
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BIND=0.0.0.0:8000 \
    PROMETHEUS_MULTIPROC_DIR=/dev/shm/metrics
# /uploads: a volume that is mounted there begins with its owner.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin service \
    && install --directory --owner=10001 --mode=0700 /uploads
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --no-deps /wheels/*.whl
WORKDIR /app
COPY pyproject.toml manage.py gunicorn.conf.py schema.yml ./
COPY analytics_project analytics_project
COPY campaigns campaigns
COPY calls calls
COPY analytics analytics
COPY --from=page /page/dist frontend/dist
RUN python -m compileall -q . \
    && SECRET_KEY=only-to-collect-files-it-signs-nothing-and-serves-nobody python manage.py collectstatic --noinput
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-m", "analytics_project.healthcheck"]
CMD ["gunicorn"]
