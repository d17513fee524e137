import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findProject } from '../../src/project/find-project.ts'
import { sources } from '../../src/sources/registry.ts'
import { folderWith } from '../support/projects/project-folder.ts'

describe('findProject', () => {
  it('takes the nearest folder upwards with kdeploy.yaml or templates/', () => {
    const folder = folderWith({ 'kdeploy.yaml': 'name: shop\n', 'a/templates/x.yaml': '', 'a/b/c/file': '' })
    expect(findProject(join(folder, 'a/b/c'), undefined, sources).folder).toBe(join(folder, 'a'))
    expect(findProject(folder, undefined, sources).name).toBe('shop')
    expect(findProject(join(folder, 'a/b'), '../..', sources).folder).toBe(folder)
  })

  it('says what it looked for where there is none', () => {
    const folder = folderWith({ 'a/file': '' })
    expect(() => findProject(folder, 'a', sources)).toThrow(
      'a is not a deployment project: it has neither kdeploy.yaml nor templates/',
    )
    expect(() => findProject(folder, undefined, sources)).toThrow(expect.objectContaining({ code: 'project-missing' }))
  })

  it("says so where what it looks for can't even be asked for", () => {
    const name = 'a'.repeat(300)
    const problem = { code: 'project-missing', message: expect.stringMatching(/aaa.* can't be read: ENAMETOOLONG$/) }
    expect(() => findProject(folderWith({ file: '' }), name, sources)).toThrow(expect.objectContaining(problem))
  })

  it('names files as a person in the working folder types them', () => {
    const folder = folderWith({ 'kdeploy.yaml': 'nmae: x\n', 'templates/web.yaml': '', 'sub/file': '' })
    const project = findProject(join(folder, 'sub'), undefined, sources)
    expect(project.fileOf('web.yaml')).toBe('../templates/web.yaml')
    expect(() => project.name).toThrow(
      expect.objectContaining({ place: { file: '../kdeploy.yaml', line: 1, column: 1 } }),
    )
  })
})
