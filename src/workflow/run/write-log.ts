import { describeRef, refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Action } from '../../plan/types.ts'
import { type Done, hasPruned } from './run.ts'

/** An object that a run wrote. */
export interface WrittenObject {
  /** What was done to it, which the plan may not have known. */
  readonly action: Exclude<Action, 'unchanged'>
  /** As the server answered. */
  readonly object: KubeObject
}

/** The objects that a run wrote, by key. */
export type Written = ReadonlyMap<string, WrittenObject>

/** What a run did so far, for whoever has to tell or undo it where an error ended it. */
export interface WriteLog {
  /** See Written. */
  readonly written: Map<string, WrittenObject>
  /** The Jobs of hooks that were made, by key. */
  readonly hooks: Map<string, KubeObject>
  /** Writes, in words, that the server may have done without saying so. */
  readonly unanswered: string[]
  /** Names of what was deleted to be made anew, and wasn't. */
  readonly unmade: Set<string>
  /** Keys of what wasn't written, as somebody else holds it or changed it since the plan was made. */
  readonly contested: Set<string>
  /** All was written, and whether it gets ready couldn't be seen. */
  isUnfollowed: boolean
}

export function newLog(): WriteLog {
  return {
    written: new Map(),
    hooks: new Map(),
    unanswered: [],
    unmade: new Set(),
    contested: new Set(),
    isUnfollowed: false,
  }
}

/** Whether the run surely left every object of the release as it was. */
export function isUntouched({ written, unanswered, unmade }: WriteLog, done: Done): boolean {
  return !hasPruned(done) && written.size + unanswered.length + unmade.size === 0
}

/** What was written, for a message. */
export function namesOf(written: Written): string[] {
  return [...written.values()].map(({ object }) => describeRef(refOf(object)))
}
