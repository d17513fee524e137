import { nearest } from '../../nearest.ts'
import { layersOf } from '../../profile/layers.ts'
import { parseProfileName } from '../../profile/profile-name.ts'
import type { Project } from '../../project/project.ts'
import { textOf } from './project-reads.ts'

type Files = Pick<
  Project,
  | 'profiles'
  | 'profileFiles'
  | 'profilesFolder'
  | 'profileTexts'
  | 'hasRead'
  | 'templates'
  | 'templateFiles'
  | 'templatesFolder'
  | 'readTemplate'
  | 'uselessOverrides'
>

/** Warnings of files that look like a part of the project and that nothing reads, each with what it was probably meant to be. */
export function strayFiles(project: Files): string[] {
  return [...strayProfiles(project), ...strayTemplates(project), ...project.uselessOverrides]
}

/** A source may read its file from profiles/: one that was read, or is named there, is none. */
function strayProfiles(project: Files): string[] {
  const { profiles, profileFiles, profilesFolder, profileTexts } = project
  const layers = new Set(profiles.flatMap((profile) => layersOf(parseProfileName(profile)).map(({ file }) => file)))
  const named = namedIn(profileTexts)
  const strays = profileFiles.filter(
    (file) => file.endsWith('.yaml') && !layers.has(file) && !project.hasRead(`profiles/${file}`) && !named(file),
  )
  return strays.map((file) => {
    const meant = nearest(file, layers)
    const question = meant === undefined ? '' : `; did you mean ${profilesFolder}/${meant}?`
    return `${profilesFolder}/${file} belongs to no profile, so nothing reads it${question}`
  })
}

/** What other tools call a template, and an extension that is nearly one of a template. */
const otherExtension = /\.(?:tmpl|tpl|template|gotmpl|jinja2?)$/

function strayTemplates(project: Files): string[] {
  const { templates, templateFiles, templatesFolder } = project
  const rendered = new Set(templates)
  const strays = templateFiles.filter((file) => {
    const name = lastPart(file)
    const extension = name.split('.').at(-1) ?? ''
    if (rendered.has(file) || name.startsWith('_') || ['yaml', 'yml', 'json', 'j2'].includes(extension)) return false
    return otherExtension.test(name) || nearest(extension, ['yaml', 'yml']) !== undefined
  })
  if (strays.length === 0) return []
  const named = namedIn(templateFiles.map((file) => textOf(file, project)))
  return strays
    .filter((file) => !named(file))
    .map((file) => `${templatesFolder}/${file} is not rendered: a template's name ends in .yaml, .yml, .json or .j2`)
}

/** Whether any text has the name of a file in it, without the folders. */
function namedIn(texts: readonly string[]): (file: string) => boolean {
  return (file) => texts.some((text) => text.includes(lastPart(file)))
}

function lastPart(file: string): string {
  return file.split('/').at(-1) ?? file
}
