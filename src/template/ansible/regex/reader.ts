import { raise } from '../../python/error.ts'
import { quote } from '../../python/quote.ts'
import { controls } from './classes.ts'

/** A pattern of Python's `re` being read, and the errors that name a place in it. */
export class PatternReader {
  /** The pattern's characters; positions in messages count them. */
  protected readonly text: readonly string[]
  protected at = 0

  constructor(pattern: string) {
    this.text = Array.from(pattern)
  }

  protected fail(message: string, position: number): never {
    const before = this.text.slice(0, position)
    const line = before.filter((character) => character === '\n').length + 1
    const column = position - before.lastIndexOf('\n')
    const where = this.text.includes('\n') ? ` (line ${line}, column ${column})` : ''
    return raise('error', `${message} at position ${position}${where}`)
  }

  protected unsupported(what: string, position: number): never {
    return raise('NotImplementedError', `${what} at position ${position} of a pattern can't be had in kdeploy`)
  }

  protected peek(offset = 0): string {
    return this.text[this.at + offset] ?? ''
  }

  protected starts(text: string): boolean {
    return this.text.slice(this.at, this.at + text.length).join('') === text
  }

  protected name(terminator: string): string {
    const start = this.at
    while (this.peek() !== terminator) {
      if (this.peek() === '') this.fail(`missing ${terminator}, unterminated name`, start)
      this.at++
    }
    const name = this.text.slice(start, this.at).join('')
    if (name === '') this.fail('missing group name', start)
    if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) {
      this.fail(`bad character in group name ${quote(name)}`, start)
    }
    this.at++
    return name
  }

  /** The code point of an escape that stands for one character. */
  protected escapedCode(character: string, start: number): number {
    const length = { x: 2, u: 4, U: 8 }[character]
    if (length !== undefined) {
      const digits = this.text.slice(this.at, this.at + length).join('')
      const hex = /^[0-9a-fA-F]*/.exec(digits)?.[0] ?? ''
      if (hex.length < length) this.fail(`incomplete escape \\${character}${hex}`, start)
      this.at += length
      const code = Number.parseInt(hex, 16)
      return code > 0x10ffff ? this.fail(`bad escape \\${character}${hex}`, start) : code
    }
    if (character === '0') {
      const octal = /^[0-7]{0,2}/.exec(this.text.slice(this.at, this.at + 2).join(''))?.[0] ?? ''
      this.at += octal.length
      return Number.parseInt(`0${octal}`, 8)
    }
    const code = controls.get(character)
    if (code !== undefined) return code
    if (character === 'N') this.unsupported('the named character \\N{…}', start)
    if (/[a-zA-Z0-9]/.test(character)) this.fail(`bad escape \\${character}`, start)
    return character.codePointAt(0) ?? 0
  }
}
