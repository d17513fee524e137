import fc from 'fast-check'
import type { Fault } from '../cluster/api-proxy.ts'
import { gate, type Key, keys, type Shape } from './shape.ts'

/** Faults that pass; a run must end as it would without them. */
export const faults = {
  busy: { code: 429, reason: 'TooManyRequests', message: 'slow down' },
  unavailable: { code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down' },
  etcd: { code: 500, reason: 'InternalError', message: 'etcdserver: request timed out' },
  lostRequest: { lose: 'request' },
  lostAnswer: { lose: 'answer' },
  tornAnswer: { lose: 'answer', after: 20 },
  slow: { delay: 300 },
} satisfies Readonly<Record<string, Fault>>

/** What happens to a run: a signal, or a fault, at its request of that number (from 1); or only its writes are counted. */
export type Disturbance =
  | { readonly signal: 'SIGKILL' | 'SIGTERM'; readonly at: number; readonly of: 'requests' | 'writes' }
  | {
      readonly fault: keyof typeof faults
      readonly times: number
      readonly at: number
      readonly of: 'requests' | 'writes'
    }

/** One command of somebody. Plain data, so that a sequence that fails can be printed, and run again. */
export type Step =
  | {
      readonly do: 'apply'
      readonly shape: Shape
      readonly mode: 'plain' | 'no-wait' | 'force' | 'undo-on-failure' | 'invalid'
      readonly disturbance?: Disturbance
    }
  | { readonly do: 'undo'; readonly disturbance?: Disturbance }
  | { readonly do: 'delete'; readonly disturbance?: Disturbance }
  /** An apply of another release of the namespace. */
  | { readonly do: 'other'; readonly value: string }
  /** Somebody changes an object of the release: a field that is rendered, by another value, or one that isn't. */
  | { readonly do: 'hotfix'; readonly of: Key; readonly rendered: boolean }
  /** Somebody makes an object of his own, or one with the labels of the release, as `kubectl get -o yaml` copies it. */
  | { readonly do: 'foreign' }
  | { readonly do: 'copy' }

const value = fc.constantFrom('1', '2')
const objects = fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] })
const shape = fc
  .record({ objects, broken: fc.boolean().map((yes) => (yes ? 'broken' : 'fine')) })
  .map((one): Shape => ({ ...(one.objects as Shape), [gate]: one.broken }))
const whole = shape.map((one) => ({ ...one, [gate]: 'fine' }))

const place = fc.oneof(
  fc.record({ at: fc.integer({ min: 1, max: 12 }), of: fc.constant('writes' as const) }),
  fc.record({ at: fc.integer({ min: 1, max: 40 }), of: fc.constant('requests' as const) }),
)
const disturbance = fc.oneof(
  fc
    .tuple(fc.constantFrom('SIGKILL' as const, 'SIGTERM' as const), place)
    .map(([signal, where]): Disturbance => ({ signal, ...where })),
  fc
    .tuple(fc.constantFrom(...(Object.keys(faults) as (keyof typeof faults)[])), fc.integer({ min: 1, max: 3 }), place)
    .map(([fault, times, where]): Disturbance => ({ fault, times, ...where })),
)
const perhaps = { requiredKeys: ['do', 'shape', 'mode'] as ('do' | 'shape' | 'mode')[] }

/** A port is the key of its item, so that another one is no conflict, but a second item. */
const hotfixes = keys.flatMap((of) =>
  (of.startsWith('Service/') ? [false] : [true, false]).map((rendered) => ({ do: 'hotfix' as const, of, rendered })),
)

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record(
        {
          do: fc.constant('apply' as const),
          shape: whole,
          mode: fc.constantFrom('plain', 'no-wait', 'force'),
          disturbance,
        },
        perhaps,
      ),
    },
    {
      weight: 3,
      arbitrary: fc.record(
        { do: fc.constant('apply' as const), shape, mode: fc.constantFrom('plain', 'undo-on-failure'), disturbance },
        perhaps,
      ),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('apply' as const), shape, mode: fc.constant('invalid') }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('undo' as const), disturbance }, { requiredKeys: ['do'] }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('delete' as const), disturbance }, { requiredKeys: ['do'] }),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...hotfixes),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('other' as const), value }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('foreign' as const, 'copy' as const) }) },
  ) as fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 12, size: 'max' },
)
