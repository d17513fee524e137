import { readFileSync } from 'node:fs'

// ci/build.js puts the texts into the bundle: it knows such a line by this form.
const base = readFileSync(new URL('./base.css', import.meta.url), 'utf8')
const controls = readFileSync(new URL('./controls.css', import.meta.url), 'utf8')
const overview = readFileSync(new URL('./overview.css', import.meta.url), 'utf8')
const objects = readFileSync(new URL('./objects.css', import.meta.url), 'utf8')
const media = readFileSync(new URL('./media.css', import.meta.url), 'utf8')

/** What a page is styled by; what goes by the medium overrules the rest. */
export const style = `\n${[base, controls, overview, objects, media].join('\n')}`

/** What a browser runs in a page. */
export const script = `\n${readFileSync(new URL('./page.js', import.meta.url), 'utf8')}`
