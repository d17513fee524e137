import type { Assessment, Cause, Counts } from './kind.ts'

export function ready(message: string, counts?: Counts): Assessment {
  return { state: 'ready', message, counts, causes: [] }
}

/** Still on its way; `causes` say what may keep it from getting there. */
export function progressing(message: string, causes: readonly Cause[] = [], counts?: Counts): Assessment {
  return { state: 'progressing', message, counts, causes }
}

/** Waiting longer won't help. */
export function failed(message: string, causes: readonly Cause[], counts?: Counts): Assessment {
  return { state: 'failed', message, counts, causes }
}

/** What every kind with observedGeneration says until its controller has seen the change. */
export function unseen(): Assessment {
  return { ...progressing('waiting for its controller to see the change'), isUnseen: true }
}
