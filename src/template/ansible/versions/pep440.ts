import { raise } from '../../python/error.ts'
import { quote } from '../../python/quote.ts'

const form =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i

const letters: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 }

/** Numbers that are compared one after the other. */
type Key = readonly (bigint | number)[]

interface Version {
  readonly epoch: bigint
  /** Without zeros at its end. */
  readonly release: Key
  /** Where it stands among the versions of its release. */
  readonly stage: Key
  readonly local: readonly (bigint | string)[] | undefined
}

/** Python's versions (PEP 440). @throws PyError InvalidVersion */
export function comparePep440(left: string, right: string): number {
  const [ours, theirs] = [parse(left), parse(right)]
  return (
    compareKeys([ours.epoch], [theirs.epoch]) ||
    compareKeys(ours.release, theirs.release) ||
    compareKeys(ours.stage, theirs.stage) ||
    compareLocal(ours.local, theirs.local)
  )
}

function parse(text: string): Version {
  const match = form.exec(text)
  if (match === null) return raise('InvalidVersion', `Invalid version: ${quote(text)}`)
  const [, epoch = '0', release = '', letter, number, implicit, word, post, dev, devNumber, local] = match
  const hasPost = implicit !== undefined || word !== undefined
  const postNumber = hasPost ? BigInt(implicit ?? (post || '0')) : -1n
  // A development version comes before all of its own; before the pre-releases too, where it belongs to none.
  const rank = letter === undefined ? (hasPost || dev === undefined ? 4 : 0) : (letters[letter.toLowerCase()] ?? 0)
  return {
    epoch: BigInt(epoch),
    release: withoutZeros(release.split('.').map(BigInt)),
    stage: [rank, BigInt(number || '0'), postNumber, dev === undefined ? 1 : 0, BigInt(devNumber || '0')],
    local: local?.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? BigInt(part) : part.toLowerCase())),
  }
}

function withoutZeros(release: bigint[]): bigint[] {
  while (release.length > 0 && release.at(-1) === 0n) release.pop()
  return release
}

function compareKeys(left: Key, right: Key): number {
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (part !== other) return part < other ? -1 : 1
  }
  return left.length - right.length
}

/** None comes first, letters before numbers. */
function compareLocal(left: Version['local'], right: Version['local']): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined)
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (part === other) continue
    const rank = Number(typeof part !== 'string') - Number(typeof other !== 'string')
    return rank || (part < other ? -1 : 1)
  }
  return left.length - right.length
}
