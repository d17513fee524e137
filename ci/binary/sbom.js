// A software bill of materials in CycloneDX: of the npm package, or of a binary.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'

const licenses = new Contrib.License.Factories.LicenseFactory()

/** The bill of what dist/ holds; with `runtime` (`package`, `version`, `integrity`) of a binary with it. The same input gives the same text. */
export function sbomText(root, runtime) {
  const read = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'))
  const own = read('package.json')
  const locked = read('package-lock.json').packages
  const bom = new Models.Bom()
  const kdeploy = component(own, { type: Enums.ComponentType.Application })
  bom.metadata.component = kdeploy
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.Build)
  const parts = read('dist', 'bundled.json').map((one) => component(one, { integrity: locked[one.path]?.integrity }))
  parts.push(kubernetesSchemas(root))
  if (runtime !== undefined) parts.push(bun(runtime))
  for (const part of parts) {
    bom.components.add(part)
    kdeploy.dependencies.add(part.bomRef)
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6))
  const write = () => `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`
  bom.serialNumber = `urn:uuid:${uuidOf(write())}`
  return write()
}

function component({ name, version, license }, { integrity, type = Enums.ComponentType.Library } = {}) {
  const [, group, short = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? []
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  const made = new Models.Component(type, short, { version, group, purl, bomRef: purl })
  made.licenses.add(licenseOf(license))
  if (integrity !== undefined) made.hashes.set(Enums.HashAlgorithm['SHA-512'], hexOf(integrity))
  return made
}

function bun({ package: name, version, integrity }) {
  const made = component({ name, version, license: 'MIT AND LGPL-2.1-or-later' }, { integrity, type: platform })
  made.description = 'the runtime, with what it links: see LICENSES.txt'
  return made
}

const platform = Enums.ComponentType.Platform

/** Data, not a package: src/schemas/data. */
function kubernetesSchemas(root) {
  const source = readFileSync(join(root, 'src', 'schemas', 'data', 'versions.ts'), 'utf8')
  const [, newest] = /newestMinor = (\d+)/.exec(source)
  const purl = `pkg:golang/k8s.io/kubernetes@v1.${newest}.0#api/openapi-spec`
  const made = new Models.Component(Enums.ComponentType.Data, 'kubernetes-schemas', {
    version: `1.${newest}`,
    bomRef: purl,
    purl,
    description: "made from Kubernetes' OpenAPI documents and Go types",
  })
  made.licenses.add(licenseOf('Apache-2.0'))
  return made
}

function licenseOf(text) {
  return / (AND|OR|WITH) /.test(text) ? new Models.LicenseExpression(text) : licenses.makeFromString(text)
}

/** npm's `sha512-<base64>` as CycloneDX has it. */
function hexOf(integrity) {
  return Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
}

/** A UUID that a text alone decides (RFC 9562, version 8). */
function uuidOf(text) {
  const hex = [...createHash('sha256').update(text).digest('hex').slice(0, 32)]
  hex[12] = '8'
  hex[16] = 'a'
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
