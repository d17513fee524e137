import type { Emit, Event } from './events.ts'
import type { Run } from './run.ts'

/** What a person is told besides progress and errors. */
export type Notice = Extract<Event, { readonly type: 'notice' | 'warning' }>

/**
 * A run whose events wait until `tell` is called: what is found out by many requests at once is then told together, in an order that
 * doesn't depend on which answer came first.
 */
export function withDeferredEvents(run: Run): { readonly run: Run; tell(): void } {
  const events: Parameters<Emit>[0][] = []
  const emit: Emit = (event) => {
    events.push(event)
  }
  return {
    run: { ...run, emit },
    tell() {
      for (const event of events.splice(0)) run.emit(event)
    },
  }
}
