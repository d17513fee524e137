import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rules } from '../../src/lint/registry.ts'
import { kdeploy } from '../support/kdeploy.ts'
import { readConfigurations } from '../support/library/configurations.ts'
import { createProject, repository } from '../support/projects/project.ts'

/** Even those that are off by default. */
const all = Object.fromEntries(rules.map(({ name }) => [name, 'warning']))

const but = {
  // Only a team knows a command that tells whether its worker works.
  'worker-probe': 'off',
  // The Job of a hook is deleted before its next run.
  'job-cleanup': 'off',
  // The full configurations set everything for everyone.
  'variable-unused': 'off',
}

test('no rule finds anything in what the templates of the library render, in any configuration, all of which fit the schema', async () => {
  const profiles = readConfigurations().map(({ template, name, templates, variables }) => {
    const profile = `${name}_${template.replace('.yaml', '')}`
    return [`profiles/${profile}.yaml`, JSON.stringify({ namespace: 'shop', templates, variables })]
  })
  const settings = JSON.stringify({
    name: 'shop',
    schema: 'templates/_variables.schema.yaml',
    validate: { rules: { ...all, ...but } },
  })
  const project = await createProject({ files: { ...Object.fromEntries(profiles), 'kdeploy.yaml': settings } })
  await cp(join(repository, 'templates'), join(project.folder, 'templates'), { recursive: true })
  try {
    const { stdout, stderr } = await kdeploy(['validate'], { cwd: project.folder })

    expect(stderr).toBe('')
    expect(stdout).toMatch(/^\d+ of \d+ profiles are valid/)
  } finally {
    await project.remove()
  }
})

test('nothing is found in the working example', async () => {
  const { stderr, exitCode } = await kdeploy(['validate', '--strict'], { cwd: repository })

  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
})
