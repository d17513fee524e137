import type { Place } from '../../errors.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'

/** An object to wait for, as it was after the write. */
export interface Target {
  readonly ref: ObjectRef
  readonly object: KubeObject
  readonly place: Place | undefined
  /** Masks what its manifest made of sensitive values in what is told of it, such as the value that ready-when waits for. */
  readonly conceal: (text: string) => string
}

/** How long to wait; in milliseconds. */
export interface WaitOptions {
  /** For all objects together; undefined: the default, or what the longest annotation asks for. */
  readonly timeout: number | undefined
  /** How long readiness must hold. */
  readonly stableFor: number
}
