import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'

/** In the Secret's own data, in copies of it alone, and in stringData of a copy. */
const hidden = ['live-word-1', 'gone-word-2', 'text-word-3']
const base64 = (text: string) => Buffer.from(text).toString('base64')

test('no copy of a Secret in an annotation shows what it had: in diff, conflicts, status and JSON', async ({
  cluster,
}) => {
  const [live = '', gone = '', text = ''] = hidden
  const original = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db' },
    data: { pw: base64(live), old: base64(gone) },
    stringData: { text },
  }
  const json = JSON.stringify(original)
  const objectset = gzipSync(json).toString('base64')
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'db',
      annotations: {
        'kapp.k14s.io/original': json,
        'objectset.rio.cattle.io/applied': objectset,
        'example.com/copy': base64(json),
        // Found only because the copies make known what they say.
        'example.com/note': `was ${gone} before`,
      },
    },
    data: { pw: base64(live) },
  }
  await cluster.kubectl(['create', '--field-manager', 'kapp', '-f', '-'], { input: JSON.stringify(secret) })
  const project = await cluster.createProject()
  await project.write({
    'kdeploy.yaml': 'name: copies\nadopt: true\n',
    'profiles/prod_copies.yaml': `namespace: ${cluster.namespace}\n`,
    'templates/db.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: db
  annotations:
    kapp.k14s.io/original: ours
    objectset.rio.cattle.io/applied: ours
    example.com/copy: ours
    example.com/note: ours
data: {pw: ${base64('new-word-4')}}
`,
  })
  const run = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_copies'], { cwd: project.folder })

  const conflict = await run('apply', '--no-wait')
  const inJson = await run('apply', '--no-wait', '-o', 'json')
  const diff = await run('diff', '--force-conflicts')
  const diffInJson = await run('diff', '--force-conflicts', '-o', 'json')
  const applied = await run('apply', '--no-wait', '--force-conflicts')
  await cluster.kubectl([
    'annotate',
    '--overwrite',
    '-n',
    cluster.namespace,
    'secret',
    'db',
    `kapp.k14s.io/original=${json}`,
  ])
  const status = await run('status', '--exit-code')
  const statusInJson = await run('status', '--exit-code', '-o', 'json')

  expect(conflict).toMatchObject({ exitCode: 4 })
  expect(conflict.stderr).toMatch(/live +"\(masked \d+\)", set by kapp/)
  expect(diff).toMatchObject({ exitCode: 1 })
  expect(diff.stdout).toMatch(/^-kapp.k14s.io\/original: "?\(masked \d+\)"?$/m)
  expect(diff.stdout).toMatch(/^-example.com\/note: was \(masked \d+\) before$/m)
  expect(applied).toMatchObject({ exitCode: 0 })
  expect(status.stdout).toContain('kapp.k14s.io/original')
  const all = [conflict, inJson, diff, diffInJson, applied, status, statusInJson]
  const shown = all.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  for (const word of [...hidden, 'new-word-4', objectset.slice(0, 40)]) {
    expect(shown).not.toContain(word)
    expect(shown).not.toContain(base64(word).slice(0, 14))
  }
})
