import { describe, expect, it } from 'vitest'
import type { ProfilePlace } from '../../src/workflow/resolving/resolve-profile.ts'
import { projectWith, resolveIn } from '../support/projects/project-folder.ts'

const connect = async () => ({ defaultNamespace: 'default', live: { get: async () => null, list: async () => [] } })
const examples = 'example: {a: text}'
const sources = {
  file: '{file: s.yaml, as: x}',
  environment: '{environment: [A], as: x}',
  configMap: `{configMap: c, as: x, optional: true, ${examples}}`,
  secret: `{secret: s, as: x, optional: true, ${examples}}`,
  sops: `{sops: none.yaml, as: x, optional: true, ${examples}}`,
  command: `{command: [${JSON.stringify(process.execPath)}, -p, "({})"], as: x, ${examples}}`,
}
const running = ['sops', 'command']

describe.each(Object.entries(sources))('a %s source', (type, source) => {
  const project = () => projectWith({ 'profiles/prod.yaml': `variablesFrom:\n- ${source}\n`, 's.yaml': 'a: 1\n' })
  const environment = { A: '1' }

  it(running.includes(type) ? 'is refused where no program may run' : 'runs no program', async () => {
    let asked = false
    const beforeReading = async () => {
      asked = true
    }
    const resolving = resolveIn(project(), { environment, noCommands: true, connect, beforeReading })
    if (running.includes(type)) {
      await expect(resolving).rejects.toMatchObject({
        code: 'commands-forbidden',
        category: 'input',
        place: { file: 'profiles/prod.yaml', line: 2, column: 3 },
      })
      expect(asked).toBe(false)
    } else await expect(resolving).resolves.toBeDefined()
    await expect(resolveIn(project(), { environment, noCommands: true })).resolves.toBeDefined()
  })

  it('is told of before it is read where it asks outside the project', async () => {
    const places: ProfilePlace[] = []
    const beforeReading = async (place: ProfilePlace) => {
      places.push(place)
    }
    await resolveIn(project(), { environment, connect, beforeReading, namespace: 'ns', kubeContext: 'eu' })

    const readsOutside = type !== 'file' && type !== 'environment'
    expect(places).toEqual([expect.objectContaining({ namespace: 'ns', kubeContext: 'eu', readsOutside })])
  })
})

it('names every source that would run a program', async () => {
  const files = { 'profiles/prod.yaml': `variablesFrom:\n- ${sources.sops}\n- ${sources.command}\n` }

  await expect(resolveIn(projectWith(files), { noCommands: true, connect })).rejects.toMatchObject({
    message: '2 sources run programs, which --no-commands (or KDEPLOY_NO_COMMANDS) forbids',
    problems: [{ place: { line: 2 } }, { place: { line: 3 } }],
  })
})
