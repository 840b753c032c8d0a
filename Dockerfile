# The service of examples/ingest: docker build -t peregrine . && docker run --rm -p 9501:9501 -e KAFKA_BROKERS=… peregrine
# Without brokers it refuses to start; -e KAFKA_EMBEDDED=1 gives it a cluster inside the process that keeps nothing.
# Other settings: WORKERS, KAFKA_TOPIC, RULES, RULES_REFRESH (examples/ingest/README.md).
FROM rust:1-slim-bookworm AS build
COPY . /src
RUN /src/scripts/image-build tools && /src/scripts/image-build stage /image

FROM debian:bookworm-slim
COPY scripts/image-build /usr/local/sbin/
RUN image-build runtime
COPY --from=build /image/ /
ENV HOST=0.0.0.0 PEREGRINE_IMAGE=1
EXPOSE 9501
USER www-data
ENTRYPOINT ["php", "/srv/server.php"]
