import { describe, expect, test } from 'vitest'
import { nextNumber, revisionsOf } from '../../src/history/read-revisions.ts'
import { outcomeAnnotation } from '../../src/history/records/revision.ts'
import { parseHistoryKeys } from '../../src/history/signing/keys.ts'
import { readIndex } from '../../src/history/signing/sign-parent.ts'
import { signRevision } from '../../src/history/signing/sign-revision.ts'
import type { StoredRevision } from '../../src/history/store.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { annotated, keys, old, parentOf, recent, signed, uid } from '../support/history/signed.ts'
import { release } from '../support/history/stored.ts'

function shown(history: readonly StoredRevision[]): string[] {
  return history.map(({ revision, trust }) => {
    const why = typeof trust === 'string' ? trust : trust.untrusted
    return `${revision.number} ${revision.status}, ${why}`
  })
}

const read = (secrets: readonly KubeObject[], parent: KubeObject | null, by = keys) =>
  revisionsOf(release, secrets, parent, by)

describe('revisions that kdeploy signed', () => {
  test('are trusted, each in its last state', () => {
    const secrets = [signed({ number: 1 }), signed({ number: 2, status: 'failed' })]

    expect(shown(read(secrets, parentOf(secrets)))).toEqual(['1 succeeded, trusted', '2 failed, trusted'])
  })

  test('are judged anew where they are known, by what their parent says now', () => {
    const secrets = [signed({ number: 1 }), signed({ number: 2 })]
    const [first] = secrets
    const again = (known: readonly StoredRevision[], parent: KubeObject | null) =>
      shown(revisionsOf(release, secrets, parent, keys, known))
    const trusted = read(secrets, parentOf(secrets))
    const untrusted = read(secrets, parentOf(first === undefined ? [] : [first]))

    expect(shown(untrusted)[1]).toMatch(/^2 unreadable, /)
    expect(again(trusted, parentOf(secrets))).toEqual(shown(trusted))
    expect(again(trusted, parentOf(first === undefined ? [] : [first]))).toEqual(shown(untrusted))
    expect(again(untrusted, parentOf(first === undefined ? [] : [first]))).toEqual(shown(untrusted))
    expect(again(untrusted, parentOf(secrets))).toEqual(shown(trusted))
  })

  test('are not checked without a key', () => {
    const [first, second] = [signed({ number: 1 }), signed({ number: 2 })]
    const altered = { ...second, data: first['data'] as JsonObject } as KubeObject

    expect(shown(read([first], null, []))).toEqual(['1 succeeded, unchecked'])
    expect(shown(read([{ ...altered, metadata: first.metadata }], null, []))).toEqual(['1 succeeded, unchecked'])
  })

  test('are trusted after the key was replaced, as long as the old one is named, too', () => {
    const secrets = [signed({ number: 1 }), signed({ number: 2, by: parseHistoryKeys(recent) })]
    const both = parseHistoryKeys(`${recent}\n${old}`)

    expect(shown(read(secrets, parentOf(secrets, { by: both }), both))).toEqual([
      '1 succeeded, trusted',
      '2 succeeded, trusted',
    ])
    const [first, second] = shown(read(secrets, parentOf(secrets, { by: both }), parseHistoryKeys(recent)))
    expect(first).toMatch(/^1 unreadable, signed with a key that KDEPLOY_HISTORY_KEY does not hold \([0-9a-f]{8}\)$/)
    expect(second).toBe('2 succeeded, trusted')
  })

  test('are trusted where a run was killed before the release’s record named their last step', () => {
    const first = signed({ number: 1 })
    const began = signed({ number: 2, status: 'pending' })
    const ended = signed({ number: 2, status: 'failed' })
    const healed = signRevision(
      release,
      annotated(ended, { [outcomeAnnotation]: '{"status": "succeeded"}' }),
      { number: 2, parent: uid },
      keys,
    )

    expect(shown(read([first, began], parentOf([first])))).toEqual(['1 succeeded, trusted', '2 pending, trusted'])
    expect(shown(read([first, ended], parentOf([first, began])))).toEqual(['1 succeeded, trusted', '2 failed, trusted'])
    expect(shown(read([first, healed], parentOf([first, ended])))).toEqual([
      '1 succeeded, trusted',
      '2 succeeded, trusted',
    ])
  })
})

