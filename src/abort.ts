import { setMaxListeners } from 'node:events'

/**
 * A signal that aborts with the first of these, and that any number of requests and pauses may listen to, each until it ends.
 * Node counts listeners and, from eleven on, takes them for a leak: a warning on stderr.
 */
export function sharedSignal(...signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals])
  setMaxListeners(0, signal)
  return signal
}

/** Ends early, without an error, when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
