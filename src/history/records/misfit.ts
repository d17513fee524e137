/** Stored data that isn't in the form in which kdeploy writes it. Its message says what doesn't fit, for a sentence. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
}