describe('a revision is not trusted, and says why', () => {
  const first = signed({ number: 1 })
  const second = signed({ number: 2, value: 'b' })
  const parent = parentOf([first, second])
  const facts = (secret: KubeObject) => secret['data'] as Record<string, string>
  const restored = { ...facts(second), revision: facts(signed({ number: 2, status: 'failed' }))['revision'] ?? '' }
  const pending = signed({ number: 2, value: 'b', status: 'pending' })

  test.each<[string, KubeObject, string]>([
    ['unsigned', annotated(second, { 'kdeploy.dev/signature': undefined as never }), 'unsigned'],
    ['damaged', annotated(second, { 'kdeploy.dev/signature': 'a.b' }), 'its signature is damaged'],
    ['not text', annotated(second, { 'kdeploy.dev/signature': 5 }), 'its signature is damaged'],
    [
      'signed by another key',
      signed({ number: 2, by: parseHistoryKeys(recent) }),
      'signed with a key that KDEPLOY_HISTORY_KEY does not hold',
    ],
    [
      'forged with our key’s id',
      annotated(second, {
        'kdeploy.dev/signature': `${keys[0]?.id}.e30.${Buffer.alloc(32).toString('base64url')}`,
      }),
      'its signature does not match',
    ],
    [
      'other manifests',
      { ...second, data: { ...facts(second), manifests: facts(first)['manifests'] ?? '' } },
      'its manifests were altered',
    ],
    ['other facts', { ...second, data: restored }, 'its metadata was altered'],
    [
      'adoptions added',
      { ...second, data: { ...facts(second), adopted: 'H4sIAAAAAAAAA4uOBQApu0wNAgAAAA==' } },
      'its adopted objects were altered',
    ],
    ['data added', { ...second, data: { ...facts(second), more: 'eA==' } }, 'its data was altered'],
    ['another outcome', annotated(second, { [outcomeAnnotation]: '{"status": "failed"}' }), 'its outcome was altered'],
    [
      'the signature of another revision',
      annotated(second, {
        'kdeploy.dev/signature': (first.metadata['annotations'] as JsonObject)['kdeploy.dev/signature'] ?? '',
      }),
      'signed for revision 1',
    ],
    [
      'the signature of the parent',
      annotated(second, {
        'kdeploy.dev/signature': (parent.metadata['annotations'] as JsonObject)['kdeploy.dev/signature'] ?? '',
      }),
      'its signature belongs to something else',
    ],
    [
      'of another cluster, or an earlier life of the release',
      signed({ number: 2, value: 'b', parent: 'parent-0' }),
      'signed in another cluster, or before the release was deleted',
    ],
    ['put back as it was', pending, 'older than what the release recorded'],
    ['put back as it was, made immutable', { ...pending, immutable: true }, 'older than what the release recorded'],
    [
      'another that was signed under its number',
      signed({ number: 2, value: 'c' }),
      'differs from what the release recorded',
    ],
  ])('%s', (_name, tampered, why) => {
    const history = read([first, tampered], parent)

    expect(history).toHaveLength(2)
    expect(shown(history)[0]).toBe('1 succeeded, trusted')
    expect(shown(history)[1]).toContain(`2 unreadable, ${why}`)
    expect(history[1]?.revision).toMatchObject({ manifests: [] })
    expect(history[1]?.claimed?.manifests).toHaveLength(1)
    expect(nextNumber(release, history)).toBe(3)
  })

  test('of another release', () => {
    const other = { ...release, profile: 'dev_cthulu' }
    const stranger = signed({ number: 2, of: other })
    const moved = {
      ...second,
      metadata: {
        ...second.metadata,
        annotations: {
          ...(second.metadata['annotations'] as object),
          'kdeploy.dev/signature': (stranger.metadata['annotations'] as JsonObject)['kdeploy.dev/signature'] ?? '',
        },
      },
    }

    expect(shown(read([first, moved], parent))[1]).toBe('2 unreadable, signed for trading/dev_cthulu/my-ns-prod')
  })

  test('that is gone', () => {
    const history = read([first], parent)

    expect(shown(history)).toEqual([
      '1 succeeded, trusted',
      `2 unreadable, the release recorded it, but the Secret ${second.metadata.name} does not exist`,
    ])
    expect(nextNumber(release, history)).toBe(3)
  })

  test('that the release removed, and so stands for no deploy', () => {
    const history = read([first, second, { ...signed({ number: 7 }), data: {} }], parentOf([second]))

    expect(history.map(({ isStray }) => isStray === true)).toEqual([true, true, false])
    expect(shown(history)).toEqual([
      '1 unreadable, the release removed it',
      "7 unreadable, it can't be read",
      '2 succeeded, trusted',
    ])
  })

  test('that came after what the release recorded, as of a run without a key, and may be what is there now', () => {
    const history = read([first, second, signed({ number: 3, by: [] })], parentOf([first, second]))

    expect(history.map(({ isStray }) => isStray === true)).toEqual([false, false, false])
    expect(shown(history)).toEqual(['1 succeeded, trusted', '2 succeeded, trusted', '3 unreadable, unsigned'])
  })
})

describe('no revision is trusted', () => {
  const first = signed({ number: 1 })
  const parent = parentOf([first])

  test.each<[string, KubeObject | null, string]>([
    ['without the parent', null, 'does not exist'],
    ['where the parent is unsigned', annotated(parent, { 'kdeploy.dev/signature': undefined as never }), 'unsigned'],
    [
      'where the parent was widened',
      annotated(parent, { 'applyset.kubernetes.io/additional-namespaces': 'kube-system' }),
      'the kinds or namespaces in it were altered',
    ],
    [
      'where the parent is of another release',
      parentOf([first], { of: { ...release, name: 'other' } }),
      'signed for other/',
    ],
    [
      'where the parent carries a revision’s signature',
      annotated(parent, {
        'kdeploy.dev/signature': (first.metadata['annotations'] as JsonObject)['kdeploy.dev/signature'] ?? '',
      }),
      'its signature belongs to something else',
    ],
  ])('%s', (_name, tampered, why) => {
    const found = tampered === null ? null : tampered
    expect(readIndex(release, found, keys)).toMatchObject({ untrusted: expect.stringContaining(why) })
    expect(shown(read([first], found))[0]).toMatch(/^1 unreadable, /)
  })

  test('where an older parent was put back', () => {
    const secrets = [first, signed({ number: 2 }), signed({ number: 3 })]
    const because = `the release's own record, the Secret ${first.metadata.name.replace(/-r1$/, '')}, is not trusted: older than revision 3, which is signed`

    expect(shown(read(secrets, parent)).map((line) => line.replace(/^\d /, ''))).toEqual(
      [1, 2, 3].map(() => `unreadable, ${because}`),
    )
  })
})
