# Santral: the pages by node, the binary by cargo, and a small Debian to run it.
FROM node:22-trixie-slim AS pages
WORKDIR /build/web-widget
COPY web-widget/package.json web-widget/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web-widget/ ./
RUN npm run build

FROM rust:1.95-trixie AS binary
WORKDIR /build
COPY . .
COPY --from=pages /build/web-widget/dist web-widget/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/build/target \
    cargo build --release --locked --bin santral && cp target/release/santral /santral

FROM debian:trixie-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /var/lib/santral --create-home santral
COPY --from=binary /santral /usr/local/bin/santral
USER santral
WORKDIR /var/lib/santral
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["bash", "-c", "\
    exec 3<>/dev/tcp/127.0.0.1/8080 && \
    printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && \
    read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["santral"]
CMD ["serve"]
