import type { KwArgs, PyValue } from './object.ts'
import { type Text, textOf } from './text.ts'

/** Keyword arguments whose names may carry marks, as `**` gives them. */
export class Keywords extends Map<string, PyValue> {
  readonly #spellings = new Map<string, Text>()

  /** Sets an argument by its name as a text of the template. */
  spell(name: Text, value: PyValue): void {
    this.set(textOf(name), value)
    if (typeof name !== 'string') this.#spellings.set(name.text, name)
  }

  /** The name with its marks. */
  spellingOf(name: string): Text {
    return this.#spellings.get(name) ?? name
  }
}

/** The name of a keyword argument with the marks that it was given with. */
export function spellingOf(kwargs: KwArgs | undefined, name: string): Text {
  return kwargs instanceof Keywords ? kwargs.spellingOf(name) : name
}
