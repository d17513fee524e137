/** What the Job of a hook is like. */
export interface HookJob {
  /** Default: `migrate`. */
  readonly name?: string
  /** Default: `before-apply`. */
  readonly when?: string
  /** Further annotations of the Job, as YAML: `kdeploy.dev/wave: "1"`. */
  readonly annotations?: readonly string[]
  /** Annotations of its pod, which say how it goes (test/control-plane/README.md). */
  readonly pod?: string
  /** The tag of its image. */
  readonly tag?: string
  /** Further lines of the container. */
  readonly container?: string
}

/** A template of a Job that is a hook; it succeeds at once. */
export function hookJob({
  name = 'migrate',
  when = 'before-apply',
  annotations = [],
  pod = '',
  tag = '1',
  container = '',
}: HookJob = {}): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  annotations:
    kdeploy.dev/hook: ${when}
${annotations.map((line) => `    ${line}\n`).join('')}spec:
  backoffLimit: 0
  template:
    metadata:
      annotations: {${pod}}
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 0
      containers:
      - name: migrate
        image: registry.example.com/shop:${tag}
${container}`
}
