# kdeploy as an image: one file, a shell, and certificate authorities (docs/ci/image.md). `docker build -t kdeploy .`
# Base images are pinned by version; a registry may still move such a tag. Who mirrors them pins their digests there.

FROM node:24.15.0-bookworm AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.types.json LICENSE ./
COPY bin ./bin
COPY ci ./ci
COPY src ./src
COPY templates ./templates
RUN npm run binary \
  && mkdir home \
  && mv dist/binary/LICENSES.txt LICENSES.txt \
  && mv dist/binary/kdeploy-linux-*.cdx.json sbom.cdx.json \
  && mv dist/binary/kdeploy-linux-* kdeploy

# Nothing is run or installed here: what isn't copied isn't there.
FROM debian:13.6-slim
LABEL org.opencontainers.image.title="kdeploy" \
  org.opencontainers.image.description="Deploys Jinja2 templates to Kubernetes" \
  org.opencontainers.image.licenses="MIT"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/LICENSES.txt /build/sbom.cdx.json /usr/share/doc/kdeploy/
COPY --from=build /build/kdeploy /usr/local/bin/kdeploy
# A home for what credential plugins keep; kdeploy itself writes nothing there, so that the root may be read-only.
COPY --from=build --chown=65532:65532 /build/home /home/kdeploy
ENV HOME=/home/kdeploy
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["kdeploy"]
CMD ["--help"]
