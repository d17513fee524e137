let made: string | undefined

/** A number of this process that no text from outside can know. Made when it is first needed: random numbers take 3 ms to begin with. */
export function nonce(): string {
  made ??= crypto.randomUUID()
  return made
}

/** Whether the number stands in a text. */
export function hasNonce(text: string): boolean {
  return made !== undefined && text.includes(made)
}
