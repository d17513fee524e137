import { type Text, textOf } from '../text.ts'
import {
  isCased,
  isDecimal,
  isDigit,
  isIdentifierPart,
  isIdentifierStart,
  isLetter,
  isLower,
  isNumeric,
  isPrintable,
  isSpace,
  isTitle,
  isUpper,
} from '../unicode.ts'
import { none } from './table.ts'

/** Methods of str that answer what it is made of. All but isascii and isprintable are false for the empty string. */
export const testMethods = {
  isalpha: none<Text>((self) => every(self, isLetter)),
  isdecimal: none<Text>((self) => every(self, isDecimal)),
  isdigit: none<Text>((self) => every(self, isDigit)),
  isnumeric: none<Text>((self) => every(self, isNumeric)),
  isalnum: none<Text>((self) => every(self, (code) => isLetter(code) || isDigit(code) || isNumeric(code))),
  isspace: none<Text>((self) => every(self, isSpace)),
  isprintable: none<Text>((self) => textOf(self) === '' || every(self, isPrintable)),
  isascii: none<Text>((self) => /^[\0-\x7f]*$/.test(textOf(self))),
  isidentifier: none<Text>((self) => isIdentifier(textOf(self))),
  islower: none<Text>((self) => hasOnlyCase(self, isLower)),
  isupper: none<Text>((self) => hasOnlyCase(self, isUpper)),
  istitle: none<Text>((self) => isTitled(textOf(self))),
}

function every(self: Text, test: (code: number) => boolean): boolean {
  const text = textOf(self)
  for (const character of text) if (!test(character.codePointAt(0) ?? 0)) return false
  return text !== ''
}

function hasOnlyCase(self: Text, test: (code: number) => boolean): boolean {
  let hasAny = false
  for (const character of textOf(self)) {
    const code = character.codePointAt(0) ?? 0
    if (test(code)) hasAny = true
    else if (isCased(code)) return false
  }
  return hasAny
}

/** Capitals only after what isn't cased, small letters only after what is (unicode_istitle_impl). */
function isTitled(text: string): boolean {
  let hasAny = false
  let isAfterCased = false
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (isUpper(code) || isTitle(code)) {
      if (isAfterCased) return false
      isAfterCased = true
      hasAny = true
    } else if (isLower(code)) {
      if (!isAfterCased) return false
      hasAny = true
    } else {
      isAfterCased = false
    }
  }
  return hasAny
}

function isIdentifier(text: string): boolean {
  let isFirst = true
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (!(isFirst ? isIdentifierStart(code) : isIdentifierPart(code))) return false
    isFirst = false
  }
  return !isFirst
}
