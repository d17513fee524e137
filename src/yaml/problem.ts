/** A problem at an offset of the text; readDocuments makes a KdeployError of it. */
export class YamlProblem extends Error {
  readonly offset: number
  /** The message without any word of the text, which may be secret. */
  readonly bare: string

  constructor(message: string, offset: number, bare = message) {
    super(message)
    this.offset = offset
    this.bare = bare
  }
}
