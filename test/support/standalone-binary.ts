import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inCi } from './in-ci.ts'
import { runProgram } from './program.ts'
import { repository } from './projects/project.ts'

const folder = join(repository, 'dist', 'binary')

/**
 * The path of the standalone binary: the program that all tests run, where KDEPLOY_TEST_PROGRAM names one, else one that is built here
 * from dist/. A string that has no `/` says why there is none: its runtime can't be had. In CI that throws.
 */
export async function buildBinary(): Promise<string> {
  const given = process.env['KDEPLOY_TEST_PROGRAM']
  if (given) return resolve(repository, given)
  const build = join(repository, 'ci', 'binary.js')
  const { exitCode, stderr } = await runProgram(process.execPath, [build], { cwd: repository, env: process.env })
  const file = join(folder, `kdeploy-${process.platform}-${process.arch}`)
  if (exitCode === 0 && existsSync(file)) return file
  if (inCi(process.env)) throw new Error(stderr)
  return 'the standalone binary could not be built'
}
