import { isMap, type Json } from '../../json-map.ts'
import { fieldAt, numberAt } from '../../manifest/fields.ts'
import type { FieldPath, JsonObject } from '../../manifest/types.ts'
import type { Container } from './rendered-release.ts'

export const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const

type ProbeName = (typeof probes)[number]

/** A probe of a container; undefined where it has none. */
export function probeOf(container: Container, name: ProbeName): JsonObject | undefined {
  const probe = container.spec[name]
  return isMap(probe) ? probe : undefined
}

/** Seconds for which it must fail before the kubelet acts (core/v1 Probe: every 10 s, three times). */
export function patienceOf(probe: JsonObject): number {
  return (numberAt(probe, 'periodSeconds') ?? 10) * (numberAt(probe, 'failureThreshold') ?? 3)
}

/** A port that probes and lifecycle hooks of a container name, with its field. */
export interface NamedPort {
  readonly name: string
  readonly path: FieldPath
}

/** The ports by name; those by number aren't among them. */
export function portsNamedBy({ spec, path }: Container): NamedPort[] {
  const places = [...probes.map((probe) => [probe]), ['lifecycle', 'preStop'], ['lifecycle', 'postStart']].flatMap(
    (place) => [
      [...place, 'httpGet', 'port'],
      [...place, 'tcpSocket', 'port'],
    ],
  )
  return places.flatMap((place) => {
    const name = fieldAt(spec, ...place)
    return typeof name === 'string' && !/^\d+$/.test(name) ? [{ name, path: [...path, ...place] }] : []
  })
}

/** What a probe asks, as a text by which two of a container are compared. */
export function questionOf(probe: JsonObject, container: Container): string {
  const port = (value: Json | undefined) => portNumber(value, container)
  const http = probe['httpGet']
  if (isMap(http))
    return JSON.stringify([
      'httpGet',
      port(http['port']),
      http['path'] ?? '/',
      http['host'] ?? '',
      http['scheme'] ?? 'HTTP',
      http['httpHeaders'] ?? [],
    ])
  const tcp = probe['tcpSocket']
  if (isMap(tcp)) return JSON.stringify(['tcpSocket', port(tcp['port']), tcp['host'] ?? ''])
  return JSON.stringify([probe['grpc'] ?? null, fieldAt(probe, 'exec', 'command') ?? null])
}

/** The number of a named port, where the container declares it. */
function portNumber(value: Json | undefined, { spec }: Container): Json | undefined {
  const ports = Array.isArray(spec['ports']) ? spec['ports'] : []
  const named = ports.find((port) => isMap(port) && port['name'] === value)
  return isMap(named) ? named['containerPort'] : value
}
