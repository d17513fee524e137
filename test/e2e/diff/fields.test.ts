import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { fieldChanges, kindsTemplate } from '../../support/diff/kinds.ts'
import { parseEvents } from '../../support/output/documented.ts'

interface Shown {
  readonly type: string
  readonly fields: readonly { readonly path: string; readonly action: string }[]
}

describe('thirty kinds as people write them', () => {
  test('are equal once applied, and of each change of one field the diff shows that field alone', {
    timeout: 300_000,
  }, async ({ cluster }) => {
    const template = kindsTemplate(cluster.namespace)
    const project = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: kinds\n',
        'profiles/prod_kinds.yaml': `namespace: ${cluster.namespace}\n`,
        'templates/all.yaml': template,
      },
    })
    const run = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_kinds'], { cwd: project.folder })
    const options = ['--no-wait', '--skip-references']
    try {
      expect(await run('apply', ...options)).toMatchObject({ exitCode: 0 })
      expect(await run('diff')).toMatchObject({ exitCode: 0, stdout: '' })
      expect(await run('diff', '--check-all')).toMatchObject({ exitCode: 0, stdout: '' })
      expect((await run('apply', ...options)).stderr).toContain('nothing changed')

      const wrong: unknown[] = []
      for (const [from, to, action, path] of fieldChanges) {
        expect(template).toContain(from)
        await project.write({ 'templates/all.yaml': template.replace(from, () => to) })
        const { stdout, exitCode } = await run('diff', '-o', 'json')
        const shown = parseEvents(stdout).filter(({ type }) => type === 'difference') as unknown as Shown[]
        const fields = shown.flatMap((one) => one.fields.map((field) => `${field.action} ${field.path}`))
        if (exitCode !== 1 || fields.join() !== `${action} ${path}`)
          wrong.push({ expected: `${action} ${path}`, fields })
      }
      expect(wrong).toEqual([])
    } finally {
      await run('delete', '--yes')
    }
  })
})
