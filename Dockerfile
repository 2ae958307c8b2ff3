# The image of refundd: one binary, no shell, no package manager, user 65532.
#
#   docker build --tag refundd:0.1.0 --build-arg REVISION="$(git rev-parse HEAD)" .
#
# Base images are pinned by tag. A tag can be moved; a digest cannot. To pin that too, look the
# digest up and write it behind the tag, `rust:1.95.0-bookworm@sha256:…`:
#
#   docker buildx imagetools inspect rust:1.95.0-bookworm
#
# The two stages belong together: both are Debian 12, so the binary finds the glibc that it was
# linked against.

FROM rust:1.95.0-bookworm AS build
WORKDIR /build

# The demo's policy and its switch are compiled in, so `config` is source.
COPY Cargo.toml Cargo.lock ./
COPY config ./config
COPY crates ./crates
COPY src ./src
# What was built before is kept beside the image, and not in it: a change builds the rooms that it
# touches, and those that know them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --profile dist --locked --bin refundd \
 && install -D --mode=0755 target/dist/refundd /image/usr/local/bin/refundd

FROM gcr.io/distroless/cc-debian12:nonroot

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="refundd" \
      org.opencontainers.image.description="Handles refunds and disputes for SaaS companies" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=build /image/ /

# By number, so that an orchestrator can see that it is not root.
USER 65532:65532

# `embedded.path` starts at the working directory. It is this user's home in the base image, so a
# volume mounted here can be written; nothing else is ever written, and the root can be read-only.
WORKDIR /home/nonroot

# Webhooks and requests; health and metrics. Both listen on loopback until the configuration says
# otherwise.
EXPOSE 8080 9090

# Stops taking work, finishes what is in flight, ends. Give it more than `service.grace_seconds`.
STOPSIGNAL SIGTERM

# No HEALTHCHECK: it would need a program in the image to ask with, and there is none. Ask /livez
# and /readyz on the admin port from outside.

ENTRYPOINT ["/usr/local/bin/refundd"]
CMD ["run"]
