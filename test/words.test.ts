import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from './support/projects/project.ts'

/** Words that a native engineer stops at, and what to write instead. Case doesn't matter. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'recreate, create again, plan again'],
  [/\bnobody knows\b/i, 'outcome unknown'],
  [/\b(?:let|lets|letting) (?:it |them )?go\b|letGo|let-go/i, 'orphan'],
  [/\bvanish/i, 'prune candidate, no longer rendered'],
  [
    /(?<!there )\b(?:is|are) no (?!longer\b|more\b|different\b)(?:\w+ )?(?:list|duration|text|map|mapping|number|character|time|YAML|manifest|base64|object|error|hook)\b/i,
    'is not a …',
  ],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bruns? (?:the )?(?:same )?command again|the same command again/i, 'rerun the command'],
  [/goes on from (?:what|there)/i, 'continues from the current state'],
  [
    /lock[^.]{0,20}(?:given|gives?) back|gives? the lock back|expires? by itself/i,
    'release the lock; expires on its own',
  ],
  [/\bleads? to nothing\b|\bnobody'?s way\b|\bin vain\b|cluster is ill/i, 'does not exist; blocks; is unhealthy'],
  [/belongs? to no release|\bas nobody's\b/i, 'is no longer part of a release; orphaned'],
  [/can't go back|cannot go back/i, "can't be restored"],
  [/\bunasked\b/i, 'without asking'],
  [/\bwants? to be\b/i, 'must be, requires'],
  [/\bsigns? of life\b/i, 'heartbeat'],
]

/** How a message or a hint is written; a name may begin it. */
const texts: readonly (readonly [RegExp, string])[] = [
  [
    /(?:message|hint): [`'"](?!Deployment\b|Helm\b|Namespace\b|CustomResourceDefinition\b|Secret\b|Job\b)[A-Z][a-z]+ /,
    'lower case',
  ],
  [/(?:message|hint): .*[a-z]\.[`'"],?$/, 'no full stop'],
]

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name))
}

const source = filesUnder('src', '.ts').filter((name) => !name.startsWith('src/template/'))
const documents = [...filesUnder('docs', '.md'), 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'COMPATIBILITY.md']

type Rules = readonly (readonly [RegExp, string])[]

/** Each hit with its place and what to write instead. */
function hitsIn(file: string, text: string, rules: Rules): string[] {
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap(([word, instead]) => {
      const [found] = word.exec(line) ?? []
      return found === undefined ? [] : [`${file}:${index + 1}: ${found} → ${instead}`]
    }),
  )
}

function hits(files: readonly string[], rules: Rules): string[] {
  return files.flatMap((file) => hitsIn(file, readFileSync(join(repository, file), 'utf8'), rules))
}

describe('words that must not come back', () => {
  test('stand in no source file', () => {
    expect(hits(source, words)).toEqual([])
  })

  test('stand in no document', () => {
    expect(hits(documents, words)).toEqual([])
  })

  test('stand in no message that begins in upper case or ends in a full stop', () => {
    expect(hits(source, texts)).toEqual([])
  })

  test('are found, with their place and what to write instead', () => {
    const text = "first\nis made anew\nmessage: 'Not found.',\nhint: 'Helm keeps it'"

    expect(hitsIn('a.ts', text, [...words, ...texts])).toEqual([
      'a.ts:2: anew → recreate, create again, plan again',
      "a.ts:3: message: 'Not  → lower case",
      "a.ts:3: message: 'Not found.', → no full stop",
    ])
  })
})
