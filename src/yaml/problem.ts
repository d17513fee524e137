/** A problem at an offset of the text; readDocuments makes a KdeployError of it. */
export class YamlProblem extends Error {
  readonly offset: number

  constructor(reason: string, offset: number) {
    super(reason)
    this.offset = offset
  }
}
