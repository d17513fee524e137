import { asMap } from '../../json-map.ts'
import { refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { at, type Field, itemsOf, textOf } from './field.ts'
import { podSpecPaths } from './pod-spec-paths.ts'
import { type Reference, service } from './reference.ts'

/** A reference by the DNS name of a Service: `host` is always there. */
export type HostReference = Reference & Required<Pick<Reference, 'host'>>

/**
 * `[POD.]NAME.NAMESPACE.svc`, alone or with the usual cluster domain (kubernetes.io, "DNS for Services and Pods"); not what is put
 * together of variables, nor a public host such as `api.svc.example.com`.
 */
const serviceName = /(?<![\w.*})$%-])((?:[\w-]+\.)+)svc(?:\.cluster\.local\.?)?(?![\w-])(?!\.[\w*])(?!\s*=)/g

/** `scheme://[user@]NAME.NAMESPACE`, which is as good inside the cluster. */
const urlHost = /:\/\/(?:[^\s/@]*@)?([a-z0-9-]+\.[a-z0-9-]+)(?![\w.-])/g

const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/** What starts a comment in the usual forms of configuration. */
const comment = /^\s*(?:#|\/\/|;|--)/

/**
 * The Services that manifests name by host: in environment variables of containers, in the texts of ConfigMaps, and by a Service
 * of type ExternalName. `x.ns` counts in URLs alone, and for a namespace that the manifests are in whose name is no top-level
 * domain. Sensitive texts are left out. Pure.
 */
export function serviceHostsOf(manifests: readonly Manifest[]): HostReference[] {
  const namespaces = new Set(manifests.flatMap(({ object }) => refOf(object).namespace ?? []))
  return manifests.flatMap((from) => textsOf(from).flatMap((field) => hostsIn(from, field, namespaces)))
}

function hostsIn(from: Manifest, field: Field, namespaces: ReadonlySet<string>): HostReference[] {
  const isSensitive = from.sensitive.some(({ path }) => path.every((step, index) => step === field.path[index]))
  if (isSensitive) return []
  return textOf(field)
    .split('\n')
    .flatMap((text, line) => {
      if (!/\.svc|:\/\//.test(text) || comment.test(text)) return []
      const found = [
        ...[...text.matchAll(serviceName)].flatMap(([host, labels = '']) =>
          named(host, labels.split('.').slice(0, -1)),
        ),
        ...[...text.matchAll(urlHost)].flatMap(([, host = '']) => {
          const labels = host.split('.')
          const namespace = labels[1] ?? ''
          return namespaces.has(namespace) && isNoDomain(namespace) ? named(host, labels) : []
        }),
      ]
      const { group, version, kind } = service
      return found.map(({ host, name, namespace }) => ({
        from,
        path: field.path,
        to: { group, version, kind, namespace, name },
        part: undefined,
        isSoft: true,
        host: { name: host, line },
      }))
    })
}

/** The last two labels are the Service and its namespace; a pod's own name, or `_port._protocol`, may come before them. */
function named(host: string, labels: readonly string[]): { host: string; name: string; namespace: string }[] {
  const [name = '', namespace = ''] = labels.slice(-2)
  const isName = labels.length >= 2 && labels.length <= 4 && label.test(name) && label.test(namespace)
  return isName ? [{ host: host.replace(/\.$/, ''), name, namespace }] : []
}

/** No top-level domain has a digit or, but for `xn--`, a hyphen; `example.dev` may be anything. */
function isNoDomain(namespace: string): boolean {
  return /[-\d]/.test(namespace) && !namespace.startsWith('xn--')
}

/** Where a host may be told to a program. */
function textsOf({ object }: Manifest): Field[] {
  const root: Field = { value: object, path: [] }
  const { group, kind } = refOf(object)
  if (group === '' && kind === 'ConfigMap') {
    const data = at(root, 'data')
    return Object.keys(asMap(data.value)).map((key) => at(data, key))
  }
  if (group === '' && kind === 'Service')
    return textOf(at(root, 'spec', 'type')) === 'ExternalName' ? [at(root, 'spec', 'externalName')] : []
  const path = podSpecPaths[`${group}/${kind}`]
  if (path === undefined) return []
  const spec = at(root, ...path)
  const containers = ['initContainers', 'containers'].flatMap((list) => itemsOf(at(spec, list)))
  return containers.flatMap((container) => itemsOf(at(container, 'env')).map((variable) => at(variable, 'value')))
}
