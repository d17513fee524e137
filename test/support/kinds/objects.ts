import { type Children, noChildren } from '../../../src/kinds/rules/children.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** The tests' clock, and the time that the objects were made: a minute earlier. */
export const NOW = Date.parse('2026-11-21T12:01:00Z')
export const MADE = '2026-11-21T12:00:00Z'

export function children(some: Partial<Children> = {}): Children {
  return { ...noChildren, ...some }
}

interface Made {
  readonly name?: string
  readonly owner?: string
  readonly labels?: JsonObject
  readonly annotations?: JsonObject
  readonly spec?: JsonObject
  readonly status?: JsonObject
  /** Seconds before NOW; default 60. */
  readonly age?: number
}

/** An object whose UID is `uid-NAME` and whose controller has seen its latest spec. */
export function object(apiVersion: string, kind: string, made: Made = {}): KubeObject {
  const name = made.name ?? 'web'
  const owner =
    made.owner === undefined
      ? {}
      : { ownerReferences: [{ uid: `uid-${made.owner}`, controller: true, kind: 'Owner', name: made.owner }] }
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      generation: 2,
      creationTimestamp: ago(made.age ?? 60),
      labels: made.labels ?? {},
      annotations: made.annotations ?? {},
      ...owner,
    },
    spec: made.spec ?? {},
    status: { observedGeneration: 2, ...made.status },
  }
}

export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** A Pod of one container `app` (image `registry.example/shop/web:2`), in this state. */
export function pod(state: JsonObject, made: Made & { readonly container?: JsonObject } = {}): KubeObject {
  const { container = {}, ...rest } = made
  const running = 'running' in state
  return object('v1', 'Pod', {
    name: 'web-1',
    owner: 'web-2',
    ...rest,
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'registry.example/shop/web:2' }], ...rest.spec },
    status: {
      phase: running ? 'Running' : 'Pending',
      startTime: ago(made.age ?? 60),
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        {
          type: 'Ready',
          status: 'False',
          reason: 'ContainersNotReady',
          message: 'containers with unready status: [app]',
        },
      ],
      containerStatuses: [
        {
          name: 'app',
          image: 'registry.example/shop/web:2',
          ready: false,
          started: false,
          restartCount: 0,
          state,
          lastState: {},
          ...container,
        },
      ],
      ...rest.status,
    },
  })
}

export function readyPod(made: Made = {}): KubeObject {
  return pod(
    { running: { startedAt: MADE } },
    {
      ...made,
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
      container: { ready: true, started: true },
    },
  )
}

export function waiting(reason: string, message = ''): JsonObject {
  return { waiting: { reason, message } }
}

export function terminated(exitCode: number, more: JsonObject = {}): JsonObject {
  return {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: MADE,
      finishedAt: MADE,
      ...more,
    },
  }
}

/** A Warning event about an object of `object` or `pod`, ten seconds old. */
export function event(about: KubeObject, reason: string, message: string, more: Record<string, Json> = {}): KubeObject {
  const { name, namespace, uid } = about.metadata
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${reason}`, namespace: namespace ?? null, creationTimestamp: ago(10) },
    involvedObject: { kind: about.kind, name, namespace: namespace ?? null, uid: uid ?? null, fieldPath: '' },
    type: 'Warning',
    reason,
    message,
    lastTimestamp: ago(10),
    ...more,
  }
}
