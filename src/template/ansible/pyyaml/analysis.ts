/** What libyaml's emitter finds out about a scalar before it chooses a style (libyaml 0.2.5 `yaml_emitter_analyze_scalar`). */
export interface ScalarAnalysis {
  readonly isMultiline: boolean
  readonly allowsPlainInFlow: boolean
  readonly allowsPlainInBlock: boolean
  readonly allowsSingleQuotes: boolean
}

const nul = 0
const space = 0x20
const indicatorsAtStart = new Set([...'#,[]{}&*!|>\'"%@`'].map((character) => character.charCodeAt(0)))
const flowIndicators = new Set([...',?[]{}'].map((character) => character.charCodeAt(0)))

export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029
}

function isBlankOrEnd(code: number | undefined): boolean {
  return code === undefined || code === nul || code === space || code === 0x09 || isBreak(code)
}

/** libyaml's IS_PRINTABLE: tabs, the byte order mark and everything beyond the basic plane are not. */
export function isPrintable(code: number): boolean {
  if (code < 0x80) return code === 0x0a || (code >= 0x20 && code <= 0x7e)
  return (code >= 0xa0 && code < 0xd800) || (code >= 0xe000 && code < 0xfffe && code !== 0xfeff)
}

/** @param codes the scalar's code points */
export function analyzeScalar(codes: readonly number[], allowsUnicode: boolean): ScalarAnalysis {
  if (codes.length === 0) {
    return { isMultiline: false, allowsPlainInFlow: false, allowsPlainInBlock: true, allowsSingleQuotes: true }
  }
  const { inBlock, inFlow } = findIndicators(codes)
  const first = codes[0] ?? nul
  const last = codes.at(-1) ?? nul
  const isEdged = [first, last].some((code) => code === space || isBreak(code))
  const isMultiline = codes.some(isBreak)
  const isSpecial = codes.some((code) => !isPrintable(code) || (code > 0x7f && !allowsUnicode))
  const spaceAtBreak = codes.some((code, index) => {
    const next = codes[index + 1] ?? nul
    return (code === space && isBreak(next)) || (isBreak(code) && next === space)
  })
  const allowsSingleQuotes = !spaceAtBreak && !isSpecial
  const allowsPlain = allowsSingleQuotes && !isEdged && !isMultiline
  return {
    isMultiline,
    allowsPlainInFlow: allowsPlain && !inFlow,
    allowsPlainInBlock: allowsPlain && !inBlock,
    allowsSingleQuotes,
  }
}

/** Whether the characters of a plain scalar could be taken for YAML syntax, in block or flow context. */
function findIndicators(codes: readonly number[]): { inBlock: boolean; inFlow: boolean } {
  const start = String.fromCodePoint(...codes.slice(0, 3))
  let inBlock = start === '---' || start === '...'
  let inFlow = inBlock
  codes.forEach((code, index) => {
    const isFollowedByBlank = isBlankOrEnd(codes[index + 1])
    const character = String.fromCodePoint(code)
    if (character === ':') {
      inFlow = true
      if (isFollowedByBlank) inBlock = true
    } else if (index === 0) {
      if (indicatorsAtStart.has(code) || (character === '-' && isFollowedByBlank)) {
        inFlow = true
        inBlock = true
      } else if (character === '?') {
        inFlow = true
        if (isFollowedByBlank) inBlock = true
      }
    } else if (flowIndicators.has(code)) {
      inFlow = true
    } else if (character === '#' && isBlankOrEnd(codes[index - 1])) {
      inFlow = true
      inBlock = true
    }
  })
  return { inBlock, inFlow }
}
