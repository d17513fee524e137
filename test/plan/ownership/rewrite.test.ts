import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { noFields, parseFields } from '../../../src/plan/ownership/field-set.ts'
import { rewritten } from '../../../src/plan/ownership/rewrite.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const nobody = () => false
const spec = (fields: JsonObject): JsonObject => ({ 'f:spec': fields })

describe('a rewrite of who owns what', () => {
  it('gives the fields that are folded in to kdeploy, and takes them from whoever yields', () => {
    const live = deployment({}, [
      entry('kdeploy', 'Apply', spec({ 'f:a': {} })),
      entry('kubectl-patch', 'Update', spec({ 'f:b': {}, 'f:c': { 'f:d': {} } })),
      entry('flux', 'Apply', spec({ 'f:b': {} })),
    ])
    const take = parseFields(spec({ 'f:b': {}, 'f:c': {} }))

    const entries = rewritten(live, 'kdeploy', {
      isFormer: nobody,
      canLose: ({ manager }) => manager === 'kubectl-patch',
      take,
    })

    expect(entries).toEqual([
      entry('flux', 'Apply', spec({ 'f:b': {} })),
      entry('kdeploy', 'Apply', spec({ 'f:a': {}, 'f:b': {}, 'f:c': {} })),
    ])
  })

  it("drops a former owner's entry and kdeploy's own patches, and keeps those of subresources", () => {
    const scale = entry('kubectl', 'Update', spec({ 'f:replicas': {} }), { subresource: 'scale' })
    const live = deployment({}, [entry('helm', 'Update', spec({ 'f:a': {} })), entry('kdeploy', 'Update', {}), scale])

    const own = parseFields(spec({ 'f:a': {} }))
    const isFormer = ({ manager }: { manager: string }) => manager === 'helm'
    const entries = rewritten(live, 'kdeploy', { isFormer, canLose: nobody, take: noFields, own })

    expect(entries).toEqual([scale, entry('kdeploy', 'Apply', spec({ 'f:a': {} }))])
  })

  it('leaves a person’s tool nothing of what the manifest sets too, not even the list that held it', () => {
    const item = (fields: JsonObject) => ({ 'f:env': { '.': {}, 'k:{"name":"A"}': { '.': {}, ...fields } } })
    const live = deployment({}, [
      entry('kdeploy', 'Apply', spec({ 'f:image': {} })),
      entry('kubectl-set', 'Update', spec({ ...item({ 'f:name': {}, 'f:value': {} }), 'f:x': {} })),
    ])
    const { 'f:env': env } = item({ 'f:name': {}, 'f:value': {} })
    const { '.': _, ...items } = env
    const shared = parseFields(spec({ 'f:image': {}, 'f:env': items }))

    const rewrite = { isFormer: nobody, canLose: nobody, take: noFields, relinquishes: () => true, shared, own: shared }

    expect(rewritten(live, 'kdeploy', rewrite)).toEqual([
      entry('kubectl-set', 'Update', spec({ 'f:x': {} })),
      entry('kdeploy', 'Apply', spec({ 'f:image': {}, 'f:env': items })),
    ])
  })

  it('is none where nothing changes', () => {
    const live = deployment({}, [
      entry('kdeploy', 'Apply', spec({ 'f:a': {} })),
      entry('x', 'Update', spec({ 'f:b': {} })),
    ])
    expect(rewritten(live, 'kdeploy', { isFormer: nobody, canLose: nobody, take: noFields })).toBeUndefined()
  })

  it('keeps of an entry of another version only metadata, and moves or leaves out what others note in one', () => {
    const old = { apiVersion: 'apps/v1beta1' }
    const metadata = { 'f:metadata': { 'f:labels': { 'f:x': {} } } }
    const live = deployment({}, [
      entry('kdeploy', 'Apply', { ...metadata, ...spec({ 'f:old': {} }) }, old),
      entry('kubectl-label', 'Update', metadata, old),
      entry('controller', 'Update', { 'f:status': {} }, { ...old, subresource: 'status' }),
    ])

    const take = parseFields(spec({ 'f:a': {} }))

    expect(rewritten(live, 'kdeploy', { isFormer: nobody, canLose: nobody, take })).toEqual([
      entry('kubectl-label', 'Update', metadata),
      entry('kdeploy', 'Apply', { ...metadata, ...spec({ 'f:a': {} }) }),
    ])
  })
})
