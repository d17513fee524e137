let made: string | undefined

/** A random ID of this process, which no text from outside can know. Made when it is first needed: the first random number takes 3 ms. */
export function nonce(): string {
  made ??= crypto.randomUUID()
  return made
}

/** Whether a text holds it. */
export function hasNonce(text: string): boolean {
  return made !== undefined && text.includes(made)
}
