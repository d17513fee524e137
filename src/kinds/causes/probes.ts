import { fieldAt, numberAt, textAt, textsAt, timeAt } from '../../manifest/fields.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import { shorten } from '../../shorten.ts'
import type { ObjectEvent } from './object-events.ts'

/** Why the kubelet restarted a container. */
export interface ProbeKill {
  readonly probe: string
  /** What the probe said, in one line; `''` where that isn't known. */
  readonly said: string
}

/** Events carry whole seconds. */
const second = 1000

/** Exit codes of what is told to stop: it obeys with 0, dies of SIGTERM, or is killed after its grace period. */
const stoppedCodes = new Set([0, 137, 143])

/**
 * The liveness or startup probe that had the kubelet kill a container, which ended in this way; undefined where no event of its
 * time says so. The kubelet drops events of pods that make many, so that the probe's own may stand without the one of the kill.
 */
export function killingProbe(ended: Json | undefined, events: readonly ObjectEvent[]): ProbeKill | undefined {
  const began = timeAt(ended, 'startedAt') - second
  const during = events.filter(({ time }) => time >= began)
  const failure = during.find(
    ({ reason, message, time }) =>
      reason === 'Unhealthy' &&
      /^(?:Liveness|Startup) probe/.test(message) &&
      time <= timeAt(ended, 'finishedAt') + second,
  )
  const kill = during.find(({ reason, message }) => reason === 'Killing' && killed.test(message))
  const [, probe] = killed.exec(kill?.message ?? '') ?? []
  if (probe !== undefined) return { probe, said: saidBy(probe, during) }
  if (failure === undefined || !stoppedCodes.has(numberAt(ended, 'exitCode') ?? 0)) return undefined
  const [name = ''] = failure.message.split(' ')
  return { probe: name.toLowerCase(), said: saidBy(name.toLowerCase(), during) }
}

const killed = /failed (liveness|startup) probe/

function saidBy(probe: string, events: readonly ObjectEvent[]): string {
  const said = events.find(
    ({ reason, message }) => reason === 'Unhealthy' && message.toLowerCase().startsWith(`${probe} probe`),
  )
  return said === undefined
    ? ''
    : shorten(said.message.replace(/^\w+ probe (?:failed|errored)[^:]*: /, ''), { firstLines: 1 })
}

/**
 * The probe that a running container still has to pass, in words: `its readiness probe (HTTP GET :8080/ready)`; undefined where it
 * has none.
 */
export function openProbe(container: JsonObject | undefined, status: JsonObject): string | undefined {
  const startup = fieldAt(container, 'startupProbe')
  if (startup !== undefined && status['started'] !== true) return `its startup probe (${inWords(startup)})`
  const readiness = fieldAt(container, 'readinessProbe')
  return readiness === undefined ? undefined : `its readiness probe (${inWords(readiness)})`
}

function inWords(probe: Json): string {
  const delay = numberAt(probe, 'initialDelaySeconds') ?? 0
  return `${whatIsAsked(probe)}${delay === 0 ? '' : `, first after ${delay} s`}`
}

function whatIsAsked(probe: Json): string {
  const http = fieldAt(probe, 'httpGet')
  if (http !== undefined) {
    const path = textAt(http, 'path') || '/'
    return `${textAt(http, 'scheme') || 'HTTP'} GET ${textAt(http, 'host')}:${port(http)}${path.startsWith('/') ? '' : '/'}${path}`
  }
  const tcp = fieldAt(probe, 'tcpSocket')
  if (tcp !== undefined) return `TCP ${textAt(tcp, 'host')}:${port(tcp)}`
  const grpc = fieldAt(probe, 'grpc')
  if (grpc !== undefined)
    return `gRPC :${port(grpc)}${textAt(grpc, 'service') === '' ? '' : ` ${textAt(grpc, 'service')}`}`
  return `exec ${shorten(textsAt(probe, 'exec', 'command').join(' '), { most: 80, firstLines: 1 })}`
}

function port(asked: Json): string {
  return String(fieldAt(asked, 'port') ?? '')
}
