import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs that speak Chromium's DevTools protocol, in the order in which they are looked for. */
const programs = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where Chromium is: what `KDEPLOY_TEST_CHROMIUM` says, else on the PATH; undefined where there is none. */
export function findChromium({ KDEPLOY_TEST_CHROMIUM: given, PATH = '' } = process.env): string | undefined {
  if (given !== undefined && given !== '') return given
  const paths = PATH.split(delimiter).flatMap((folder) => programs.map((program) => join(folder, program)))
  return [...paths, ...applications].find(isExecutable)
}

/** What to tell where there is none. */
export const noChromium = 'no Chromium found: install it (CONTRIBUTING.md), or set KDEPLOY_TEST_CHROMIUM'

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
