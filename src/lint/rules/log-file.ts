import { isMap } from '../../json-map.ts'
import { listAt, textAt, textsAt } from '../../manifest/fields.ts'
import type { FieldPath } from '../../manifest/types.ts'
import type { Container, Workload } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'

/** `--log-file`, `-logfile`, `--log_dir`; not those of audit logs, which are kept by themselves. */
const option = /^--?(?!.*audit)(?:[a-z]+[-_.])*log(?:s|ging)?[-_.]?(?:file|path|dir|directory|output)$/i

/** `LOG_FILE`, `APP_LOGFILE`, `LOG_DIR`. */
const variable = /^(?!.*AUDIT)(?:[A-Z0-9]+_)*LOGS?_?(?:FILE|PATH|DIR|DIRECTORY)(?:_?(?:PATH|NAME))?$/i

export const logFile: Rule = {
  name: 'log-file',
  severity: 'warning',
  finds: 'an argument or variable that sends logs into a file of the container',
  reason:
    'kubectl logs and the log collector of the node see only stdout and stderr, and the file is gone with the container.',
  source: 'https://kubernetes.io/docs/concepts/cluster-administration/logging/',
  fix: 'log to stdout; a program that only writes files takes /dev/stdout',
  *check({ workloads }): Iterable<Violation> {
    for (const workload of workloads) {
      for (const container of workload.containers) {
        for (const { name, file, path } of [...byArguments(container), ...byVariables(container)]) {
          if (isStream(file) || isShared(file, container, workload)) continue
          const message = `container ${container.name}: ${name} sends logs to ${file}`
          yield { manifest: workload.manifest, path, message }
        }
      }
    }
  },
}

interface LogTarget {
  readonly name: string
  readonly file: string
  readonly path: FieldPath
}

function byArguments({ spec, path }: Container): LogTarget[] {
  return (['command', 'args'] as const).flatMap((field) => {
    const words = textsAt(spec, field)
    return words.flatMap((word, index) => {
      const [, name = word, value] = /^(--?[\w.-]+)=(.*)$/.exec(word) ?? []
      const file = value ?? words[index + 1] ?? ''
      if (!option.test(name) || !file.startsWith('/')) return []
      return [{ name, file, path: [...path, field, value === undefined ? index + 1 : index] }]
    })
  })
}

function byVariables({ spec, path }: Container): LogTarget[] {
  return listAt(spec, 'env').flatMap((entry, index) => {
    const [name, file] = [textAt(entry, 'name'), textAt(entry, 'value')]
    if (!variable.test(name) || !file.startsWith('/')) return []
    return [{ name, file, path: [...path, 'env', index, 'value'] }]
  })
}

function isStream(file: string): boolean {
  return /^\/(?:dev\/(?:stdout|stderr|null|fd\/\d+|termination-log)|proc\/(?:1|self)\/fd\/\d+)$/.test(file)
}

/** Whether the file outlives the container, or another container (one that streams it) sees it. */
function isShared(file: string, container: Container, { podSpec, containers }: Workload): boolean {
  const mount = listAt(container.spec, 'volumeMounts').find(
    ({ mountPath }) => typeof mountPath === 'string' && `${file}/`.startsWith(`${mountPath.replace(/\/$/, '')}/`),
  )
  if (mount === undefined) return false
  const volume = listAt(podSpec, 'volumes').find(({ name }) => name === mount['name'])
  if (!isMap(volume?.['emptyDir'])) return true
  return containers.some(
    (other) => other !== container && listAt(other.spec, 'volumeMounts').some(({ name }) => name === mount['name']),
  )
}
