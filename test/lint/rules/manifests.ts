/** Lines of YAML, so much further to the right. */
export function indented(text: string, spaces: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `${' '.repeat(spaces)}${line}\n`)
    .join('')
}

/** A manifest of one spec, in block style. */
export function manifest(apiVersion: string, kind: string, name: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n${indented(spec, 2)}`
}

interface WorkloadParts {
  /** Default: `Deployment`. */
  readonly kind?: string
  /** Default: `web`. */
  readonly name?: string
  /** Of its pods; default: `{app: web}`. */
  readonly labels?: string
  /** Lines of its own spec, above the template. */
  readonly spec?: string
}

/** A Deployment, StatefulSet or DaemonSet with a pod spec. */
export function workload(
  podSpec: string,
  { kind = 'Deployment', name = 'web', labels = '{app: web}', spec = '' }: WorkloadParts = {},
): string {
  const template = `template:\n  metadata:\n    labels: ${labels}\n  spec:\n${indented(podSpec, 4)}`
  return manifest('apps/v1', kind, name, spec === '' ? template : `${spec}\n${template}`)
}

/** A workload with one container, `app`, by its fields. */
export function withContainer(fields: string, parts?: WorkloadParts): string {
  return workload(`containers:\n- name: app\n${indented(fields, 2)}`, parts)
}

export function service(spec: string, name = 'web'): string {
  return manifest('v1', 'Service', name, spec)
}

/** A Service for the pods of `workload`. */
export const webService = service('selector: {app: web}\nports:\n- name: http\n  port: 80\n  targetPort: http')
