import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/manifest/types.ts'
import { type Definition, definedProjects, definitionsTimeout, findDefinitions } from '../support/kinds/definitions.ts'
import { misfits } from '../support/kinds/misfits.ts'
import type { State } from './states/state.ts'

/** Karmada's kinds have no rule of readiness. */
const ruled = definedProjects.filter((project) => project !== 'karmada')

describe.each(ruled)('the objects in the table of %s', (project) => {
  test(
    "have the fields of the project's own CustomResourceDefinitions",
    async ({ skip }) => {
      const definitions = await findDefinitions(project)
      if (definitions === undefined) return skip('no Go, which downloads them')
      const { states } = (await import(new URL(`./states/${project}.ts`, import.meta.url).href)) as {
        states: readonly State[]
      }

      expect(states.flatMap((state) => misfitsOf(state, definitions))).toEqual([])
    },
    definitionsTimeout,
  )
})

function misfitsOf({ name, object }: State, definitions: readonly Definition[]): string[] {
  const [group, version] = object.apiVersion.split('/')
  const definition = definitions.find(({ spec }) => spec.group === group && spec.names.kind === object.kind)
  const schema = definition?.spec.versions.find((served) => served.name === version)?.schema.openAPIV3Schema
  if (schema === undefined) return [`${name}: no ${object.apiVersion} ${object.kind}`]
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...fields } = object
  return misfits(schema, fields as JsonObject, object.kind).map((misfit) => `${name}: ${misfit}`)
}
